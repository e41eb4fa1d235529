#pragma once

/// \file
/// Sums over lanes. \see lanes_impl.hpp

#include "kernels/lanes/number_lanes.hpp"

namespace terrabalance::gwr {
namespace {

constexpr int width = lane_count;
constexpr std::size_t step = width;

inline double sum_of(const Lanes& lanes) {
  double total = 0;
  for (int k = 0; k < width; ++k)
    total += lanes[k];
  return total;
}

/// The sums of the lanes of `width` totals, side by side. Totals are halved pair by pair, so that
/// every addition but the last ones is of whole registers.
template <int lanes, class L>
inline L sums_of(const L* t) {
  if constexpr (lanes == 2) {
    return __builtin_shufflevector(t[0], t[1], 0, 2) + __builtin_shufflevector(t[0], t[1], 1, 3);
  } else if constexpr (lanes == 4) {
    const auto two = [](const L& a, const L& b) {
      return __builtin_shufflevector(a, b, 0, 4, 2, 6) + __builtin_shufflevector(a, b, 1, 5, 3, 7);
    };
    const L a = two(t[0], t[1]);
    const L b = two(t[2], t[3]);
    return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
  } else {
    const auto two = [](const L& a, const L& b) {
      return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
             __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
    };
    const auto four = [&](const L* v) {
      const L a = two(v[0], v[1]);
      const L b = two(v[2], v[3]);
      return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
             __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    };
    const L a = four(t);
    const L b = four(t + 4);
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// The sums of the lanes of so many totals. \param out  room for whole registers
template <int count>
inline void put_sums(const Lanes* totals, double* out) {
#pragma GCC unroll 8
  for (int s = 0; s < count; s += width) {
    Lanes group[static_cast<std::size_t>(width)];
#pragma GCC unroll 8
    for (int k = 0; k < width; ++k)
      group[k] = s + k < count ? totals[s + k] : Lanes{};
    put(out + s, sums_of<width>(group));
  }
}

}  // namespace
}  // namespace terrabalance::gwr
