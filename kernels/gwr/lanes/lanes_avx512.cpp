#include "kernels/gwr/lanes/lanes_impl.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_avx512;
const LaneLoops lanes_avx512 = loops_called("avx512");

}  // namespace terrabalance::gwr
