#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/landscape/patches/class_table.hpp"

namespace terrabalance::landscape {

/// A number from 0 to 1 for every pair of classes: their contrast, or their similarity.
class ClassWeights {
 public:
  void set(ClassIndex a, ClassIndex b, double weight) {
    const auto place =
        std::lower_bound(weights_.begin(), weights_.end(), std::pair{key(a, b), -1.0});
    if (place != weights_.end() && place->first == key(a, b)) {
      place->second = weight;
    } else {
      weights_.insert(place, {key(a, b), weight});
    }
  }
  bool has(ClassIndex a, ClassIndex b) const { return find(a, b) != weights_.end(); }
  /// 0 for a pair that was not set.
  double operator()(ClassIndex a, ClassIndex b) const {
    const auto found = find(a, b);
    return found == weights_.end() ? 0 : found->second;
  }
  /// The same in whole multiples of 1 / units: sums of them are exact.
  static constexpr double units = 0x1p20;
  std::int64_t in_units(ClassIndex a, ClassIndex b) const {
    return std::llround((*this)(a, b) * units);
  }
  bool empty() const { return weights_.empty(); }

 private:
  using Weights = std::vector<std::pair<std::uint32_t, double>>;

  static std::uint32_t key(ClassIndex a, ClassIndex b) { return std::uint32_t{a} << 16 | b; }
  Weights::const_iterator find(ClassIndex a, ClassIndex b) const {
    const auto place =
        std::lower_bound(weights_.begin(), weights_.end(), std::pair{key(a, b), -1.0});
    return place != weights_.end() && place->first == key(a, b) ? place : weights_.end();
  }

  Weights weights_;  ///< by key
};

}  // namespace terrabalance::landscape
