#include "kernels/gwr/lanes/lanes_impl.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_avx2;
const LaneLoops lanes_avx2 = loops_called("avx2");

}  // namespace terrabalance::gwr
