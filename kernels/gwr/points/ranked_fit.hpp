#pragma once

#include "kernels/gwr/points/local_fit.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/search.hpp"
#include "kernels/gwr/team.hpp"

/// \file
/// A regression of points whose places are shared out in a team. Every rank holds all points and
/// solves a block of places; sums are added in the order of the places, so that no number depends
/// on who computed it.
namespace terrabalance::gwr {

Sums evaluate_places(const PointModel& model, double bandwidth, const Team& team);
SearchResult search_places(const PointModel& model, const SearchOptions& options, const Team& team);
LocalFit fit_places(const PointModel& model, double bandwidth, bool with_collinearity,
                    const Team& team);

}  // namespace terrabalance::gwr
