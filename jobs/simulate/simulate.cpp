#include "jobs/simulate/simulate.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/program.hpp"
#include "jobs/simulate/plan.hpp"
#include "jobs/simulate/rasters.hpp"
#include "jobs/simulate/study_files.hpp"

namespace terrabalance {
namespace {

/// Reads "WIDTHxHEIGHT" into the options.
void read_size(const std::string& text, SimulateOptions& options) {
  const char* end = text.data() + text.size();
  const auto [times, bad_width] = std::from_chars(text.data(), end, options.width);
  const bool joined = bad_width == std::errc() && times != end && (*times == 'x' || *times == 'X');
  const auto [rest, bad_height] = std::from_chars(joined ? times + 1 : end, end, options.height);
  if (!joined || bad_height != std::errc() || rest != end) {
    throw InputError(
        fmt::format("--size: '{}' is no size; give columns x rows, such as 2000x1500", text));
  }
}

}  // namespace

void simulate(Session& session, const SimulateOptions& options) {
  SimulateOptions ordered = options;
  std::ranges::sort(ordered.years);
  const Communicator& ranks = session.communicator;
  const auto plan = ranks.together([&] { return simulation::make_plan(ordered); });
  ranks.together([&] {
    if (ranks.is_root()) simulation::write_study_files(ordered, plan);
  });
  const Zones zones = ranks.together([&] { return simulation::city_zones(ordered, plan); });
  for (const auto& warning : zones.warnings()) {
    session.warn(warning);
  }
  ranks.together([&] {
    const Runtime runtime = session.runtime(ordered.threads, "simulate: writing rasters");
    simulation::write_rasters(runtime, ordered, plan, zones);
  });
  session.say(fmt::format("simulated study: {}", (ordered.output / "study.toml").string()));
}

void add_simulate(CLI::App& program, Work& work) {
  struct Given {
    SimulateOptions options;
    std::string size;
    int threads = 0;
  };
  auto* command = program.add_subcommand(
      "simulate", "Make a study of any size: land use, night light, elevation, cities, tables");
  const auto given = std::make_shared<Given>();
  SimulateOptions& options = given->options;
  auto* size = command->add_option("--size", given->size, "Columns x rows, such as 2000x1500");
  command->add_option("--years", options.years, "Years, such as 2000,2010,2020")
      ->delimiter(',')
      ->required();
  auto* zones = command->add_option("--zones", options.zones, "Number of cities");
  command->add_option("--seed", options.seed, "Another seed, another land");
  auto* cities = command
                     ->add_option("--cities", options.cities,
                                  "Polygons of real cities; the grid then covers them")
                     ->excludes(size)
                     ->excludes(zones);
  command->add_option("--zone-id", options.zone_id, "Field of --cities that names each city")
      ->needs(cities);
  command->add_option("--resolution", options.resolution, "Cell size in metres");
  command->add_option("-o,--output", options.output, "Folder to write to")->required();
  command->add_option("--threads", given->threads, "Threads of each rank; default: all cores")
      ->check(CLI::PositiveNumber);
  command->footer(
      "Example: terrabalance simulate --size 2000x1500 --years 2000,2010,2020 -o study");
  command->callback([given, &work] {
    work = [given](Session& session) {
      SimulateOptions& chosen = given->options;
      chosen.threads = given->threads > 0 ? given->threads : default_threads();
      if (!given->size.empty()) read_size(given->size, chosen);
      session.claim_folder(chosen.output.string());
      simulate(session, chosen);
    };
  });
}

}  // namespace terrabalance
