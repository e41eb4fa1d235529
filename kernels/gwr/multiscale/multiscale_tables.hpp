#pragma once

#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/multiscale/multiscale.hpp"
#include "kernels/gwr/stationarity.hpp"

namespace terrabalance::gwr {

/// Table gwr/bandwidths: name, bandwidth, enp, adj_alpha_95, critical_t_95; a row per coefficient.
Table bandwidths_table(const MultiscaleFit& fit, const std::vector<std::string>& names,
                       const Diagnostics& diagnostics);

/// Table gwr/backfitting: iteration, score, bandwidth_NAME.
Table backfitting_table(const BackfittingHistory& history, const std::vector<std::string>& names);

/// Table gwr/stationarity: name, deviation, p; a row per coefficient.
Table stationarity_table(const Stationarity& test, const std::vector<std::string>& names);

}  // namespace terrabalance::gwr
