#include "jobs/change/colours.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance {

std::array<std::uint8_t, 3> class_colour(const std::string& land_class, std::size_t index) {
  struct Named {
    const char* name;
    std::array<std::uint8_t, 3> rgb;
  };
  static constexpr Named named[] = {
      {"cropland", {245, 222, 110}}, {"forest", {34, 120, 60}},   {"grassland", {160, 205, 100}},
      {"water", {60, 120, 200}},     {"wetland", {90, 180, 170}}, {"construction", {200, 50, 50}},
      {"unused", {180, 165, 145}},
  };
  const auto* known =
      std::ranges::find_if(named, [&](const Named& n) { return n.name == land_class; });
  if (known != std::end(named)) return known->rgb;
  // Hues a golden angle apart are never close to their neighbours.
  const double hue = std::fmod(static_cast<double>(index) * 0.618033988749895, 1.0) * 6;
  const auto channel = [&](double shift) {
    const double k = std::fmod(hue + shift, 6.0);
    const double value = 1 - 0.65 * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround(215 * value));
  };
  return {channel(5), channel(3), channel(1)};
}

std::array<std::uint8_t, 3> pale(std::array<std::uint8_t, 3> colour) {
  for (auto& channel : colour)
    channel = static_cast<std::uint8_t>(255 - (255 - channel) / 4);
  return colour;
}

}  // namespace terrabalance
