#include "kernels/uncertainty/lanes/lanes_impl.hpp"

namespace terrabalance::uncertainty {

extern const LaneLoops lanes_avx512;
const LaneLoops lanes_avx512{"avx512", uniforms, normal_quantiles, sift};

}  // namespace terrabalance::uncertainty
