#include "jobs/simulate/plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "engine/value/error.hpp"

namespace terrabalance::simulation {
namespace {

constexpr std::int64_t longest_side = std::int64_t{1} << 20;
constexpr int most_zones = 10'000;

/// Share of a grid's side, at most 150 km of it, that lies beyond the coast.
constexpr double sea_share = 0.06;

/// Centres of cities are that far from the coast where they can be, metres.
constexpr double inland = 8'000;

void check(const SimulateOptions& options) {
  if (options.years.empty()) throw InputError("--years: give at least one year");
  std::set<int> seen;
  for (const int year : options.years) {
    if (year < 1000 || year > 9999) {
      throw InputError("--years: " + std::to_string(year) + " is not a year of four digits");
    }
    if (!seen.insert(year).second) {
      throw InputError("--years: " + std::to_string(year) + " is given twice");
    }
  }
  if (!(options.resolution > 0 && options.resolution < 1e6)) {
    throw InputError("--resolution: give the cell size in metres, above 0 and below 10^6");
  }
  if (options.output.empty()) throw InputError("-o: name the folder to write to");
}

void check_size(std::int64_t width, std::int64_t height, const std::string& option) {
  if (width < 1 || height < 1 || width > longest_side || height > longest_side) {
    throw InputError(option + ": " + std::to_string(width) + " x " + std::to_string(height) +
                     " cells cannot be made; a side has 1 to " + std::to_string(longest_side));
  }
}

/// Metres from the grid's upper left corner, y downwards.
Point to_metres(const Grid& grid, Point p) {
  return {p[0] - grid.geotransform[0], grid.geotransform[3] - p[1]};
}

/// The site, or a place on the land north of it where the site is in the sea and the cell reaches
/// that far.
Site ashore(const Voronoi& voronoi, std::size_t i, double last_row) {
  const Site site = voronoi.sites()[i];
  const auto y = static_cast<std::int64_t>(std::max(last_row, 0.0) * site_unit);
  if (site.y <= y) return site;
  const auto distance = [&](const Site& other) {
    return std::hypot(static_cast<double>(other.x - site.x), static_cast<double>(other.y - y));
  };
  const double own = distance(site);
  const bool within = std::ranges::none_of(
      voronoi.sites(), [&](const Site& other) { return distance(other) < own; });
  return within ? Site{site.x, y} : site;
}

Plan voronoi_plan(const SimulateOptions& options) {
  if (options.width == 0 && options.height == 0) {
    throw InputError("--size: give the columns x rows to make, or a file of cities (--cities)");
  }
  check_size(options.width, options.height, "--size");
  const std::int64_t cells = options.width * options.height;
  if (options.zones < 1 || options.zones > std::min<std::int64_t>(cells, most_zones)) {
    throw InputError("--zones: " + std::to_string(options.zones) +
                     " zones cannot be made; give 1 to " +
                     std::to_string(std::min<std::int64_t>(cells, most_zones)));
  }
  Plan plan;
  const double cell = options.resolution;
  plan.grid = {.width = options.width,
               .height = options.height,
               .geotransform = {200'000, cell, 0, 2'700'000, 0, -cell},
               .crs = albers_crs(25, 47, 105)};
  const double extent = cell * static_cast<double>(std::min(options.width, options.height));
  const double below = sea_share * std::min(extent, 150'000.0);
  plan.world.scale = fitting_scale(extent);
  plan.world.coast = cell * static_cast<double>(options.height) - below;
  plan.shapes.crs = plan.grid.crs;

  const Voronoi& voronoi = plan.voronoi.emplace(
      scatter_sites(options.zones, options.width, options.height, options.seed));
  const std::vector<Ring> rings = voronoi.polygons(options.width, options.height);
  for (std::size_t i = 0; i < rings.size(); ++i) {
    const auto code = static_cast<std::int32_t>(i + 1);
    const Site site = ashore(voronoi, i, (*plan.world.coast - inland * plan.world.scale) / cell);
    const double metres = cell / static_cast<double>(site_unit);
    plan.cities.push_back(
        {.id = std::to_string(code),
         .code = code,
         .name = "Simulated city " + std::to_string(code),
         .centre = {static_cast<double>(site.x) * metres, static_cast<double>(site.y) * metres},
         .area_km2 = area({rings[i]}) * cell * cell / 1e6});
    ZoneShape& shape = plan.shapes.zones.emplace_back();
    shape.id = plan.cities.back().id;
    shape.name = plan.cities.back().name;
    Ring& ring = shape.rings.emplace_back(rings[i]);
    for (auto& [x, y] : ring) {
      x = plan.grid.geotransform[0] + cell * x;
      y = plan.grid.geotransform[3] - cell * y;
    }
  }
  return plan;
}

/// The grid of whole cells around shapes; its corner is a multiple of ten kilometres, so that grids
/// of any cell size show the same land.
Grid grid_around(const ZoneShapes& shapes, double cell) {
  constexpr double snap = 10'000;
  double west = INFINITY;
  double east = -INFINITY;
  double south = INFINITY;
  double north = -INFINITY;
  for (const ZoneShape& zone : shapes.zones) {
    for (const auto& ring : zone.rings) {
      for (const auto& [x, y] : ring) {
        west = std::min(west, x);
        east = std::max(east, x);
        south = std::min(south, y);
        north = std::max(north, y);
      }
    }
  }
  west = std::floor(west / snap) * snap;
  north = std::ceil(north / snap) * snap;
  return {.width = static_cast<std::int64_t>(std::ceil((east - west) / cell)),
          .height = static_cast<std::int64_t>(std::ceil((north - south) / cell)),
          .geotransform = {west, cell, 0, north, 0, -cell},
          .crs = shapes.crs};
}

/// The ids as numbers of the zone raster; counted from 1 where they are no positive integers.
std::vector<std::int32_t> zone_codes(const ZoneShapes& shapes) {
  std::vector<std::int32_t> codes;
  for (const ZoneShape& zone : shapes.zones) {
    std::int32_t code = 0;
    const char* end = zone.id.data() + zone.id.size();
    const auto [last, error] = std::from_chars(zone.id.data(), end, code);
    if (error != std::errc() || last != end || code < 1) {
      codes.clear();
      for (std::size_t i = 1; i <= shapes.zones.size(); ++i) {
        codes.push_back(static_cast<std::int32_t>(i));
      }
      return codes;
    }
    codes.push_back(code);
  }
  return codes;
}

Plan polygon_plan(const SimulateOptions& options) {
  if (options.width != 0 || options.height != 0) {
    throw InputError("--size and --cities: give one of them; the cities' grid covers their extent");
  }
  Plan plan;
  plan.shapes = read_zones_equal_area(options.cities, options.zone_id);
  plan.grid = grid_around(plan.shapes, options.resolution);
  check_size(plan.grid.width, plan.grid.height, "--resolution");
  plan.land_everywhere = false;
  plan.world.scale = fitting_scale(
      options.resolution * static_cast<double>(std::min(plan.grid.width, plan.grid.height)));
  const std::vector<std::int32_t> codes = zone_codes(plan.shapes);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const ZoneShape& zone = plan.shapes.zones[i];
    plan.cities.push_back({.id = zone.id,
                           .code = codes[i],
                           .name = zone.name,
                           .centre = to_metres(plan.grid, interior_point(zone.rings)),
                           .area_km2 = area(zone.rings) / 1e6});
  }
  return plan;
}

}  // namespace

Plan make_plan(const SimulateOptions& options) {
  check(options);
  Plan plan = options.cities.empty() ? voronoi_plan(options) : polygon_plan(options);
  plan.world.seed = options.seed;
  plan.world.cell_size = options.resolution;
  plan.world.centres = urban_centres(plan.cities, options.resolution, options.seed,
                                     plan.world.coast.value_or(INFINITY));
  return plan;
}

}  // namespace terrabalance::simulation
