#pragma once

#include <cstdint>
#include <vector>

#include "jobs/account/tables.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/account/land_use.hpp"

/// \file
/// From counts of codes to classes, zones and coefficients: what every job on land use needs.
namespace terrabalance {

/// Classes of a study and the code table that leads to them. Without a legend the classes are the
/// codes that were found.
ClassLookup lookup_for(const Legend& legend, const std::vector<std::int32_t>& found_codes);

/// The codes that were counted, ascending.
std::vector<std::int32_t> codes_of(const CodeCounts::Summary& counts);

/// \throws InputError naming the codes that the legend lacks, or if no cell lies in a zone
LandUse land_use_from(const CodeCounts::Summary& counts, const RasterStudy& study,
                      const ClassLookup& lookup);

AccountFrame frame_of(const LandUse& land_use, const RasterStudy& study, const Zones& zones,
                      const Coefficients& coefficients);

/// Warns of what makes carbon unknown or incomplete.
/// \throws InputError if activities are charged to a class that the land use lacks
void warn_of_gaps(Session& session, const LandUse& land_use, const AccountFrame& frame,
                  const CityTables& cities);

}  // namespace terrabalance
