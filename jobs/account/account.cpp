#include "jobs/account/account.hpp"

#include <optional>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/sweep.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/account/frame.hpp"
#include "jobs/account/maps.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/program.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/account/land_use.hpp"

namespace terrabalance {
namespace {

void write_result(ResultWriter& result, const Session& session, const RasterStudy& study,
                  const AccountInputs& inputs, const std::vector<Table>& tables) {
  for (const Table& table : tables)
    result.write(table);
  result.write(make_cube(tables[0], "account", {"year", "zone", "class"}, "area_ha"));
  for (const Cube& cube : cubes_by_item(tables.back(), "account", {"year", "zone"})) {
    result.write(cube);
  }
  result.write(session.provenance(study.threads, inputs.paths));
  result.commit();
  session.say(fmt::format("result: {}", study.output));
}

}  // namespace

void account(Session& session, const AccountOptions& options) {
  const Communicator& ranks = session.communicator;
  const RasterStudy study = resolve(options.rasters);
  const AccountInputs inputs = read_inputs(options, study);
  const RasterStack stack(study.land_use, study.zones, inputs.weights);
  const CellArea area = stack.cell_area();
  for (const auto& warning : stack.zones().warnings())
    session.warn(warning);
  std::optional<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result.emplace(study.output);
  });

  const Partition partition = stack.partition(study.tile);
  const Runtime runtime = session.runtime(study.threads, "account: reading land use");
  const bool weighted = !inputs.weights.empty();
  CodeCounts::Summary counts;
  WeightSums::Summary weights;
  if (weighted) {
    const ClassLookup by_legend = lookup_for(study.legend, {});
    const CodeClasses classes(by_legend.index_of);
    std::tie(counts, weights) =
        sweep(runtime, partition, stack, CodeCounts(area), WeightSums(classes));
  } else {
    std::tie(counts) = sweep(runtime, partition, stack, CodeCounts(area));
  }
  ranks.broadcast(counts);
  ranks.broadcast(weights);

  const ClassLookup lookup = lookup_for(study.legend, codes_of(counts));
  const LandUse land_use = land_use_from(counts, study, lookup);
  const AccountFrame frame = frame_of(land_use, study, stack.zones(), inputs.coefficients);
  const CityTables cities(inputs, frame.zone_ids, frame.years, session);
  warn_of_gaps(session, land_use, frame, cities);
  if (!inputs.maps.empty()) {
    write_maps(session, study, stack, CodeClasses(lookup.index_of), land_use, frame, area, cities,
               weights, inputs.maps);
  }
  ranks.together([&] {
    if (!ranks.is_root()) return;
    write_result(*result, session, study, inputs,
                 {land_use_table(land_use, frame, area), coverage_table(land_use, frame, area),
                  zones_table(frame), balance_table(land_use, frame, area, cities)});
  });
}

void add_account(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "account", "Carbon sources, sinks, net and intensities by city, class and year");
  const auto options = std::make_shared<AccountOptions>();
  options->rasters.add_to(*command);
  command->add_option("--coefficients", options->coefficients,
                      "CSV that overrides land coefficients: class,value,unit,source");
  command->add_option("--activities", options->activities, "CSV: city,year,item,value,unit");
  command->add_option("--statistics", options->statistics,
                      "CSV: city,year,item,value,unit, with gdp and population");
  command->add_option("--weights", options->weights,
                      "Weight raster of each year, its name with {year}: night light, population");
  command->add_option("--maps", options->maps, "Folder for maps of net carbon per cell");
  command->footer("Example: mpirun -n 2 terrabalance account study.toml -o account.h5");
  command->callback(
      [options, &work] { work = [options](Session& session) { account(session, *options); }; });
}

}  // namespace terrabalance
