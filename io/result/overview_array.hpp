#pragma once

#include <hdf5.h>

#include "engine/value/table.hpp"
#include "io/result/overview.hpp"

/// \file
/// How ResultWriter puts an overview into a file.
namespace terrabalance {

/// overview/zones: zone, wkt.
Table outlines_table(const Overview& overview);

/// overview/land_use(year, y, x) with its scales. \throws RunError if memory is short
void write_land_use(hid_t file, const Overview& overview);

}  // namespace terrabalance
