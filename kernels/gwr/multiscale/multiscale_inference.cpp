#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "kernels/gwr/multiscale/multiscale.hpp"
#include "kernels/gwr/points/neighbourhood.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t columns = combined_columns;
/// Blocks of columns whose results are gathered at a time.
constexpr std::size_t wave = 64;

using Distances = std::vector<double>;

/// What a block of columns adds: for each place the squares of its rows of every coefficient's
/// matrix, its own element of every R_j if the place is one of the block, and the squares of its
/// row of S.
struct Shares {
  Shares(std::size_t places, std::size_t coefficients)
      : n(places), k(coefficients), numbers(n * (k + 1) + columns * k, 0.0) {}
  double& variance(std::size_t p, std::size_t j) { return numbers[p * (k + 1) + j]; }
  double& row_square(std::size_t p) { return numbers[p * (k + 1) + k]; }
  double& diagonal(std::size_t c, std::size_t j) { return numbers[n * (k + 1) + c * k + j]; }

  std::size_t n;
  std::size_t k;
  Team::Numbers numbers;
};

/// The hat matrices of all iterations, a block of columns at a time.
class Inference {
 public:
  Inference(const PointModel& model, const BackfittingHistory& history, int threads)
      : model_(&model), history_(&history), n_(model.size()), k_(model.coefficients()) {
    note_distances(history.initial_bandwidth, threads);
    for (const auto& bandwidths : history.bandwidths)
      for (const double bandwidth : bandwidths)
        note_distances(bandwidth, threads);
  }

  std::size_t blocks() const { return (n_ + columns - 1) / columns; }

  Shares block(std::size_t number) const {
    const std::size_t first = number * columns;
    const std::size_t padded = model_->tree().leaves() * leaf_size;
    std::vector<std::vector<double>> hats(k_, std::vector<double>(padded * columns, 0.0));
    std::vector<double> left(padded * columns, 0.0);
    start(first, hats, left);
    Shares shares(n_, k_);
    const std::size_t iterations = history_->bandwidths.size();
    for (std::size_t i = 0; i < iterations; ++i) {
      for (std::size_t j = 0; j < k_; ++j) {
        for (std::size_t e = 0; e < left.size(); ++e)
          left[e] += hats[j][e];
        smooth(j, distances_.at(history_->bandwidths[i][j]), left, hats[j],
               i + 1 == iterations ? &shares : nullptr);
        for (std::size_t e = 0; e < left.size(); ++e)
          left[e] -= hats[j][e];
      }
    }
    for (std::size_t c = 0; c < std::min(columns, n_ - first); ++c)
      for (std::size_t j = 0; j < k_; ++j)
        shares.diagonal(c, j) = hats[j][(first + c) * columns + c];
    for (std::size_t p = 0; p < n_; ++p) {
      for (std::size_t c = 0; c < columns; ++c) {
        double s = 0;
        for (std::size_t j = 0; j < k_; ++j)
          s += hats[j][p * columns + c];
        shares.row_square(p) += s * s;
      }
    }
    return shares;
  }

 private:
  void note_distances(double bandwidth, int threads) {
    Distances& distances = distances_[bandwidth];
    if (!distances.empty()) return;
    distances.resize(model_->tree().leaves() * leaf_size);
    const auto leaves = static_cast<std::ptrdiff_t>(model_->tree().leaves());
    constexpr std::ptrdiff_t together = 8;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (std::ptrdiff_t leaf = 0; leaf < leaves; leaf += together) {
      bandwidth_distances(model_->tree(), model_->weights(), bandwidth,
                          static_cast<std::size_t>(leaf),
                          static_cast<std::size_t>(std::min(leaf + together, leaves)),
                          &distances[static_cast<std::size_t>(leaf) * leaf_size]);
    }
  }

  /// Column j of the design at a position.
  double design(std::size_t p, std::size_t j) const {
    return j == 0 ? 1 : model_->value(p, j - 1);
  }

  /// The hat matrices of the initial GWR, and the identity less their sum.
  void start(std::size_t first, std::vector<std::vector<double>>& hats,
             std::vector<double>& left) const {
    std::vector<double> weights(n_ * k_ * columns);
    model_->response_weights(distances_.at(history_->initial_bandwidth), first, columns,
                             weights.data());
    for (std::size_t c = 0; c < std::min(columns, n_ - first); ++c)
      left[(first + c) * columns + c] = 1;
    for (std::size_t p = 0; p < n_; ++p) {
      for (std::size_t j = 0; j < k_; ++j) {
        for (std::size_t c = 0; c < columns; ++c) {
          const double element = design(p, j) * weights[(p * k_ + j) * columns + c];
          hats[j][p * columns + c] = element;
          left[p * columns + c] -= element;
        }
      }
    }
  }

