#include "jobs/landscape/plan.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/landscape/weights_table.hpp"

namespace terrabalance {
namespace {

using landscape::ClassTable;
using landscape::Convention;
using landscape::Cost;
using landscape::Directions;
using landscape::Metric;
using landscape::Selection;

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

Convention convention_of(const LandscapeOptions& options, const RasterStudy& study) {
  std::string convention = options.convention;
  if (convention.empty() && study.file)
    convention = study.file->text("landscape", "convention", "landscapemetrics");
  if (convention == "fragstats") return Convention::fragstats;
  if (!convention.empty() && convention != "landscapemetrics")
    throw InputError(fmt::format("convention '{}' is not known; give landscapemetrics or fragstats",
                                 convention));
  return Convention::landscapemetrics;
}

/// The tables and numbers that indices of a patch's surroundings need.
void read_surroundings(const LandscapeOptions& options, const LandscapeClasses& classes,
                       LandscapePlan& plan) {
  if (!options.contrast.empty()) {
    plan.contrast = std::make_shared<landscape::ClassWeights>(
        read_class_weights(options.contrast, "contrast", classes));
  }
  if (!options.similarity.empty()) {
    if (options.search_radius == 0)
      throw InputError("--similarity needs --search-radius METRES: how far neighbours count");
    plan.proximity.similarity = read_class_weights(options.similarity, "similarity", classes);
  }
  plan.proximity.radius = options.search_radius;
  plan.proximity.neighbour = options.neighbour;
}

landscape::Possible possible(const LandscapePlan& plan) {
  return {.contrast = plan.contrast != nullptr,
          .proximity = plan.proximity.radius > 0,
          .similarity = !plan.proximity.similarity.empty(),
          .kth = plan.proximity.neighbour > 0};
}

std::int64_t edge_depth_of(const LandscapeOptions& options, const RasterStudy& study) {
  if (options.edge_depth > 0 || !study.file) return std::max<std::int64_t>(options.edge_depth, 1);
  const double depth = study.file->number("landscape", "edge_depth").value_or(1);
  if (depth != std::floor(depth) || depth < 1 || depth > static_cast<double>(deepest_edge))
    throw InputError(fmt::format(
        "{}: edge_depth in [landscape] is {}; give a whole number of cells from 1 to {}",
        study.file->path(), depth, deepest_edge));
  return static_cast<std::int64_t>(depth);
}

/// \throws InputError for what a grid in degrees does not have
void refuse_what_rows_lack(const LandscapeOptions& options, const RasterStudy& study,
                           const Grid& grid) {
  const std::string& path = study.land_use.front().path;
  if (options.window.radius > 0 && options.window.metrics.find("ed") != std::string::npos)
    refuse_degrees(grid, path, "ed of a moving window has no length in metres");
  std::string side = options.grid_cell;
  if (side.empty() && study.file) side = study.file->text("landscape", "grid_cell", "");
  if (side.ends_with("km")) refuse_degrees(grid, path, "the cells of a grid have no side in km");
}

}  // namespace

bool geographic_is_allowed(const LandscapeOptions& options, const RasterStudy& study) {
  return options.allow_geographic ||
         (study.file && study.file->flag("landscape", "allow_geographic", false));
}

LandscapeClasses classes_of(const Legend& legend) {
  constexpr std::size_t codes = 1 << 16;
  LandscapeClasses classes{ClassTable::identity(codes), legend.classes()};
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

LandscapePlan plan_of(const LandscapeOptions& options, const RasterStudy& study, const Grid& grid,
                      const CellMeasure& measure, const LandscapeClasses& classes) {
  LandscapePlan plan;
  read_surroundings(options, classes, plan);
  plan.selection = landscape::select_metrics(options.metrics, possible(plan));
  if (!options.patches) {
    plan.selection.patch_metrics.clear();
  } else if (plan.selection.patch_metrics.empty()) {
    plan.selection.patch_metrics = landscape::select_metrics("fast").patch_metrics;
  }
  if (measure.rows) refuse_what_rows_lack(options, study, grid);
  landscape::PatchOptions& p = plan.patches;
  p.classes = classes.table;
  if (plan.contrast && plan.selection.needs(Cost::contrast)) {
    p.contrast = *plan.contrast;
    p.measured.contrast = true;
  }
  p.raster_width = grid.width;
  p.raster_height = grid.height;
  p.cell = measure.cell;
  p.rows = measure.rows;
  plan.proximity.rows = measure.rows;
  p.directions = directions_of(options, study);
  p.measured.convention = convention_of(options, study);
  p.measured.cores = plan.selection.needs(Cost::cores);
  p.edge_depth = edge_depth_of(options, study);
  p.measured.distances = plan.selection.needs(Cost::distances);
  const Selection& selection = plan.selection;
  plan.edges.nearest = selection.needs(Cost::neighbours);
  if (!selection.needs(Cost::similarity)) plan.proximity.similarity = {};
  if (!selection.needs(Cost::proximity) && !selection.needs(Cost::similarity))
    plan.proximity.radius = 0;
  if (!selection.needs(Cost::kth)) plan.proximity.neighbour = 0;
  plan.edges.all = plan.proximity.asked();
  const bool corners = plan.selection.needs(Cost::moments);
  p.measured.hulls = corners && p.measured.convention == Convention::fragstats;
  p.keep_patches = options.patches || plan.proximity.asked();
  p.keep_crossing = p.measured.distances || plan.edges.nearest || plan.edges.all ||
                    !options.patch_maps.empty() || (corners && p.directions == Directions::four);
  p.measured.moments = corners || p.keep_patches || p.keep_crossing;
  return plan;
}

}  // namespace terrabalance
