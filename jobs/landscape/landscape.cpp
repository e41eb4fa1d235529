#include "jobs/landscape/landscape.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/runtime/deal.hpp"
#include "engine/value/error.hpp"
#include "jobs/landscape/cell_size.hpp"
#include "jobs/landscape/finish.hpp"
#include "jobs/landscape/grid.hpp"
#include "jobs/landscape/labels.hpp"
#include "jobs/landscape/patch_rows.hpp"
#include "jobs/landscape/plan.hpp"
#include "jobs/landscape/tables.hpp"
#include "jobs/landscape/window.hpp"
#include "jobs/program.hpp"

namespace terrabalance {
namespace {

using landscape::PatchOptions;

LandscapeNames names_of(const LandscapeClasses& classes, const Zones& zones) {
  return {[&zones](std::int32_t zone) { return zones.id(zone); },
          [&classes](landscape::ClassIndex index) { return classes.name(index); }};
}

/// The analysis grid, by the options or else the study file.
std::optional<landscape::AnalysisGrid> grid_of(const LandscapeOptions& options,
                                               const RasterStudy& study, const Grid& grid,
                                               const landscape::CellSize& cell) {
  std::string side = options.grid_cell;
  if (side.empty() && study.file) side = study.file->text("landscape", "grid_cell", "");
  if (side.empty()) {
    if (!options.grid_maps.empty())
      throw InputError("--grid-maps needs --grid-cell: the side of a cell of the grid");
    return std::nullopt;
  }
  return analysis_grid_of(side, grid, cell);
}

/// The classes of each year's landscapes.
std::vector<std::vector<landscape::ClassIndex>> classes_in(
    const std::vector<LandscapeYear>& years) {
  std::vector<std::vector<landscape::ClassIndex>> present;
  for (const LandscapeYear& year : years) {
    auto& classes = present.emplace_back();
    for (const auto& landscape : year.landscapes)
      for (const auto& c : landscape.classes)
        classes.push_back(c.index);
    std::ranges::sort(classes);
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  }
  return present;
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
        stack_(&scene.stack),
        wanted_(options),
        cell_(cell_measure_of(scene.stack.grid(), scene.study.land_use.front().path,
                              geographic_is_allowed(options, scene.study), session)),
        classes_(classes_of(scene.study.legend)),
        names_(names_of(classes_, scene.stack.zones())),
        plan_(plan_of(options, scene.study, scene.stack.grid(), cell_, classes_)),
        options_(scene.study.land_use.size(), plan_.patches),
        grid_(grid_of(options, scene.study, scene.stack.grid(), cell_.cell)) {
    check_window(options.window, scene.stack.grid());
    if (cell_.rows) say_what_degrees_mean(session);
  }

  std::string name() const override { return "landscape"; }

  void plan(FirstSweep& sweep) override {
    sweep.patches.emplace(options_);
    if (plan_.second_sweep()) sweep.again.emplace_back("indices that need whole patches");
  }

  void see(Session& session, Measured& measured, SecondSweep& next) override {
    const Communicator& ranks = session.communicator;
    summaries_ = std::move(measured.patches);
    summaries_.resize(options_.size());  // a rank without tiles has none
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
    if (wanted_.patch_maps.empty()) return;
    patch_maps_.emplace(session, *study_, *stack_, partition(), wanted_.patch_maps);
    next.visits.emplace_back(
        [this](const TileView& view) { patch_maps_->write(view, options_, crossing_); });
  }

  std::vector<Table> tables(Session& session,
                            landscape::SecondSweepKernel::Summary&& again) override {
    const Communicator& ranks = session.communicator;
    std::vector<Table> tables;
    std::vector<std::vector<landscape::ClassIndex>> present;
    again.resize(options_.size());
    if (plan_.proximity.asked()) {  // it looks at all patches at once
      for (auto& summary : summaries_)
        deal(summary.closed, ranks, [](const landscape::Patch&) { return 0; });
    }
    ranks.together([&] {
      auto years = finish(again, ranks.is_root());
      if (ranks.is_root()) {
        present = classes_in(years);
        tables.push_back(class_table(years, plan_.selection, names_));
        tables.push_back(landscape_table(years, plan_.selection, names_));
      }
      if (wanted_.patches) years_ = std::move(years);
    });
    if (patch_maps_) patch_maps_->commit(session, partition());
    if (grid_) {
      for (Table& table :
           grid_tables(session, *study_, *stack_, classes_, plan_, *grid_, wanted_.grid_maps))
        tables.push_back(std::move(table));
    }
    if (wanted_.window.radius > 0) {
      ranks.broadcast(present);
      write_window_maps(session, *study_, *stack_, classes_, plan_, present, wanted_.window);
    }
    return tables;
  }

  std::vector<SharedTable> shared_tables(Session& session) override {
    const Communicator& ranks = session.communicator;
    if (!wanted_.patches) return {};
    ranks.together(
        [&] { patches_ = share_of_table(std::move(years_), plan_, partition(), ranks); });
    std::vector tables{patch_table(patches_, plan_.selection, names_, ranks)};
    tables.front().alignment = wanted_.chunk_alignment;
    return tables;
  }

 private:
  void say_what_degrees_mean(Session& session) const {
    session.warn(fmt::format(
        "{}: its cells are in degrees; areas, lengths and distances are by the size of each row's "
        "cells on the ellipsoid",
        study_->land_use.front().path));
  }

  Partition partition() const { return stack_->partition(study_->tile); }

  std::vector<LandscapeYear> finish(landscape::SecondSweepKernel::Summary& again, bool is_root) {
    const bool twice = plan_.second_sweep();
    std::vector<LandscapeYear> years;
    for (std::size_t layer = 0; layer < summaries_.size(); ++layer) {
      const std::int64_t year = study_->land_use[layer].year;
      landscape::SecondSummary* const second = twice ? &again[layer] : nullptr;
      years.push_back(is_root ? finish_year(year, summaries_[layer],
                                            twice ? &crossing_[layer] : nullptr, second, plan_,
                                            study_->threads)
                              : share_of_year(year, summaries_[layer], second));
    }
    return years;
  }

  const RasterStudy* study_;
  const RasterStack* stack_;
  LandscapeOptions wanted_;
  CellMeasure cell_;
  LandscapeClasses classes_;
  LandscapeNames names_;
  LandscapePlan plan_;
  std::vector<PatchOptions> options_;
  std::vector<landscape::Summary> summaries_;
  std::vector<landscape::CrossingPatches> crossing_;
  std::optional<landscape::AnalysisGrid> grid_;
  std::optional<PatchMaps> patch_maps_;
  std::vector<LandscapeYear> years_;  ///< for the patch table
  PatchRows patches_;                 ///< this rank's share of it
};

}  // namespace

std::unique_ptr<RasterStep> landscape_step(Session& session, const RasterScene& scene,
                                           const LandscapeOptions& options) {
  return std::make_unique<LandscapeStep>(session, scene, options);
}

void landscape_indices(Session& session, const LandscapeOptions& options) {
  RasterScene scene = open_scene(session, resolve(options.rasters));
  scene.stack.set_usual_tile(landscape_tile);
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
  command
      ->add_option("--convention", options->convention,
                   "Whose definitions: landscapemetrics or fragstats [landscapemetrics]")
      ->check(CLI::IsMember({"landscapemetrics", "fragstats"}));
  command
      ->add_option("--edge-depth", options->edge_depth,
                   "Cells from the edge of a patch that are no core [1]")
      ->check(CLI::Range(std::int64_t{1}, deepest_edge));
  auto* patches = command->add_flag("--patches", options->patches, "Also the table of every patch");
  command
      ->add_option("--chunk-alignment", options->chunk_alignment,
                   "Bytes at whose multiples chunks of that table begin, as stripes of a file "
                   "system do [1: packed]")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 30))
      ->needs(patches);
  command->add_flag("--allow-geographic", options->allow_geographic,
                    "Go on with a grid in degrees, by the ellipsoidal size of each row's cells");
  command->add_option("--contrast", options->contrast,
                      "Contrasts of classes for econ, tecw, cwed, teci: CSV class,other,contrast");
  command
      ->add_option("--search-radius", options->search_radius,
                   "Metres around a patch that prox, connect and simi look at")
      ->check(CLI::PositiveNumber);
  command->add_option("--similarity", options->similarity,
                      "Similarities of classes for simi: CSV class,other,similarity");
  command->add_option("--neighbour", options->neighbour, "k of ennk, the k-th nearest patch")
      ->check(CLI::Range(1, 1000));
  command->add_option("--patch-maps", options->patch_maps,
                      "Folder for patches_YEAR.vrt: the patch of every cell, by the table's ids");
  command->add_option("--grid-cell", options->grid_cell,
                      "Also the indices of every cell of a regular grid: side in cells of the "
                      "raster, or kilometres (5km)");
  command->add_option("--grid-maps", options->grid_maps,
                      "Folder for landscape_grid_YEAR.tif, a band for each index of the grid");
  command
      ->add_option("--window", options->window.radius,
                   "Also maps of the square window around every cell: its radius in cells")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
  command->add_option("--window-metrics", options->window.metrics,
                      "Of pland, ed, shdi, contag, ai [shdi]");
  command->add_option("--window-maps", options->window.maps,
                      "Folder for window_INDEX[_CLASS]_YEAR.vrt");
  command->footer(
      "Example: terrabalance landscape --landuse 2015=landuse.tif --zones cities.gpkg "
      "--zone-id id -o landscape.h5");
  command->callback([options, &work] {
    work = [options](Session& session) { landscape_indices(session, *options); };
  });
}

}  // namespace terrabalance
