#include "jobs/change/change.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/account/frame.hpp"
#include "jobs/change/map.hpp"
#include "jobs/change/tables.hpp"
#include "jobs/program.hpp"
#include "kernels/change/sequence_counts.hpp"

namespace terrabalance {
namespace {

/// The options once [change] of the study file has filled the gaps.
struct Settings {
  std::string map;
  Alignment alignment = Alignment::refuse;
  std::size_t strongest = 10;
};

Settings settle(const ChangeOptions& options, const RasterStudy& study) {
  Settings settings;
  settings.map = options.map;
  std::string align = options.align;
  auto strongest = options.strongest;
  if (study.file) {
    const StudyFile& file = *study.file;
    if (settings.map.empty()) settings.map = file.resolve(file.text("change", "map", ""));
    if (align.empty()) align = file.text("change", "align", "");
    if (const auto count = file.number("change", "strongest"); count && !strongest) {
      if (!(*count >= 0 && *count <= 1e6)) {
        throw InputError(fmt::format("{}: 'strongest' in [change] is {}; give 0 to 1000000",
                                     file.path(), *count));
      }
      strongest = static_cast<std::size_t>(*count);
    }
  }
  if (!align.empty() && align != "nearest") {
    throw InputError(fmt::format("align '{}' is not known; the one that is: nearest", align));
  }
  if (!align.empty()) settings.alignment = Alignment::nearest;
  settings.strongest = strongest.value_or(settings.strongest);
  return settings;
}

/// Carbon per hectare of every zone, year and class: its coefficient, and the activities charged to
/// it spread over its area, as the account has them.
CarbonIntensity carbon_of(Session& session, const LandUse& land_use, const AccountFrame& frame,
                          const CellArea& area, const CityTables& cities) {
  CarbonIntensity carbon{land_use.layers, land_use.classes.size(), {}};
  for (std::size_t zone = 0; zone < land_use.zones.size(); ++zone) {
    for (std::size_t layer = 0; layer < land_use.layers; ++layer) {
      for (std::size_t c = 0; c < land_use.classes.size(); ++c) {
        const std::string& id = frame.zone_ids[zone];
        const double charged = cities.charged(id, frame.years[layer], land_use.classes[c]);
        const double hectares = area.hectares(land_use.at(zone, layer, c).area);
        if (charged > 0 && hectares == 0) {
          session.warn(
              fmt::format("{}: city {} has activities charged to {} but no cell of it; no "
                          "transition carries their {:.6g} t C",
                          frame.years[layer], id, land_use.classes[c], charged));
        }
        const double by_area = charged > 0 && hectares > 0 ? charged / hectares : 0;
        carbon.values.push_back(frame.coefficients[c] + by_area);
      }
    }
  }
  return carbon;
}

ChangeResult classify(Session& session, const SequenceCounts::Summary& summary,
                      const RasterStudy& study, const Zones& zones, const AccountInputs& inputs,
                      const ClassLookup& lookup, const CellArea& area) {
  ChangeResult result;
  result.land_use = land_use_from(code_counts(summary), study, lookup);
  result.change = classify_change(summary, result.land_use, lookup);
  result.frame = frame_of(result.land_use, study, zones, inputs.coefficients);
  const CityTables cities(inputs, result.frame.zone_ids, result.frame.years, session);
  warn_of_gaps(session, result.land_use, result.frame, cities);
  result.carbon = carbon_of(session, result.land_use, result.frame, area, cities);
  if (!result.change.has_trajectories) {
    session.warn(fmt::format(
        "more than {} different sequences of codes: change was counted by pairs of years, and "
        "there is no table change/trajectory; fewer years or classes would have one",
        SequenceCounts::default_limit));
  }
  return result;
}

void write_result(ResultWriter& file, const Session& session, const RasterStudy& study,
                  const AccountInputs& inputs, const ChangeResult& result, const CellArea& area,
                  std::size_t strongest) {
  file.write(transition_table(result, area));
  file.write(dynamics_table(result, area));
  file.write(intensity_table(result, area));
  if (result.change.has_trajectories) file.write(trajectory_table(result, area));
  file.write(strongest_table(result, area, strongest));
  file.write(sankey_table(result, area));
  file.write(coverage_table(result, area));
  file.write(session.provenance(study.threads, inputs.paths));
  file.commit();
  session.say(fmt::format("result: {}", study.output));
}

}  // namespace

void change(Session& session, const ChangeOptions& options) {
  const Communicator& ranks = session.communicator;
  const RasterStudy study = resolve(options.account.rasters);
  const Settings settings = settle(options, study);
  if (study.land_use.size() < 2) {
    throw InputError("change needs land use of two years or more; add --landuse YEAR=FILE");
  }
  const AccountInputs inputs = read_inputs(options.account, study);
  const RasterStack stack(study.land_use, study.zones, {}, settings.alignment);
  const CellArea area = stack.cell_area();
  for (const auto& warning : stack.zones().warnings())
    session.warn(warning);
  for (const auto& path : stack.resampled()) {
    session.warn(fmt::format("{}: resampled (nearest) onto the grid of {}", path,
                             study.land_use.front().path));
  }
  std::optional<ResultWriter> file;
  ranks.together([&] {
    if (ranks.is_root()) file.emplace(study.output);
  });

  auto [summary] = sweep(session.runtime(study.threads, "change: reading land use"),
                         stack.partition(study.tile), stack, SequenceCounts(area));
  ranks.broadcast(summary);
  const ClassLookup lookup = lookup_for(study.legend, codes_of(code_counts(summary)));
  const ChangeResult result =
      classify(session, summary, study, stack.zones(), inputs, lookup, area);
  if (!settings.map.empty()) {
    write_change_maps(session, study, stack, CodeClasses(lookup.index_of), result, settings.map);
  }
  ranks.together([&] {
    if (ranks.is_root()) {
      write_result(*file, session, study, inputs, result, area, settings.strongest);
    }
  });
}

void add_change(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "change", "Land-use transitions, dynamic degrees, intensities and their carbon effect");
  const auto options = std::make_shared<ChangeOptions>();
  options->account.rasters.add_to(*command);
  command->add_option("--coefficients", options->account.coefficients,
                      "CSV that overrides land coefficients: class,value,unit,source");
  command->add_option("--activities", options->account.activities,
                      "CSV: city,year,item,value,unit");
  command->add_option("--map", options->map, "Folder for maps of change, one a pair of years");
  command->add_option("--align", options->align,
                      "nearest: resample rasters on another grid onto the first year's");
  command->add_option("--strongest", options->strongest,
                      "Transitions listed for each zone and pair of years [10]");
  command->footer(
      "Example: terrabalance change --landuse 2001=a.tif --landuse 2015=b.tif -o change.h5");
  command->callback(
      [options, &work] { work = [options](Session& session) { change(session, *options); }; });
}

}  // namespace terrabalance
