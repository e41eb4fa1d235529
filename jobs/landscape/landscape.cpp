#include "jobs/landscape/landscape.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/landscape/cell_size.hpp"
#include "jobs/landscape/tables.hpp"
#include "jobs/program.hpp"
#include "kernels/landscape/second_sweep.hpp"

namespace terrabalance {
namespace {

using landscape::ClassTable;
using landscape::Cost;
using landscape::Directions;
using landscape::PatchOptions;

/// Classes by number; without a legend every code is its own class.
struct Classes {
  ClassTable table;
  std::vector<std::string> names;  ///< empty without a legend
};

Classes classes_of(const Legend& legend) {
  constexpr std::size_t codes = 1 << 16;
  Classes classes{ClassTable::identity(codes), legend.classes()};
  for (std::size_t code = 0; code < codes; ++code) {
    auto& index = classes.table.of_code[code];
    const std::string name = legend.class_of(static_cast<std::int32_t>(code));
    if (name == Legend::nodata) {
      index = ClassTable::outside;
    } else if (!classes.names.empty()) {
      const auto found = std::ranges::find(classes.names, name);
      index = found == classes.names.end()
                  ? ClassTable::unknown
                  : static_cast<landscape::ClassIndex>(found - classes.names.begin());
    }
  }
  return classes;
}

LandscapeNames names_of(const Classes& classes, const Zones& zones) {
  return {[&zones](std::int32_t zone) { return zones.id(zone); },
          [&classes](landscape::ClassIndex index) {
            return classes.names.empty() ? std::to_string(index) : classes.names[index];
          }};
}

Directions directions_of(const LandscapeOptions& options, const RasterStudy& study) {
  int directions = options.directions;
  if (directions == 0 && study.file) {
    const auto given = study.file->number("landscape", "directions");
    if (given && *given != 4 && *given != 8)
      throw InputError(fmt::format("{}: directions in [landscape] is {}; give 8 or 4",
                                   study.file->path(), *given));
    directions = static_cast<int>(given.value_or(8));
  }
  return directions == 4 ? Directions::four : Directions::eight;
}

/// The indices that were asked for, and what they need.
struct Plan {
  landscape::Selection selection;
  PatchOptions patches;
  bool edges = false;
  bool second_sweep() const { return patches.keep_crossing || edges; }
};

Plan plan_of(const LandscapeOptions& options, const RasterStudy& study, const Grid& grid,
             const landscape::CellSize& cell, const ClassTable& classes) {
  Plan plan;
  plan.selection = landscape::select_metrics(options.metrics);
  if (!options.patches) {
    plan.selection.patch_metrics.clear();
  } else if (plan.selection.patch_metrics.empty()) {
    plan.selection.patch_metrics = landscape::select_metrics("fast").patch_metrics;
  }
  PatchOptions& p = plan.patches;
  p.classes = classes;
  p.raster_width = grid.width;
  p.raster_height = grid.height;
  p.cell = cell;
  p.directions = directions_of(options, study);
  p.measured.cores = plan.selection.needs(Cost::cores);
  p.measured.distances = plan.selection.needs(Cost::distances);
  plan.edges = plan.selection.needs(Cost::neighbours);
  const bool corners = plan.selection.needs(Cost::moments);
  p.keep_patches = options.patches;
  p.keep_crossing =
      p.measured.distances || plan.edges || (corners && p.directions == Directions::four);
  p.measured.moments = corners || p.keep_patches || p.keep_crossing;
  return plan;
}

void refuse_unknown_codes(const std::vector<landscape::Summary>& summaries,
                          const RasterStudy& study) {
  std::vector<std::string> list;
  for (std::size_t layer = 0; layer < summaries.size(); ++layer)
    for (const auto& [code, count] : summaries[layer].unknown.sorted())
      list.push_back(
          fmt::format("{} ({} cells in {})", code, count.cells, study.land_use[layer].path));
  if (list.empty()) return;
  throw InputError(
      fmt::format("codes without a class in legend {}: {}; add them to a legend file, or list them "
                  "as nodata in [landuse] of the study file",
                  study.legend.name(), fmt::join(list, ", ")));
}

void refuse_empty(const std::vector<landscape::Summary>& summaries, const RasterStudy& study) {
  for (std::size_t layer = 0; layer < summaries.size(); ++layer) {
    if (!summaries[layer].classes.empty() || !summaries[layer].crossing.empty()) continue;
    throw InputError(fmt::format("{}: no cell has a class{}; check nodata and legend",
                                 study.land_use[layer].path,
                                 study.zones ? " inside the zones of " + study.zones->path : ""));
  }
}

/// Sweeps the rasters; what the landscapes are is known on the root alone.
std::vector<LandscapeYear> measure(Session& session, const RasterStudy& study,
                                   const RasterStack& stack, const Plan& plan) {
  const Communicator& ranks = session.communicator;
  const Partition partition = stack.partition(study.tile);
  const std::vector<PatchOptions> options(study.land_use.size(), plan.patches);
  auto summaries = std::get<0>(sweep(session.runtime(study.threads, "landscape: patches"),
                                     partition, stack, landscape::PatchKernel(options)));
  ranks.together([&] {
    if (!ranks.is_root()) return;
    for (auto& summary : summaries)
      landscape::close_patches(summary, plan.patches);
    refuse_unknown_codes(summaries, study);
    refuse_empty(summaries, study);
  });

  std::vector<LandscapeYear> years(study.land_use.size());
  if (plan.second_sweep()) {
    std::vector<landscape::CrossingPatches> crossing;
    for (auto& summary : summaries)
      crossing.emplace_back(summary);
    ranks.broadcast(crossing);
    auto seconds =
        std::get<0>(sweep(session.runtime(study.threads, "landscape: second look"), partition,
                          stack, landscape::SecondSweepKernel(options, crossing, plan.edges)));
    for (std::size_t layer = 0; layer < seconds.size(); ++layer) {
      finish_crossing(summaries[layer], crossing[layer], seconds[layer], plan.patches);
      if (plan.edges)
        years[layer].neighbours =
            fold_neighbours(summaries[layer], seconds[layer], plan.patches, study.threads);
    }
  }
  for (std::size_t layer = 0; layer < summaries.size(); ++layer) {
    years[layer].year = study.land_use[layer].year;
    years[layer].landscapes = landscape::landscapes(summaries[layer], plan.patches.cell);
    years[layer].patches = std::move(summaries[layer].closed);
    sort_patches(years[layer].patches);
  }
  return years;
}

}  // namespace

void landscape_indices(Session& session, const LandscapeOptions& options) {
  const Communicator& ranks = session.communicator;
  const RasterStudy study = resolve(options.rasters);
  const RasterStack stack(study.land_use, study.zones);
  for (const auto& warning : stack.zones().warnings())
    session.warn(warning);
  const auto cell = cell_size_of(stack.grid(), study.land_use.front().path, session);
  const Classes classes = classes_of(study.legend);
  const Plan plan = plan_of(options, study, stack.grid(), cell, classes.table);
  std::optional<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result.emplace(study.output);
  });

  const auto years = measure(session, study, stack, plan);
  ranks.together([&] {
    if (!ranks.is_root()) return;
    const LandscapeNames names = names_of(classes, stack.zones());
    result->write(class_table(years, plan.selection, names));
    result->write(landscape_table(years, plan.selection, names));
    if (options.patches) result->write(patch_table(years, plan.selection, cell, names));
    result->write(session.provenance(study.threads, study.input_paths()));
    result->commit();
    session.say(fmt::format("result: {}", study.output));
  });
}

void add_landscape(CLI::App& program, Work& work) {
  auto* command =
      program.add_subcommand("landscape", "Patch, class and landscape indices by city and year");
  const auto options = std::make_shared<LandscapeOptions>();
  options->rasters.add_to(*command);
  command->add_option("--metrics", options->metrics,
                      "fast (what one sweep gives), all, or NAME,... [fast]");
  command->add_option("--directions", options->directions, "Neighbours of a cell, 8 or 4 [8]")
      ->check(CLI::IsMember({4, 8}));
  command->add_flag("--patches", options->patches, "Also the table of every patch");
  command->footer(
      "Example: terrabalance landscape --landuse 2015=landuse.tif --zones cities.gpkg "
      "--zone-id id -o landscape.h5");
  command->callback([options, &work] {
    work = [options](Session& session) { landscape_indices(session, *options); };
  });
}

}  // namespace terrabalance
