#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/exact_sum.hpp"
#include "kernels/account/code_classes.hpp"

namespace terrabalance {

/// Sum of the weights (night light, population) over the cells of each zone, year and class: what a
/// class's activity carbon is shared out by. The weight layers are the years', in their order.
class WeightSums {
 public:
  struct Sum {
    std::int32_t zone = 0;
    std::int32_t layer = 0;
    std::int32_t land_class = 0;
    ExactSum weight;

    auto key() const { return std::tuple(zone, layer, land_class); }
    template <class Archive>
    void archive(Archive& a) {
      a(zone, layer, land_class, weight);
    }
    friend bool operator==(const Sum&, const Sum&) = default;
  };

  /// Sorted by zone, layer, class.
  using Summary = std::vector<Sum>;

  /// \param classes  outlives the kernel
  explicit WeightSums(const CodeClasses& classes) : classes_(&classes) {}

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  const CodeClasses* classes_;
};

}  // namespace terrabalance
