#include "kernels/gwr/lanes/lanes.hpp"

#include <array>

namespace terrabalance::gwr {

extern const LaneLoops lanes_baseline;
extern const LaneLoops lanes_avx2;
extern const LaneLoops lanes_avx512;

const LaneLoops* const* all_lane_loops() {
  static const auto loops = [] {
    std::array<const LaneLoops*, 4> list{};
    std::size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
      list[count++] = &lanes_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
      list[count++] = &lanes_avx2;
#endif
    list[count] = &lanes_baseline;
    return list;
  }();
  return loops.data();
}

const LaneLoops& lane_loops() {
  return **all_lane_loops();
}

}  // namespace terrabalance::gwr
