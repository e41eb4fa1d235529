#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/exact_sum.hpp"
#include "kernels/detector/detector.hpp"

/// \file
/// The geographical detector of rasters, as kernels of the engine: layer 0 of TileView::reals is
/// the response, the others are factors. Cells with a value in every layer count. Sweeps: what the
/// layers hold; ranks for quantiles (two) and layer_histogram.hpp where asked for; the strata.
namespace terrabalance::detector {

/// What the layers hold.
class LayerProfile {
 public:
  /// Factors with no more distinct values may be taken as strata as they are.
  static constexpr std::size_t most_distinct = 256;

  struct Layer {
    float least = 0;
    float most = 0;
    std::vector<float> distinct;  ///< ascending; empty where there are too many
    bool many = false;

    template <class Archive>
    void archive(Archive& a) {
      a(least, most, distinct, many);
    }
    friend bool operator==(const Layer&, const Layer&) = default;
  };
  struct Summary {
    std::int64_t cells = 0;  ///< that count
    std::vector<Layer> layers;

    template <class Archive>
    void archive(Archive& a) {
      a(cells, layers);
    }
    friend bool operator==(const Summary&, const Summary&) = default;
  };

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;
};

/// How often the halves of the values' bits occur, in the order of the values: of the upper half,
/// or of the lower half of values whose upper half is one of those wanted. Two sweeps give exact
/// order statistics of any number of cells.
class OrderCounts {
 public:
  static constexpr std::size_t halves = 1 << 16;

  /// \param wanted  [layer]: upper halves; empty for layers that are not looked at
  explicit OrderCounts(std::vector<std::vector<std::uint16_t>> wanted)
      : wanted_(std::move(wanted)) {}
  /// Of the upper halves. \param looked_at  [layer]
  explicit OrderCounts(std::vector<bool> looked_at) : looked_at_(std::move(looked_at)) {}

  /// [layer][wanted][half], each as long or empty.
  using Summary = std::vector<std::vector<std::vector<std::int64_t>>>;

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  std::vector<std::vector<std::uint16_t>> wanted_;
  std::vector<bool> looked_at_;
};

/// The value whose bits these halves are.
float value_of_halves(std::uint16_t upper, std::uint16_t lower);

/// A factor: a layer and where it is cut.
struct CutLayer {
  std::size_t layer = 1;
  std::vector<double> breaks;  ///< inner bounds, ascending; a stratum is (lower, upper]
};

/// Cells, sums and squares of the response in every stratum and, on request, pair of strata.
class StratumSums {
 public:
  struct Sums {
    std::int64_t cells = 0;
    ExactSum response;  ///< of (y - centre) / scale, in [-1, 1]
    ExactSum squares;

    template <class Archive>
    void archive(Archive& a) {
      a(cells, response, squares);
    }
    friend bool operator==(const Sums&, const Sums&) = default;
  };
  /// All cells; then the strata of each factor; then of each pair of factors a < b, by a's stratum.
  using Summary = std::vector<Sums>;

  StratumSums(double centre, double scale, std::vector<CutLayer> factors, bool pairs);

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

  Group group(const Sums& sums) const;
  std::size_t factors() const { return factors_.size(); }
  std::size_t strata(std::size_t factor) const { return factors_[factor].breaks.size() + 1; }
  std::size_t place(std::size_t factor) const { return places_[factor]; }
  std::size_t pair_place(std::size_t a, std::size_t b) const;

 private:
  double centre_;
  double scale_;
  std::vector<CutLayer> factors_;
  bool pairs_;
  std::vector<std::size_t> places_;       ///< [factor]
  std::vector<std::size_t> pair_places_;  ///< [a * factors + b]
  std::size_t size_ = 1;
};

}  // namespace terrabalance::detector
