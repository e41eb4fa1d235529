#pragma once

#include <string>

namespace terrabalance {

/// Whether a file says of itself that it is simulated: in its name, in the metadata item SOURCE of
/// a raster, or in a CSV's text. Never throws; a file that cannot be read says nothing.
bool says_simulated(const std::string& path);

}  // namespace terrabalance
