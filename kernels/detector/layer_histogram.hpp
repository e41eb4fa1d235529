#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/exact_sum.hpp"
#include "kernels/statistics/breaks.hpp"

namespace terrabalance::detector {

/// How the values of layers are spread, for natural breaks and standard deviations: counts in
/// 65,536 bins from the least value to the greatest, each with the greatest value in it, and exact
/// sums. Cells with a value in every layer count. A kernel of the engine.
class LayerHistogram {
 public:
  static constexpr std::size_t bins = 1 << 16;

  struct Range {
    double least = 0;
    double most = 0;  ///< > least
  };
  struct Layer {
    std::vector<std::int64_t> counts;  ///< [bin]; empty for layers that are not looked at
    std::vector<float> greatest;       ///< [bin]; -infinity where there is none
    ExactSum sum;                      ///< of (x - centre) / half the range, in [-1, 1]
    ExactSum squares;

    template <class Archive>
    void archive(Archive& a) {
      a(counts, greatest, sum, squares);
    }
    friend bool operator==(const Layer&, const Layer&) = default;
  };
  using Summary = std::vector<Layer>;

  /// \param looked_at  [layer]: the range of its values, or nothing
  explicit LayerHistogram(std::vector<std::optional<Range>> looked_at)
      : ranges_(std::move(looked_at)) {}

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

  /// Natural breaks of a layer whose values stay together by bins: those of the values themselves
  /// where no bin holds two of them, as with whole numbers that span less than 65,536; else a break
  /// is off by a bin's width at most.
  static std::vector<double> natural(const Layer& layer, std::size_t classes);
  /// Mean and sample standard deviation of a layer that is looked at.
  Spread spread(const Summary& summary, std::size_t layer) const;

 private:
  std::vector<std::optional<Range>> ranges_;
};

}  // namespace terrabalance::detector
