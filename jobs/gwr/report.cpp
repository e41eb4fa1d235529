#include "jobs/gwr/report.hpp"

#include <array>

#include <spdlog/fmt/fmt.h>

namespace terrabalance {

void warn_of_fit(Session& session, const gwr::LocalFit& fit, const gwr::Diagnostics& d) {
  std::array<std::size_t, gwr::status_count> counts{};
  for (const gwr::Status status : fit.status)
    ++counts[static_cast<std::size_t>(status)];
  for (std::size_t s = 2; s < counts.size(); ++s) {
    if (counts[s] == 0) continue;
    session.warn(
        fmt::format("{} of {} places have no local model: {}", counts[s],
                    fit.size() - counts[static_cast<std::size_t>(gwr::Status::missing_value)],
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
