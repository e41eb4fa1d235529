#include "kernels/uncertainty/lanes/lanes_impl.hpp"

namespace terrabalance::uncertainty {

extern const LaneLoops lanes_avx2;
const LaneLoops lanes_avx2{"avx2", uniforms, normal_quantiles, sift};

}  // namespace terrabalance::uncertainty
