#include "kernels/landscape/patches/bits/bit_loops_impl.hpp"

namespace terrabalance::landscape {

extern const BitLoops bit_loops_avx512;
const BitLoops bit_loops_avx512 = loops_called("avx512");

}  // namespace terrabalance::landscape
