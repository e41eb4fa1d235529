#include "kernels/gwr/points/ranked_fit.hpp"

#include <array>
#include <span>
#include <vector>

namespace terrabalance::gwr {
namespace {

/// Lets every rank have the places of all.
void exchange(const PointModel& model, LocalFit& fit, const Team& team) {
  if (team.ranks == 1) return;
  const Team::Numbers all =
      team.gather([&] { return model.pack(fit, team.share(model.chunk_count())); });
  model.unpack(fit, model.all(), all);
}

}  // namespace

Sums evaluate_places(const PointModel& model, double bandwidth, const Team& team) {
  return total_of_numbers(team.gather([&] {
    return as_numbers(model.evaluate(bandwidth, team.share(model.chunk_count()), team.threads));
  }));
}

SearchResult search_places(const PointModel& model, const SearchOptions& options,
                           const Team& team) {
  return search([&](double bandwidth) { return evaluate_places(model, bandwidth, team); },
                search_range(model, options), model.weights().adaptive, options);
}

LocalFit fit_places(const PointModel& model, double bandwidth, bool with_collinearity,
                    const Team& team) {
  const Chunks mine = team.share(model.chunk_count());
  LocalFit fit = model.empty_fit(bandwidth, with_collinearity, team.threads);
  fit.sums =
      total_of_numbers(team.gather([&] { return as_numbers(model.fit(fit, mine, team.threads)); }));
  exchange(model, fit, team);
  team.gather([&] {
    model.fit_local_r2(fit, mine, team.threads);
    return Team::Numbers{};
  });
  exchange(model, fit, team);
  return fit;
}

}  // namespace terrabalance::gwr
