#pragma once

#include "jobs/study/city_study.hpp"
#include "jobs/zone/land.hpp"

namespace terrabalance {

/// The land of a study's cities: areas and carbon of the account; limits as
/// [zone.limits] class = { lower = 0.95, upper = 1.2 }, parts of today's area; distances between
/// the centroids of the zones' polygons.
/// \throws InputError naming the class or limit that is wrong
LandInputs land_of(const CityStudy& study);

}  // namespace terrabalance
