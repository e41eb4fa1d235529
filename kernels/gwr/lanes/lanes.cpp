#include "kernels/gwr/lanes/lanes.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_baseline;
extern const LaneLoops lanes_avx2;
extern const LaneLoops lanes_avx512;

const LaneLoops& lane_loops() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return lanes_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return lanes_avx2;
#endif
  return lanes_baseline;
}

}  // namespace terrabalance::gwr