  /// hat = A_j part, and the squares of its rows over x, which are those of the coefficient.
  void smooth(std::size_t j, const Distances& distances, const std::vector<double>& part,
              std::vector<double>& hat, Shares* shares) const {
    Neighbourhood neighbourhood(model_->tree(), model_->weights());
    std::vector<double> row(columns);
    for (std::size_t p = 0; p < n_; ++p) {
      std::fill(row.begin(), row.end(), 0.0);
      double weight = 0;
      if (distances[p] > 0) {
        neighbourhood.visit(model_->tree().place_at(p), distances[p],
                            [&](LeafList leaves, double* weights) {
                              weight += to_design_weights(j, leaves, weights);
                              lane_loops().combine(part.data(), leaves, weights, row.data());
                            });
      }
      double squares = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        const double share = weight > 0 ? row[c] / weight : 0;
        squares += share * share;
        hat[p * columns + c] = design(p, j) * share;
      }
      if (shares != nullptr) shares->variance(p, j) = weight > 0 ? squares : NAN;
    }
  }

  /// Multiplies weights by the design's column; returns Σ w x².
  double to_design_weights(std::size_t j, LeafList leaves, double* weights) const {
    double sum = 0;
    for (std::size_t i = 0; i < leaves.count * leaf_size; ++i) {
      if (weights[i] == 0) continue;
      const double x = design(leaves.ids[i / leaf_size] * leaf_size + i % leaf_size, j);
      weights[i] *= x;
      sum += weights[i] * x;
    }
    return sum;
  }

  const PointModel* model_;
  const BackfittingHistory* history_;
  std::size_t n_;
  std::size_t k_;
  std::map<double, Distances> distances_;
};

}  // namespace

void infer(const PointModel& model, MultiscaleFit& result, const Team& team) {
  const std::size_t n = model.size();
  const std::size_t k = model.coefficients();
  const Inference inference(model, result.history, team.threads);
  LocalFit& fit = result.fit;
  std::vector<double> diagonal(n * k);
  std::vector<double> squares(n * (k + 1), 0.0);
  for (std::size_t begin = 0; begin < inference.blocks(); begin += wave) {
    const std::size_t end = std::min(begin + wave, inference.blocks());
    const Chunks share = team.share(end - begin);
    const Team::Numbers all = team.gather([&] {
      std::vector<Team::Numbers> found(share.last - share.first);
      const auto count = static_cast<std::ptrdiff_t>(found.size());
#pragma omp parallel for schedule(dynamic) num_threads(team.threads)
      for (std::ptrdiff_t b = 0; b < count; ++b)
        found[static_cast<std::size_t>(b)] =
            inference.block(begin + share.first + static_cast<std::size_t>(b)).numbers;
      Team::Numbers mine;
      for (const auto& numbers : found)
        mine.insert(mine.end(), numbers.begin(), numbers.end());
      return mine;
    });
    Shares shares(n, k);
    for (std::size_t block = begin; block < end; ++block) {
      const auto from =
          all.begin() + static_cast<std::ptrdiff_t>((block - begin) * shares.numbers.size());
      std::copy_n(from, shares.numbers.size(), shares.numbers.begin());
      for (std::size_t s = 0; s < squares.size(); ++s)
        squares[s] += shares.numbers[s];
      for (std::size_t c = 0; c < std::min(columns, n - block * columns); ++c)
        for (std::size_t j = 0; j < k; ++j)
          diagonal[(block * columns + c) * k + j] = shares.diagonal(c, j);
    }
  }
  result.enp.assign(k, 0.0);
  fit.sums.tr_s = fit.sums.tr_sts = fit.sums.press = 0;
  for (std::size_t p = 0; p < n; ++p) {
    const std::size_t i = model.row_of(p);
    double leverage = 0;
    for (std::size_t j = 0; j < k; ++j) {
      leverage += diagonal[p * k + j];
      result.enp[j] += diagonal[p * k + j];
      fit.variance[i * k + j] = squares[p * (k + 1) + j];
    }
    fit.influence[i] = leverage;
    fit.sums.tr_sts += squares[p * (k + 1) + k];
    const double left_out = fit.residual[i] / free_share(leverage);
    fit.sums.press += left_out * left_out;
  }
  for (const double enp : result.enp)
    fit.sums.tr_s += enp;
}

double inference_cost(const PointModel& model, const BackfittingHistory& history) {
  const double n = static_cast<double>(model.size());
  double neighbours = 0;
  for (const auto& bandwidths : history.bandwidths) {
    for (const double bandwidth : bandwidths) {
      const bool few = model.weights().adaptive && is_compact(model.weights().kernel);
      neighbours += few ? std::min(bandwidth, n) : n;
    }
  }
  return n * n * neighbours;
}

}  // namespace terrabalance::gwr
