#include "kernels/gwr/multiscale/multiscale_tables.hpp"

#include <cstdint>
#include <utility>

#include "kernels/gwr/tables.hpp"

namespace terrabalance::gwr {
Table bandwidths_table(const MultiscaleFit& fit, const std::vector<std::string>& names,
                       const Diagnostics& diagnostics) {
  std::vector<double> level;
  std::vector<double> critical;
  for (const double enp : fit.enp) {
    level.push_back(0.05 / enp);
    critical.push_back(adjusted_critical_t(0.05, 1, enp, diagnostics.places));
  }
  return {"gwr/bandwidths",
          "Bandwidth and effective parameters of every coefficient",
          {{"name", "", "coefficient", with_intercept(names)},
           {"bandwidth", "", "neighbours, or a distance", fit.bandwidths()},
           {"enp", "1", "effective number of parameters", fit.enp},
           {"adj_alpha_95", "1", "0.05 / enp", std::move(level)},
           {"critical_t_95", "1", "two-sided, at that level", std::move(critical)}}};
}

Table backfitting_table(const BackfittingHistory& history, const std::vector<std::string>& names) {
  std::vector<std::int64_t> iterations;
  for (std::size_t i = 0; i < history.scores.size(); ++i)
    iterations.push_back(static_cast<std::int64_t>(i) + 1);
  Table table{"gwr/backfitting", "The iterations of back-fitting", {}};
  table.columns.push_back({"iteration", "", "from 1", std::move(iterations)});
  table.columns.push_back({"score", "1", "of change, see docs/gwr.md", history.scores});
  const auto all = with_intercept(names);
  for (std::size_t j = 0; j < all.size(); ++j) {
    std::vector<double> column;
    for (const auto& bandwidths : history.bandwidths)
      column.push_back(bandwidths[j]);
    table.columns.push_back(
        {"bandwidth_" + all[j], "", "neighbours, or a distance", std::move(column)});
  }
  return table;
}

Table stationarity_table(const Stationarity& test, const std::vector<std::string>& names) {
  return {"gwr/stationarity",
          "Monte-Carlo test of non-stationarity",
          {{"name", "", "coefficient", with_intercept(names)},
           {"deviation", "1", "standard deviation over the places", test.deviation},
           {"p", "1", "of as much by chance", test.p}}};
}

}  // namespace terrabalance::gwr
