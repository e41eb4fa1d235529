#pragma once

#include "engine/value/table.hpp"
#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/generalised/generalised_model.hpp"

namespace terrabalance::gwr {

/// Table gwr/summary of a generalised model: name, value. d2 = 1 - deviance / null_deviance.
Table generalised_summary(const GeneralisedFit& fit);

/// se = sqrt(variance), t = beta / se; std_residual is Pearson's, e / sqrt(V(mean) (1 - S_ii)).
Standardised standardise(const GeneralisedFit& fit, Family family);

}  // namespace terrabalance::gwr
