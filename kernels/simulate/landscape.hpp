#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/value/grid.hpp"
#include "kernels/simulate/city.hpp"
#include "kernels/simulate/noise.hpp"

namespace terrabalance::simulation {

/// Everything that the simulated land depends on.
struct World {
  std::uint64_t seed = 1;
  double cell_size = 30;          ///< metres
  double scale = 1;               ///< of all forms; below 1 for grids too small to hold a landscape
  std::optional<double> coast{};  ///< where the sea begins, metres below the grid's upper edge
  std::vector<UrbanCentre> centres{};
};

/// The scale at which a grid of that many metres a side still holds mountains, plains and towns.
double fitting_scale(double extent);

/// The land along one row of cells. Nothing here changes with the years.
struct LandRow {
  std::span<const float> elevation;  ///< metres, below 0 in the sea
  std::span<const float> relief;     ///< 0 plain to about 1 mountains
  std::span<const float> shore;      ///< below 0 in sea, rivers and lakes; grows away from them
  std::span<const float> wetness;    ///< mean 0, deviation 1; broad patches
  std::span<const float> cover;      ///< mean 0, deviation 1; the patches of vegetation
  std::span<const float> potential;  ///< for construction: centres and plains are high; -9 in water
};

/// The land over the columns [x, x + width), row by row. Values are functions of the world and of
/// the cell's column and row alone, whatever columns and rows are asked for.
class Landscape {
 public:
  Landscape(const World& world, std::int64_t x, std::int64_t width);

  /// Valid until the next call. Ascending rows are the fastest.
  LandRow row(std::int64_t y);

 private:
  void add_centres(std::int64_t y);
  void shape_land(std::int64_t y);

  World world_;
  std::int64_t x_;
  std::size_t width_;
  NoiseRows continent_, hills_, channel_, wetness_rows_, cover_rows_, town_rows_;
  std::vector<float> broad_, detail_, town_;
  std::vector<float> elevation_, relief_, shore_, wetness_, cover_, potential_;
};

}  // namespace terrabalance::simulation
