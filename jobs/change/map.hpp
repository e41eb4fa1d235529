#pragma once

#include <string>

#include "io/raster/raster_stack.hpp"
#include "jobs/change/tables.hpp"
#include "jobs/session.hpp"
#include "kernels/account/code_classes.hpp"

namespace terrabalance {

/// Writes FOLDER/change_FROM_TO.vrt for every pair of years: 100 from + to in each cell, with
/// classes counted from 1 in the order of the legend; a colour
/// table (the later class, pale where nothing changed) and an attribute table with the classes'
/// names. Collective.
void write_change_maps(Session& session, const RasterStudy& study, const RasterStack& stack,
                       const CodeClasses& classes, const ChangeResult& result,
                       const std::string& folder);

}  // namespace terrabalance
