#pragma once

#include <vector>

#include "engine/value/table.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/session.hpp"
#include "kernels/gwr/observations.hpp"

namespace terrabalance {

/// The tables of a regression of points: gaussian, multiscale or generalised, as the options say.
/// Collective; the same on every rank.
/// \param offset  of a Poisson model, a value a row; empty: none
std::vector<Table> regress(Session& session, const GwrOptions& options, const GwrPlan& plan,
                           const gwr::Observations& data, const std::vector<double>& offset);

}  // namespace terrabalance
