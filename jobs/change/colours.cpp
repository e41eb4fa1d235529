#include "jobs/change/colours.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance {

std::array<std::uint8_t, 3> class_colour(const std::string& land_class, std::size_t index) {
  struct Named {
    const char* name;
    std::array<std::uint8_t, 3> rgb;
  };
  // Readers with colour-blindness can tell them apart (after Paul Tol's muted scheme).
  static constexpr Named named[] = {
      {"cropland", {221, 204, 119}}, {"forest", {17, 119, 51}},   {"grassland", {160, 190, 80}},
      {"water", {51, 119, 187}},     {"wetland", {68, 170, 153}}, {"construction", {136, 34, 85}},
      {"unused", {200, 195, 185}},
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
