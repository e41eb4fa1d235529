#include "jobs/gwr/cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <string_view>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/raster/real_layer.hpp"
#include "jobs/landscape/cell_size.hpp"
#include "jobs/landscape/grid.hpp"
#include "jobs/study/tables.hpp"

namespace terrabalance {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double square_metres_per_hectare = 1e4;
constexpr std::array<std::string_view, 4> responses{"net", "source", "sink", "intensity"};

const Table& table_of(const CityStudy& study, const std::string& name) {
  const Table* table = find_table(study.tables, name);
  if (table != nullptr) return *table;
  throw InputError(
      fmt::format("{}: [gwr] places = \"cells\" needs the analysis grid; add grid_cell to "
                  "[landscape] and run the study",
                  study.file.path()));
}

/// Carbon of the raster's cells in each cell of the grid.
struct CellCarbon {
  std::vector<double> source;
  std::vector<double> sink;
  std::vector<double> hectares;  ///< of those that have a value

  double value(std::string_view response, std::size_t cell) const {
    if (!(hectares[cell] > 0)) return nan;
    if (response == "source") return source[cell];
    if (response == "sink") return sink[cell];
    const double net = source[cell] - sink[cell];
    return response == "net" ? net : net / hectares[cell];
  }
};

CellCarbon carbon_of(const std::string& map, const landscape::AnalysisGrid& cells,
                     const CellMeasure& measure) {
  const auto count = static_cast<std::size_t>(cells.columns() * cells.rows());
  CellCarbon carbon{std::vector<double>(count, 0), std::vector<double>(count, 0),
                    std::vector<double>(count, 0)};
  for (std::int64_t row = 0; row < cells.rows(); ++row) {
    const std::int64_t first = row * cells.cell_height;
    const std::int64_t lines = std::min(cells.cell_height, cells.raster_height - first);
    const std::vector<double> net = read_real_rows(map, first, lines);
    for (std::int64_t y = 0; y < lines; ++y) {
      const double units = measure.rows ? static_cast<double>(measure.rows->area(first + y)) : 1;
      const double hectares = units * measure.cell.area() / square_metres_per_hectare;
      for (std::int64_t x = 0; x < cells.raster_width; ++x) {
        const double value = net[static_cast<std::size_t>(y * cells.raster_width + x)];
        if (!std::isfinite(value)) continue;
        const auto cell = static_cast<std::size_t>(row * cells.columns() + x / cells.cell_width);
        (value > 0 ? carbon.source : carbon.sink)[cell] += std::abs(value);
        carbon.hectares[cell] += hectares;
      }
    }
  }
  return carbon;
}

using CellKey = std::pair<std::int64_t, std::int64_t>;  ///< grid row and column

/// The cells of a year, row by row, with their middles.
CellYear places_of(const Table& grid, std::int64_t of) {
  const auto& year = values<std::int64_t>(grid, "year");
  const auto& column = values<std::int64_t>(grid, "grid_column");
  const auto& row = values<std::int64_t>(grid, "grid_row");
  const auto& x = values<double>(grid, "x");
  const auto& y = values<double>(grid, "y");
  std::map<CellKey, std::size_t> first;
  for (std::size_t i = 0; i < grid.rows(); ++i)
    if (year[i] == of) first.emplace(CellKey{row[i], column[i]}, i);
  CellYear cells;
  cells.year = of;
  for (const auto& [key, i] : first) {
    cells.rows.push_back(key.first);
    cells.columns.push_back(key.second);
    cells.data.x.push_back(x[i]);
    cells.data.y.push_back(y[i]);
  }
  return cells;
}

/// An index of the cells, INDEX or INDEX.CLASS.
/// \param known  gathers the names that there are
std::vector<double> index_of(const CellYear& cells, const Table& table, const std::string& name,
                             std::set<std::string>& known) {
  const bool by_class = table.name == "landscape/grid_class";
  const auto& year = values<std::int64_t>(table, "year");
  const auto& column = values<std::int64_t>(table, "grid_column");
  const auto& row = values<std::int64_t>(table, "grid_row");
  const auto& metric = values<std::string>(table, "metric");
  const auto& value = values<double>(table, "value");
  const auto* land_class = by_class ? &values<std::string>(table, "class") : nullptr;
  std::map<CellKey, std::size_t> place;
  for (std::size_t i = 0; i < cells.rows.size(); ++i)
    place[{cells.rows[i], cells.columns[i]}] = i;
  std::vector<double> result(cells.rows.size(), nan);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string here = by_class ? metric[i] + "." + (*land_class)[i] : metric[i];
    known.insert(here);
    if (year[i] != cells.year || here != name) continue;
    const auto found = place.find({row[i], column[i]});
    if (found != place.end()) result[found->second] = value[i];
  }
  return result;
}

std::string map_of(const CityStudy& study, std::int64_t year) {
  std::string map = fmt::format("{}/net_{}.vrt", study.inputs.maps, year);
  if (!study.inputs.maps.empty() && std::filesystem::exists(map)) return map;
  throw InputError(
      fmt::format("{}: [gwr] places = \"cells\" takes its carbon from maps of net carbon, and "
                  "there is none of {}; set maps = true in [carbon] and run the study",
                  study.file.path(), year));
}

}  // namespace

std::vector<CellYear> grid_cells(Session& session, const CityStudy& study,
                                 const std::string& response,
                                 const std::vector<std::string>& predictors) {
  if (std::ranges::find(responses, response) == responses.end()) {
    throw InputError(fmt::format("{}: [gwr] response '{}' is unknown of cells; choose from {}",
                                 study.file.path(), response, fmt::join(responses, ", ")));
  }
  const Table& of_cells = table_of(study, "landscape/grid");
  const Table& of_classes = table_of(study, "landscape/grid_class");
  const std::string side = study.file.text("landscape", "grid_cell", "");
  std::vector<CellYear> years;
  for (const std::int64_t year : study.items.years()) {
    const std::string map = map_of(study, year);
    const Grid grid = grid_of_layer(map);
    const CellMeasure measure = cell_measure_of(grid, map, true, session);
    const landscape::AnalysisGrid cells = analysis_grid_of(side, grid, measure.cell);
    const CellCarbon carbon = carbon_of(map, cells, measure);
    CellYear& all = years.emplace_back(places_of(of_cells, year));
    for (std::size_t i = 0; i < all.rows.size(); ++i) {
      const std::int64_t cell = all.rows[i] * cells.columns() + all.columns[i];
      all.data.response.push_back(carbon.value(response, static_cast<std::size_t>(cell)));
    }
    for (const std::string& name : predictors) {
      std::set<std::string> known;
      const bool by_class = name.find('.') != std::string::npos;
      all.data.predictors.push_back(index_of(all, by_class ? of_classes : of_cells, name, known));
      if (!known.contains(name)) {
        throw InputError(fmt::format("{}: [gwr] predictor '{}' is no index of cells; there are {}",
                                     study.file.path(), name, fmt::join(known, ", ")));
      }
      all.data.names.push_back(name);
    }
  }
  return years;
}

}  // namespace terrabalance
