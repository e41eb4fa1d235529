#include "jobs/landscape/grid.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "io/raster/band_map.hpp"
#include "jobs/landscape/finish.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance {
namespace {

using landscape::AnalysisGrid;
using landscape::Landscape;
using landscape::LandscapeClass;
using landscape::Metric;
using landscape::OnGrid;

/// One year's cells that have a landscape, in order of their number.
struct GridYear {
  std::int64_t year = 0;
  std::vector<Landscape> cells;
};

std::vector<GridYear> measure(Session& session, const RasterStudy& study, const RasterStack& stack,
                              LandscapePlan plan, const AnalysisGrid& grid) {
  const Communicator& ranks = session.communicator;
  const Partition partition = stack.partition(study.tile);
  plan.patches.keep_patches = plan.proximity.asked();
  const std::vector<landscape::PatchOptions> options(study.land_use.size(), plan.patches);
  auto summaries = std::get<0>(
      sweep(session.runtime(study.threads, "landscape: analysis grid"), partition, stack,
            OnGrid<landscape::PatchKernel>(grid, landscape::PatchKernel(options))));
  for (auto& summary : summaries)
    landscape::close_patches(summary, plan.patches);

  std::vector<landscape::CrossingPatches> crossing;
  landscape::SecondSweepKernel::Summary seconds;
  if (plan.second_sweep()) {
    for (auto& summary : summaries)
      crossing.emplace_back(summary);
    ranks.broadcast(crossing);
    seconds = std::get<0>(sweep(
        session.runtime(study.threads, "landscape: analysis grid, second look"), partition, stack,
        OnGrid<landscape::SecondSweepKernel>(
            grid, landscape::SecondSweepKernel(options, crossing, plan.edges))));
  }
  std::vector<GridYear> years;
  for (std::size_t layer = 0; layer < summaries.size(); ++layer) {
    const bool twice = plan.second_sweep();
    auto year = finish_year(study.land_use[layer].year, summaries[layer],
                            twice ? &crossing[layer] : nullptr, twice ? &seconds[layer] : nullptr,
                            plan, study.threads);
    std::erase_if(year.landscapes, [](const Landscape& cell) { return cell.classes.empty(); });
    years.push_back({year.year, std::move(year.landscapes)});
  }
  return years;
}

/// The grid's cells as cells of a raster.
Grid raster_of(const AnalysisGrid& cells, const Grid& grid) {
  Grid coarse = grid;
  coarse.width = cells.columns();
  coarse.height = cells.rows();
  coarse.geotransform[1] *= static_cast<double>(cells.cell_width);
  coarse.geotransform[5] *= static_cast<double>(cells.cell_height);
  return coarse;
}

/// year, grid_column, grid_row, x, y [, class], metric, value
struct GridRows {
  std::vector<std::int64_t> years;
  std::vector<std::int64_t> columns;
  std::vector<std::int64_t> rows;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<std::string> classes;
  std::vector<std::string> metrics;
  std::vector<double> values;

