#pragma once

#include <string>

namespace terrabalance {

/// Writes a small VRT that stands for a raster under another name. \throws InputError, RunError
void link_raster(const std::string& raster, const std::string& vrt);

}  // namespace terrabalance
