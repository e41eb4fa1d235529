#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace terrabalance::pattern {

/// One entry of a weights matrix, as lists of neighbours give it.
struct Link {
  std::int32_t from;
  std::int32_t to;
  double weight = 1;
  friend bool operator==(const Link&, const Link&) = default;
};

/// Sparse spatial weights of n units in compressed rows; memory O(n + links), neighbours ascending.
class Weights {
 public:
  Weights() = default;

  /// Rows from links in any order. \throws InputError for an index outside [0, n), a link of a unit
  /// to itself, a repeated link, or a weight that is negative or not finite.
  /// Weights of 0 are dropped.
  Weights(std::size_t n, std::vector<Link> links);

  std::size_t size() const { return offsets_.size() - 1; }
  std::size_t links() const { return neighbours_.size(); }
  std::span<const std::int32_t> neighbours(std::size_t i) const {
    return std::span(neighbours_).subspan(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }
  std::span<const double> values(std::size_t i) const {
    return std::span(values_).subspan(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }
  std::size_t largest_row() const;

  /// Sum over neighbours j of w_ij x_j.
  double lag(std::size_t i, std::span<const double> x) const;

  friend Weights row_standardised(Weights weights);

 private:
  std::vector<std::size_t> offsets_{0};
  std::vector<std::int32_t> neighbours_;
  std::vector<double> values_;
};

/// Style W: every row that is not empty sums to 1.
Weights row_standardised(Weights weights);

/// Units without neighbours, ascending.
std::vector<std::size_t> islands(const Weights& weights);

/// S0 = sum w, S1 = 1/2 sum (w_ij + w_ji)^2, S2 = sum_i (w_i. + w_.i)^2 (Cliff and Ord 1981).
struct WeightMoments {
  double s0 = 0;
  double s1 = 0;
  double s2 = 0;
};
WeightMoments moments(const Weights& weights);

}  // namespace terrabalance::pattern
