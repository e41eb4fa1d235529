#pragma once

#include <cstdint>
#include <span>

#include "kernels/simulate/landscape.hpp"

namespace terrabalance::simulation {

/// Codes of the built-in legend `terrabalance`.
enum class Land : std::uint8_t {
  nodata = 0,
  cropland = 1,
  forest = 2,
  grassland = 3,
  water = 4,
  construction = 5,
  unused = 6,
  wetland = 7
};

/// What a year changes: limits in the fields of LandRow. Towns grow (construction stays
/// construction), forest returns to slopes, ponds spread and wetlands shrink.
struct Stage {
  float construction = 0;  ///< least potential of construction land
  float forest = 0;        ///< least forest score
  float pond = 0;          ///< least wetness of ponds in plains
  float wetland = 0;       ///< least wetness of wetlands by the water
  float brightness = 0;    ///< of night light
};
Stage stage_of(int year);

/// Land-use codes of one row; all spans equally long.
void land_use(const LandRow& land, const Stage& stage, std::span<std::uint8_t> codes);

/// Night light of one row in tenths of nW / cm2 / sr: bright in centres, at least 10 on
/// construction land, 0 far from it.
void night_light(const LandRow& land, const Stage& stage, std::span<std::uint16_t> light);

/// Elevation of one row in metres, rounded to a step that a DEM of that cell size would show.
void elevation(const LandRow& land, double cell_size, std::span<float> metres);

}  // namespace terrabalance::simulation
