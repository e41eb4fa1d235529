#include "jobs/landscape/cell_size.hpp"

#include <cmath>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/cell_size.hpp"
#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

constexpr double metres_per_degree = 111195;  // of a meridian, on average

landscape::CellSize planar_size(const Grid& grid, const std::string& path) {
  const double dx = std::abs(grid.geotransform[1]);
  const double dy = std::abs(grid.geotransform[5]);
  if (grid.crs.empty()) return {dx, dy};
  const CellArea area = cell_area_of(grid, path);
  const double square_metres = area.hectares(area.row(0)) * 10000;
  const double metres_per_unit = std::sqrt(square_metres / (dx * dy));
  // The area is rounded to 2^-60 of itself: undo that where the unit is the metre.
  if (std::abs(metres_per_unit - 1) < 1e-12) return {dx, dy};
  return {dx * metres_per_unit, dy * metres_per_unit};
}

}  // namespace

void refuse_degrees(const Grid& grid, const std::string& path, const std::string& what) {
  const auto& g = grid.geotransform;
  const double longitude = g[0] + g[1] * static_cast<double>(grid.width) / 2;
  const double latitude = g[3] + g[5] * static_cast<double>(grid.height) / 2;
  throw InputError(fmt::format(
      "{}: its cells are in degrees, where {}; project it first: gdalwarp -t_srs \"+proj=laea "
      "+lat_0={:.4g} +lon_0={:.4g} +datum=WGS84 +units=m\" -tr {:.6g} {:.6g} -r near {} "
      "projected.tif",
      path, what, latitude, longitude, std::abs(g[5]) * metres_per_degree,
      std::abs(g[5]) * metres_per_degree, path));
}

CellMeasure cell_measure_of(const Grid& grid, const std::string& path, bool allow_geographic,
                            Session& session) {
  if (grid.crs.empty()) {
    session.warn(
        fmt::format("{}: states no coordinate reference system; its units are taken as "
                    "metres",
                    path));
  }
  if (grid.crs.empty() || !is_geographic(grid)) return {planar_size(grid, path), nullptr};
  if (!allow_geographic) {
    refuse_degrees(grid, path,
                   "edges and distances have no length in metres (--allow-geographic goes on with "
                   "the ellipsoidal size of each row's cells)");
  }
  const CellSize sizes = cell_size_of(grid, path);
  auto rows = std::make_shared<landscape::RowSizes>(grid, sizes, cell_area_of(grid, path));
  const std::int64_t middle = grid.height / 2;
  const landscape::CellSize cell{.dx = sizes.width_m(middle),
                                 .dy = sizes.height_m(middle),
                                 .area_unit = rows->area_unit(),
                                 .length_unit = rows->length_unit()};
  return {cell, std::move(rows)};
}

}  // namespace terrabalance
