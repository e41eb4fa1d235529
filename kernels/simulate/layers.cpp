#include "kernels/simulate/layers.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance::simulation {

Stage stage_of(int year) {
  // Rises from 0 to 1 over the decades around 2005 and never falls.
  const double decades = (year - 2005) / 20.0;
  const double growth = 0.5 * (1 + decades / (1 + std::abs(decades)));
  const auto at = [&](double start, double change) {
    return static_cast<float>(start + change * growth);
  };
  return {.construction = at(0.80, -0.40),
          .forest = at(0.62, -0.20),
          .pond = at(2.05, -0.15),
          .wetland = at(0.5, 0.5),
          .brightness = at(150, 350)};
}

void land_use(const LandRow& land, const Stage& stage, std::span<std::uint8_t> codes) {
  // A chain of selections, least binding first, so that the loop has no branches.
  for (std::size_t x = 0; x < codes.size(); ++x) {
    const float shore = land.shore[x];
    const float wetness = land.wetness[x];
    const float relief = land.relief[x];
    const float forest = 0.75F * land.cover[x] + 2.2F * relief;
    const float open = 0.6F * land.cover[x] - wetness;
    int code = static_cast<int>(Land::cropland);
    code = open - relief > 0.9F ? static_cast<int>(Land::grassland) : code;
    code = forest > stage.forest ? static_cast<int>(Land::forest) : code;
    code = wetness + 0.3F * land.cover[x] < -1.9F ? static_cast<int>(Land::unused) : code;
    const bool marsh = (shore < 0.06F) & (wetness > stage.wetland) & (relief < 0.1F);
    code = marsh ? static_cast<int>(Land::wetland) : code;
    const bool pond = (wetness > stage.pond) & (relief < 0.3F);
    code = pond ? static_cast<int>(Land::water) : code;
    code = land.potential[x] > stage.construction ? static_cast<int>(Land::construction) : code;
    code = shore < 0 ? static_cast<int>(Land::water) : code;
    codes[x] = static_cast<std::uint8_t>(code);
  }
}

void night_light(const LandRow& land, const Stage& stage, std::span<std::uint16_t> light) {
  constexpr float glow_reach = 0.2F;
  constexpr float least_on_construction = 10;
  for (std::size_t x = 0; x < light.size(); ++x) {
    const float over = land.potential[x] - stage.construction;
    const float glow = std::max(over + glow_reach, 0.0F);
    const float least = over > 0 ? least_on_construction : 0.0F;
    const float value = std::max(stage.brightness * glow * glow * 4, least);
    light[x] = static_cast<std::uint16_t>(static_cast<std::int32_t>(std::min(value, 60000.0F)));
  }
}

void elevation(const LandRow& land, double cell_size, std::span<float> metres) {
  // About a tenth of a degree of slope: 1/16 m for cells of 30 m, 1 m for cells of 500 m.
  const auto step = static_cast<float>(std::exp2(std::round(std::log2(cell_size / 480))));
  for (std::size_t x = 0; x < metres.size(); ++x) {
    metres[x] = std::nearbyint(land.elevation[x] / step) * step;
  }
}

}  // namespace terrabalance::simulation
