#pragma once

#include <cstdint>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/simulate/city.hpp"

namespace terrabalance::simulation {

/// Seed of a Voronoi cell, in 1024ths of a cell of the grid.
struct Site {
  std::int64_t x = 0;
  std::int64_t y = 0;
};
inline constexpr std::int64_t site_unit = 1024;

/// `count` sites spread evenly but not regularly over a grid, the same for the same seed.
/// Grids up to 2^20 cells a side.
std::vector<Site> scatter_sites(int count, std::int64_t width, std::int64_t height,
                                std::uint64_t seed);

/// The Voronoi cells of a set of sites, as pixels and as polygons. A pixel belongs to the site that
/// its centre is nearest to (ties: the one that comes first); the distance is exact.
class Voronoi {
 public:
  explicit Voronoi(std::vector<Site> sites);

  /// The cells along row y of a grid of that width, from left to right; ZoneRun::zone is the
  /// index of the site. \param runs is replaced
  void row(std::int64_t y, std::int64_t width, std::vector<ZoneRun>& runs) const;

  /// One polygon a site, in cells of the grid (x right, y down), clipped to the grid.
  std::vector<Ring> polygons(std::int64_t width, std::int64_t height) const;

  const std::vector<Site>& sites() const { return sites_; }

 private:
  std::vector<Site> sites_;
  std::vector<std::int32_t> by_x_;  // indices of sites, ascending in x
};

}  // namespace terrabalance::simulation
