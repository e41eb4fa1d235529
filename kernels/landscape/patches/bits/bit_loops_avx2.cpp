#include "kernels/landscape/patches/bits/bit_loops_impl.hpp"

namespace terrabalance::landscape {

extern const BitLoops bit_loops_avx2;
const BitLoops bit_loops_avx2 = loops_called("avx2");

}  // namespace terrabalance::landscape
