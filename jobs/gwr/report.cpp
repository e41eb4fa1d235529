#include "jobs/gwr/report.hpp"

#include <numeric>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

namespace terrabalance {

void warn_of_constant(Session& session, const std::vector<std::string>& names) {
  if (names.empty()) return;
  session.warn(
      fmt::format("predictors with one value only, which the intercept already is: {}; "
                  "leave them out, or no place can be fitted",
                  fmt::join(names, ", ")));
}

void warn_of_missing(Session& session, std::int64_t missing, std::int64_t rows) {
  if (missing == 0) return;
  session.warn(fmt::format("{} of {} rows have missing values and are left out", missing, rows));
}

void say_found(const Session& session, const gwr::SearchResult& found) {
  session.say(
      fmt::format("gwr: bandwidth {} after {} trials", found.bandwidth, found.trials.size()));
}

void warn_of_fit(Session& session, const gwr::LocalFit& fit, const gwr::Diagnostics& d) {
  StatusCounts counts{};
  for (const gwr::Status status : fit.status)
    ++counts[static_cast<std::size_t>(status)];
  warn_of_fit(session, counts, d);
}

void warn_of_fit(Session& session, const StatusCounts& counts, const gwr::Diagnostics& d) {
  const std::size_t complete = std::accumulate(counts.begin(), counts.end(), std::size_t{0}) -
                               counts[static_cast<std::size_t>(gwr::Status::missing_value)];
  for (std::size_t s = 2; s < counts.size(); ++s) {
    if (counts[s] == 0) continue;
    session.warn(fmt::format("{} of {} places have no local model: {}", counts[s], complete,
                             gwr::describe(static_cast<gwr::Status>(s))));
  }
  if (d.places < 3 * d.enp) {
    session.warn(
        fmt::format("{:.0f} places for {:.1f} effective parameters: fewer than three a "
                    "parameter; local coefficients may be chance (docs/gwr.md)",
                    d.places, d.enp));
  }
}

}  // namespace terrabalance
