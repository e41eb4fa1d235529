#include "kernels/uncertainty/lanes/lanes_impl.hpp"

namespace terrabalance::uncertainty {

extern const LaneLoops lanes_baseline;
const LaneLoops lanes_baseline{"baseline", uniforms, normal_quantiles, sift};

}  // namespace terrabalance::uncertainty
