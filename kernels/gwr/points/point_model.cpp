#include "kernels/gwr/points/point_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/gwr/points/point_worker.hpp"

namespace terrabalance::gwr {
namespace {

/// Places below which threads cost more than they spare.
constexpr std::size_t parallel_points = 4096;
/// Places ahead of which memory is asked for.
constexpr std::size_t ahead = 12;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint32_t> complete_rows(const Observations& o) {
  std::vector<std::uint32_t> rows;
  rows.reserve(o.size());
  for (std::size_t i = 0; i < o.size(); ++i)
    if (o.complete(i)) rows.push_back(static_cast<std::uint32_t>(i));
  return rows;
}

}  // namespace

PointModel::PointModel(const Observations& observations, Weights weights, int threads,
                       std::span<const Role> roles)
    : weights_(weights),
      predictors_(observations.predictors.size()),
      row_at_(complete_rows(observations)),
      rows_(observations.size()),
      tree_(observations.x, observations.y, row_at_, weights.metric, threads),
      values_(tree_, static_cast<int>(predictors_ + 1)) {
  for (std::size_t m = 0; m < predictors_; ++m)
    require_moderate(observations.predictors[m],
                     m < observations.names.size() ? observations.names[m] : "a predictor");
  require_moderate(observations.response, "the response");
  std::vector<std::uint32_t> rows(size());
#pragma omp parallel for num_threads(threads) if (size() > parallel_points)
  for (std::size_t p = 0; p < size(); ++p)
    rows[p] = row_at_[tree_.order()[p]];
  row_at_.swap(rows);
  if (!roles.empty()) {
    roles_.reserve(size());
    for (const std::uint32_t row : row_at_)
      roles_.push_back(roles[row]);
  }
#pragma omp parallel for num_threads(threads) if (size() > parallel_points)
  for (std::size_t p = 0; p < size(); ++p) {
    const std::size_t row = row_of(p);
    for (std::size_t m = 0; m < predictors_; ++m)
      values_.at(p, static_cast<int>(m)) = observations.predictors[m][row];
    values_.at(p, static_cast<int>(predictors_)) = observations.response[row];
  }
}

void check_bandwidth(double bandwidth, bool adaptive, std::size_t places) {
  if (!(bandwidth > 0)) throw InputError("gwr: the bandwidth must be greater than 0");
  if (adaptive && !std::isinf(bandwidth) && bandwidth > static_cast<double>(places)) {
    throw InputError("gwr: a bandwidth of " + std::to_string(static_cast<long long>(bandwidth)) +
                     " neighbours needs as many places with complete rows, here are " +
                     std::to_string(places) + "; choose a smaller --bandwidth");
  }
}

std::size_t PointModel::chunk_count() const {
  return (size() + places_per_chunk - 1) / places_per_chunk;
}

PointModel::Places PointModel::places_of(std::size_t chunk) const {
  const std::size_t first = chunk * leaves_per_chunk;
  const std::size_t last = std::min(first + leaves_per_chunk, tree_.leaves());
  return {first, last, first * leaf_size, std::min(last * leaf_size, size())};
}

/// Calls each(positions) leaf by leaf with the places of that role or above, the neighbourhood's
/// scope set to the leaf.
template <class Each>
void PointModel::for_leaves(const Places& places, Role least, std::span<const double> distances,
                            Neighbourhood& neighbourhood, Each&& each) const {
  std::array<std::size_t, leaf_size> positions{};
  for (std::size_t leaf = places.first_leaf; leaf < places.last_leaf; ++leaf) {
    const std::size_t first = leaf * leaf_size;
    const std::size_t last = std::min(first + leaf_size, places.last);
    double widest = 0;
    std::size_t count = 0;
    for (std::size_t p = first; p < last; ++p) {
      if (role_of(p) < least) continue;
      positions[count++] = p;
      widest = std::max(widest, distances[p - places.first]);
    }
    if (count == 0) continue;
    neighbourhood.enter(leaf, widest);
    each(std::span<const std::size_t>(positions.data(), count));
  }
  neighbourhood.leave();
}

/// Whether a place of the chunk has that role or one above.
bool PointModel::has(const Places& places, Role least) const {
  return roles_.empty() || std::any_of(roles_.begin() + static_cast<std::ptrdiff_t>(places.first),
                                       roles_.begin() + static_cast<std::ptrdiff_t>(places.last),
                                       [least](Role role) { return role >= least; });
}

/// Solves the models of a chunk, a few at a time; sums those of its own places.
template <class Each>
Sums PointModel::solve_chunk(std::size_t chunk, Role least, double bandwidth, bool variances,
                             Worker& worker, Each&& each) const {
  const Places places = places_of(chunk);
  Sums sums;
  if (!has(places, least)) return sums;
  std::array<double, places_per_chunk> distances{};
  bandwidth_distances(tree_, weights_, bandwidth, places.first_leaf, places.last_leaf,
                      distances.data());
  for_leaves(places, least, distances, worker.neighbourhood(), [&](auto positions) {
    for (std::size_t first = 0; first < positions.size(); first += LocalModels::most) {
      const auto few =
          positions.subspan(first, std::min(LocalModels::most, positions.size() - first));
      worker.clear();
      for (const std::size_t p : few)
        read_row(p, worker.add(tree_.place_at(p), distances[p - places.first]));
      worker.solve(variances);
      for (std::size_t k = 0; k < few.size(); ++k) {
        if (role_of(few[k]) == Role::own)
          sums.add(worker.status(k), worker.local(k), worker.response(k), variances);
        each(few[k], k);
      }
    }
  });
  return sums;
}

/// The first columns of a position, as many as there is room for.
void PointModel::read_row(std::size_t position, std::span<double> row) const {
  for (std::size_t c = 0; c < row.size(); ++c)
    row[c] = value(position, c);
}

template <class Work>
void PointModel::for_chunks(Chunks chunks, int threads, Work&& work) const {
  const auto first = static_cast<std::ptrdiff_t>(chunks.first);
  const auto last = static_cast<std::ptrdiff_t>(chunks.last);
  // Starting threads costs more than a few chunks.
  const int useful = static_cast<int>(std::min<std::ptrdiff_t>((last - first) / 4, threads));
  // Chunks that lie together share their neighbours.
  const std::ptrdiff_t together =
      std::clamp<std::ptrdiff_t>((last - first) / (32 * std::max(useful, 1)), 1, 16);
#pragma omp parallel num_threads(std::max(useful, 1))
  {
    Worker worker(*this);
#pragma omp for schedule(dynamic, together)
    for (std::ptrdiff_t chunk = first; chunk < last; ++chunk)
      work(static_cast<std::size_t>(chunk), worker);
  }
}

std::vector<Sums> PointModel::evaluate(double bandwidth, Chunks chunks, int threads) const {
  check(bandwidth);
  std::vector<Sums> sums(chunks.last - chunks.first);
  for_chunks(chunks, threads, [&](std::size_t chunk, Worker& worker) {
    sums[chunk - chunks.first] =
        solve_chunk(chunk, Role::own, bandwidth, false, worker, [](std::size_t, std::size_t) {});
  });
  return sums;
}

LocalFit PointModel::empty_fit(double bandwidth, bool with_collinearity, int threads) const {
  LocalFit fit = LocalFit::of_missing(rows(), coefficients(), with_collinearity, threads);
  fit.bandwidth = bandwidth;
  assign_in_large_pages(fit.distances, size(), nan);
  return fit;
}

void PointModel::store(LocalFit& fit, std::size_t i, std::size_t k, Worker& worker) const {
  fit.store(i, worker.response(k), worker.local(k));
  if (!fit.with_collinearity) return;
  const Collinearity& collinearity = worker.collinearity(k);
  fit.condition_number[i] = collinearity.condition_number();
  for (std::size_t m = 0; m < coefficients(); ++m)
    fit.proportion[i * coefficients() + m] = collinearity.variance_proportion(m);
  for (std::size_t m = 0; m < predictors_; ++m)
    fit.inflation[i * predictors_ + m] = worker.local(k).inflation(m);
}

std::vector<Sums> PointModel::fit(LocalFit& fit, Chunks chunks, int threads) const {
  check(fit.bandwidth);
  std::vector<Sums> sums(chunks.last - chunks.first);
  for_chunks(chunks, threads, [&](std::size_t chunk, Worker& worker) {
    StagedFit& staged = worker.staged(fit.with_collinearity);
    sums[chunk - chunks.first] = solve_chunk(
        chunk, Role::helper, fit.bandwidth, true, worker, [&](std::size_t position, std::size_t k) {
          fit.distances[position] = worker.bandwidth(k);
          const std::size_t j = staged.add(row_of(position), worker.status(k));
          if (worker.status(k) == Status::ok) store(staged.places, j, k, worker);
        });
    staged.move_to(fit);
  });
  return sums;
}

/// Every number of every place of the chunks, always in the same order.
template <class Each>
void PointModel::for_numbers(LocalFit& fit, Chunks chunks, Each&& each) const {
  const std::size_t last = std::min(chunks.last * places_per_chunk, size());
  for (std::size_t p = chunks.first * places_per_chunk; p < last; ++p)
    fit.for_numbers(row_of(p), each);
}

std::vector<double> PointModel::pack(LocalFit& fit, Chunks chunks) const {
  std::vector<double> numbers;
  for_numbers(fit, chunks, [&numbers](double value) { numbers.push_back(value); });
  return numbers;
}

void PointModel::unpack(LocalFit& fit, Chunks chunks, std::span<const double> numbers) const {
  std::size_t next = 0;
  for_numbers(fit, chunks, [&](double& value) { value = numbers[next++]; });
}

void PointModel::fit_local_r2(LocalFit& fit, Chunks chunks, int threads) const {
  LeafValues columns(tree_, 3);  // squared residual, response, whether there is a residual
#pragma omp parallel for num_threads(threads) if (size() > parallel_points)
  for (std::size_t p = 0; p < size(); ++p) {
    const double residual = fit.residual[row_of(p)];
    const bool known = std::isfinite(residual);
    columns.at(p, 0) = known ? residual * residual : 0;
    columns.at(p, 1) = values_.at(p, static_cast<int>(predictors_));
    columns.at(p, 2) = known ? 1 : 0;
  }
  for_chunks(chunks, threads, [&](std::size_t chunk, Worker& worker) {
    const Places places = places_of(chunk);
    const std::span<const double> distances(&fit.distances[places.first],
                                            places.last - places.first);
    if (!has(places, Role::own)) return;
    for_leaves(places, Role::own, distances, worker.neighbourhood(), [&](auto positions) {
      for (const std::size_t p : positions) {
        if (p + ahead < size()) __builtin_prefetch(&fit.local_r2[row_of(p + ahead)], 1);
        if (columns.at(p, 2) == 0) continue;
        std::array<double, 4> sums{};  // about the place's own response
        worker.neighbourhood().visit(tree_.place_at(p), distances[p - places.first],
                                     [&](LeafList leaves, const double* weights) {
                                       lane_loops().spread(columns.data(), leaves, weights,
                                                           columns.at(p, 1), sums.data());
                                     });
        const double spread = sums[3] - sums[2] * sums[2] / sums[1];
        if (spread > 0) fit.local_r2[row_of(p)] = 1 - sums[0] / spread;  // else it means nothing
      }
    });
  });
}

LocalFit PointModel::fit(double bandwidth, int threads, bool with_collinearity) const {
  LocalFit result = empty_fit(bandwidth, with_collinearity, threads);
  result.sums = total(fit(result, all(), threads));
  fit_local_r2(result, all(), threads);
  return result;
}

}  // namespace terrabalance::gwr
