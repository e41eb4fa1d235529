#include "jobs/landscape/landscape.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "jobs/landscape/cell_size.hpp"
#include "jobs/landscape/tables.hpp"
#include "jobs/program.hpp"

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

/// Landscape indices as a step: patches; in the second sweep what needs to know them.
class LandscapeStep : public RasterStep {
 public:
  LandscapeStep(Session& session, const RasterScene& scene, const LandscapeOptions& options)
      : study_(&scene.study),
        zones_(&scene.stack.zones()),
        cell_(cell_size_of(scene.stack.grid(), scene.study.land_use.front().path, session)),
        classes_(classes_of(scene.study.legend)),
        plan_(plan_of(options, scene.study, scene.stack.grid(), cell_, classes_.table)),
        options_(scene.study.land_use.size(), plan_.patches) {}

  std::string name() const override { return "landscape"; }

  void plan(FirstSweep& sweep) override { sweep.patches.emplace(options_); }

  void see(Session& session, Measured& measured, SecondSweep& next) override {
    const Communicator& ranks = session.communicator;
    summaries_ = std::move(measured.patches);
    ranks.together([&] {
      if (!ranks.is_root()) return;
      for (auto& summary : summaries_)
        landscape::close_patches(summary, plan_.patches);
      refuse_unknown_codes(summaries_, *study_);
      refuse_empty(summaries_, *study_);
    });
    if (!plan_.second_sweep()) return;
    for (auto& summary : summaries_)
      crossing_.emplace_back(summary);
    ranks.broadcast(crossing_);
    next.patches.emplace(options_, crossing_, plan_.edges);
  }

  std::vector<Table> tables(Session& session,
                            landscape::SecondSweepKernel::Summary&& again) override {
    std::vector<Table> tables;
    session.communicator.together([&] {
      if (session.communicator.is_root()) tables = finished_tables(std::move(again));
    });
    return tables;
  }

 private:
  std::vector<Table> finished_tables(landscape::SecondSweepKernel::Summary&& again) {
    const auto years = finish(std::move(again));
    const LandscapeNames names = names_of(classes_, *zones_);
    std::vector<Table> tables{class_table(years, plan_.selection, names),
                              landscape_table(years, plan_.selection, names)};
    if (plan_.patches.keep_patches) {
      tables.push_back(patch_table(years, plan_.selection, cell_, names));
    }
    return tables;
  }

  std::vector<LandscapeYear> finish(landscape::SecondSweepKernel::Summary&& again) {
    std::vector<LandscapeYear> years(summaries_.size());
    for (std::size_t layer = 0; layer < years.size(); ++layer) {
      auto& summary = summaries_[layer];
      if (plan_.second_sweep()) {
        finish_crossing(summary, crossing_[layer], again[layer], plan_.patches);
        if (plan_.edges) {
          years[layer].neighbours =
              fold_neighbours(summary, again[layer], plan_.patches, study_->threads);
        }
      }
      years[layer].year = study_->land_use[layer].year;
      years[layer].landscapes = landscape::landscapes(summary, plan_.patches.cell);
      years[layer].patches = std::move(summary.closed);
      sort_patches(years[layer].patches);
    }
    return years;
  }

  const RasterStudy* study_;
  const Zones* zones_;
  landscape::CellSize cell_;
  Classes classes_;
  Plan plan_;
  std::vector<PatchOptions> options_;
  std::vector<landscape::Summary> summaries_;
  std::vector<landscape::CrossingPatches> crossing_;
};

}  // namespace

std::unique_ptr<RasterStep> landscape_step(Session& session, const RasterScene& scene,
                                           const LandscapeOptions& options) {
  return std::make_unique<LandscapeStep>(session, scene, options);
}

void landscape_indices(Session& session, const LandscapeOptions& options) {
  const RasterScene scene = open_scene(session, resolve(options.rasters));
  run_alone(session, scene, landscape_step(session, scene, options), scene.study.input_paths());
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
