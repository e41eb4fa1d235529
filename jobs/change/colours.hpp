#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace terrabalance {

/// Colour of a class on maps: the customary one of a named class, else one of a cycle of hues.
/// \param index  of the class in its legend
std::array<std::uint8_t, 3> class_colour(const std::string& land_class, std::size_t index);

/// The colour three quarters of the way to white.
std::array<std::uint8_t, 3> pale(std::array<std::uint8_t, 3> colour);

}  // namespace terrabalance