  void add(std::int64_t year, std::int32_t cell, const Grid& coarse, const Metric& metric,
           double value) {
    const std::int64_t column = cell % coarse.width;
    const std::int64_t row = cell / coarse.width;
    const auto& g = coarse.geotransform;
    years.push_back(year);
    columns.push_back(column);
    rows.push_back(row);
    x.push_back(g[0] + g[1] * (static_cast<double>(column) + 0.5));
    y.push_back(g[3] + g[5] * (static_cast<double>(row) + 0.5));
    metrics.emplace_back(metric.name);
    values.push_back(value);
  }
  Table take(std::string name, std::string title) && {
    Table table{std::move(name), std::move(title), {}};
    auto& c = table.columns;
    c.push_back({"year", "", "year of the land-use raster", std::move(years)});
    c.push_back({"grid_column", "", "of the cell in the grid, from 0", std::move(columns)});
    c.push_back({"grid_row", "", "of the cell in the grid, from 0", std::move(rows)});
    c.push_back({"x", "", "of the cell's middle, in the raster's units", std::move(x)});
    c.push_back({"y", "", "of the cell's middle, in the raster's units", std::move(y)});
    if (!classes.empty()) c.push_back({"class", "", "land-use class", std::move(classes)});
    c.push_back({"metric", "", "index, see docs/landscape.md", std::move(metrics)});
    c.push_back({"value", "", "in the unit of the index", std::move(values)});
    return table;
  }
};

std::vector<Table> tables_of(const std::vector<GridYear>& years, const LandscapePlan& plan,
                             const LandscapeClasses& classes, const Grid& coarse) {
  GridRows of_classes;
  GridRows of_cells;
  for (const GridYear& year : years) {
    for (const Landscape& cell : year.cells) {
      for (const LandscapeClass& c : cell.classes) {
        for (const Metric* metric : plan.selection.metrics) {
          if (metric->of_class == nullptr) continue;
          of_classes.add(year.year, cell.zone, coarse, *metric, metric->of_class(cell, c));
          of_classes.classes.push_back(classes.name(c.index));
        }
      }
      for (const Metric* metric : plan.selection.metrics)
        if (metric->of_landscape != nullptr)
          of_cells.add(year.year, cell.zone, coarse, *metric, metric->of_landscape(cell));
    }
  }
  std::vector<Table> tables;
  tables.push_back(
      std::move(of_classes)
          .take("landscape/grid_class", "Landscape indices of the classes in grid cells"));
  tables.push_back(std::move(of_cells).take("landscape/grid", "Landscape indices of grid cells"));
  return tables;
}

/// A band for each landscape index, then for each class and class index.
std::vector<MapBand> bands_of(const GridYear& year, const LandscapePlan& plan,
                              const LandscapeClasses& classes, const Grid& coarse) {
  const std::vector<double> empty(static_cast<std::size_t>(coarse.cells()),
                                  std::numeric_limits<double>::quiet_NaN());
  std::vector<MapBand> bands;
  for (const Metric* metric : plan.selection.metrics) {
    if (metric->of_landscape == nullptr) continue;
    MapBand band{std::string(metric->name), std::string(metric->unit), empty};
    for (const Landscape& cell : year.cells)
      band.cells[static_cast<std::size_t>(cell.zone)] = metric->of_landscape(cell);
    bands.push_back(std::move(band));
  }
  std::map<landscape::ClassIndex, bool> present;
  for (const Landscape& cell : year.cells)
    for (const LandscapeClass& c : cell.classes)
      present[c.index] = true;
  for (const auto& [index, _] : present) {
    for (const Metric* metric : plan.selection.metrics) {
      if (metric->of_class == nullptr) continue;
      MapBand band{fmt::format("{}_{}", metric->name, classes.name(index)),
                   std::string(metric->unit), empty};
      for (const Landscape& cell : year.cells)
        for (const LandscapeClass& c : cell.classes)
          if (c.index == index)
            band.cells[static_cast<std::size_t>(cell.zone)] = metric->of_class(cell, c);
      bands.push_back(std::move(band));
    }
  }
  return bands;
}

}  // namespace

AnalysisGrid analysis_grid_of(const std::string& text, const Grid& grid,
                              const landscape::CellSize& cell) {
  double side = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, side);
  const std::string unit(rest, end);
  const bool kilometres = unit == "km";
  if (error != std::errc{} || !(side > 0) || (!kilometres && !unit.empty()) ||
      (!kilometres && side != std::floor(side)))
    throw InputError(fmt::format(
        "grid cell '{}' is no size; give a whole number of the raster's cells, or kilometres as in "
        "5km",
        text));
  const double width = kilometres ? side * 1000 / cell.dx : side;
  const double height = kilometres ? side * 1000 / cell.dy : side;
  if (width > static_cast<double>(grid.width) || height > static_cast<double>(grid.height))
    throw InputError(
        fmt::format("grid cell '{}' is larger than the raster of {} x {} cells; give a smaller one",
                    text, grid.width, grid.height));
  const AnalysisGrid result{grid.width, grid.height, std::max<std::int64_t>(1, std::llround(width)),
                            std::max<std::int64_t>(1, std::llround(height))};
  if (result.columns() * result.rows() > std::numeric_limits<std::int32_t>::max())
    throw InputError(fmt::format("grid cell '{}' makes {} cells, more than 2^31; give a larger one",
                                 text, result.columns() * result.rows()));
  return result;
}

std::vector<Table> grid_tables(Session& session, const RasterStudy& study, const RasterStack& stack,
                               const LandscapeClasses& classes, const LandscapePlan& plan,
                               const AnalysisGrid& grid, const std::string& maps) {
  session.claim_folder(maps);
  const auto years = measure(session, study, stack, plan, grid);
  const Grid coarse = raster_of(grid, stack.grid());
  std::vector<Table> tables;
  session.communicator.together([&] {
    if (!session.communicator.is_root()) return;
    for (const GridYear& year : years) {
      if (maps.empty()) continue;
      const std::string name = fmt::format("landscape_grid_{}", year.year);
      write_band_map(maps, name, coarse, bands_of(year, plan, classes, coarse));
      session.say(fmt::format("map: {}/{}.tif", maps, name));
    }
    tables = tables_of(years, plan, classes, coarse);
  });
  return tables;
}

}  // namespace terrabalance
