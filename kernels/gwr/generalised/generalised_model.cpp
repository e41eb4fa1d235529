#include "kernels/gwr/generalised/generalised_model.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "engine/value/error.hpp"
#include "kernels/gwr/generalised/generalised_worker.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t numbers_per_sum = 6;

/// The rows with an offset, checked.
Observations with_offset(Observations o, const std::vector<double>& offset, Family family) {
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!offset.empty() && !(std::isfinite(offset[i]) && offset[i] > 0))
      o.response[i] = std::numeric_limits<double>::quiet_NaN();
    if (!std::isnan(o.response[i]) && !is_possible(family, o.response[i])) {
      throw InputError("gwr: the response of row " + std::to_string(i) + " is " +
                       std::to_string(o.response[i]) + "; a family of " +
                       (family == Family::poisson ? "poisson takes numbers from 0 on"
                                                  : "binomial takes 0 and 1"));
    }
  }
  return o;
}

GeneralisedSums total_of(const Team::Numbers& numbers) {
  GeneralisedSums all;
  for (std::size_t i = 0; i < numbers.size(); i += numbers_per_sum) {
    const double* s = &numbers[i];
    all += {s[0], s[1], s[2], s[3], s[4], s[5]};
  }
  return all;
}

}  // namespace

GeneralisedSums& GeneralisedSums::operator+=(const GeneralisedSums& other) {
  places += other.places;
  failed += other.failed;
  deviance += other.deviance;
  tr_s += other.tr_s;
  tr_sts += other.tr_sts;
  press += other.press;
  return *this;
}

double value_of(Criterion criterion, const GeneralisedSums& sums) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double n = sums.places;
  const double k = sums.tr_s;
  if (!(n > 0)) return infinity;
  double value = infinity;
  switch (criterion) {
    case Criterion::aicc:
      if (n - k - 1 > 0) value = sums.deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1);
      break;
    case Criterion::aic:
      value = sums.deviance + 2 * k;
      break;
    case Criterion::bic:
      value = sums.deviance + k * std::log(n);
      break;
    case Criterion::cv:
      value = sums.press / n;
      break;
  }
  return std::isfinite(value) ? value : infinity;
}

GeneralisedModel::GeneralisedModel(const Observations& observations,
                                   const std::vector<double>& offset, Family family,
                                   Weights weights)
    : points_(with_offset(observations, offset, family), weights), family_(family) {
  const std::size_t response = points_.coefficients() - 1;
  for (std::size_t p = 0; p < points_.size(); ++p) {
    offset_.push_back(offset.empty() ? 1 : offset[points_.row_of(p)]);
    rate_ += points_.value(p, response) / offset_[p] / static_cast<double>(points_.size());
  }
}

template <class Each>
GeneralisedSums GeneralisedModel::solve_chunk(std::size_t chunk, double bandwidth, bool variances,
                                              Worker& worker, Each&& each) const {
  const PointModel::Places places = points_.places_of(chunk);
  std::vector<double> distance((places.last_leaf - places.first_leaf) * leaf_size);
  bandwidth_distances(points_.tree(), points_.weights(), bandwidth, places.first_leaf,
                      places.last_leaf, distance.data());
  GeneralisedSums sums;
  for (std::size_t p = places.first; p < places.last; ++p) {
    const Status status = worker.solve(p, distance[p - places.first], variances);
    each(p, status);
    if (status != Status::ok) {
      sums.failed += 1;
      continue;
    }
    const double response = points_.value(p, points_.coefficients() - 1);
    const double left_out = (response - worker.mean()) / free_share(worker.leverage());
    sums.places += 1;
    sums.deviance += deviance_of(family_, response, worker.mean());
    sums.tr_s += worker.leverage();
    sums.press += left_out * left_out;
    if (variances) sums.tr_sts += worker.fitted_variance();
  }
  return sums;
}

template <class Each>
Team::Numbers GeneralisedModel::solve(double bandwidth, bool variances, Chunks chunks, int threads,
                                      Each&& each) const {
  points_.check(bandwidth);
  Team::Numbers numbers((chunks.last - chunks.first) * numbers_per_sum);
  const auto first = static_cast<std::ptrdiff_t>(chunks.first);
  const auto last = static_cast<std::ptrdiff_t>(chunks.last);
#pragma omp parallel num_threads(threads)
  {
    Worker worker(*this);
#pragma omp for schedule(dynamic)
    for (std::ptrdiff_t chunk = first; chunk < last; ++chunk) {
      const GeneralisedSums s =
          solve_chunk(static_cast<std::size_t>(chunk), bandwidth, variances, worker,
                      [&](std::size_t p, Status status) { each(p, status, worker); });
      double* out = &numbers[static_cast<std::size_t>(chunk - first) * numbers_per_sum];
      for (const double value : {s.places, s.failed, s.deviance, s.tr_s, s.tr_sts, s.press})
        *out++ = value;
    }
  }
  return numbers;
}

GeneralisedSums GeneralisedModel::evaluate(double bandwidth, const Team& team) const {
  return total_of(team.gather([&] {
    return solve(bandwidth, false, team.share(points_.chunk_count()), team.threads,
                 [](std::size_t, Status, const Worker&) {});
  }));
}

SearchResult GeneralisedModel::search(const SearchOptions& options, const Team& team) const {
  const Judge judge = [&](double bandwidth) {
    const GeneralisedSums sums = evaluate(bandwidth, team);
    return Score{sums.failed, value_of(options.criterion, sums)};
  };
  return gwr::search(judge, search_range(points_, options), points_.weights().adaptive, options);
}

GeneralisedFit GeneralisedModel::fit(double bandwidth, const Team& team) const {
  GeneralisedFit result;
  LocalFit& fit = result.local;
  fit = points_.empty_fit(bandwidth);
  const std::size_t k = points_.coefficients();
  const Chunks mine = team.share(points_.chunk_count());
  result.sums = total_of(team.gather([&] {
    return solve(bandwidth, true, mine, team.threads,
                 [&](std::size_t p, Status status, const Worker& worker) {
                   const std::size_t i = points_.row_of(p);
                   fit.status[i] = status;
                   if (status != Status::ok) return;
                   fit.fitted[i] = worker.mean();
                   fit.residual[i] = points_.value(p, k - 1) - worker.mean();
                   fit.influence[i] = worker.leverage();
                   fit.local_r2[i] = worker.explained_deviance();
                   for (std::size_t m = 0; m < k; ++m) {
                     fit.beta[i * k + m] = worker.coefficient(m);
                     fit.variance[i * k + m] = worker.variance(m);
                   }
                 });
  }));
  if (team.ranks > 1) {
    const Team::Numbers all = team.gather([&] { return points_.pack(fit, mine); });
    points_.unpack(fit, points_.all(), all);
  }
  double responses = 0;
  double offsets = 0;
  for (std::size_t p = 0; p < points_.size(); ++p) {
    if (fit.status[points_.row_of(p)] != Status::ok) continue;
    responses += points_.value(p, k - 1);
    offsets += offset_[p];
  }
  for (std::size_t p = 0; p < points_.size(); ++p) {
    if (fit.status[points_.row_of(p)] != Status::ok) continue;
    result.null_deviance +=
        deviance_of(family_, points_.value(p, k - 1), offset_[p] * responses / offsets);
  }
  return result;
}

}  // namespace terrabalance::gwr
