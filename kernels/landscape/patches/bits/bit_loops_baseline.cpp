#include "kernels/landscape/patches/bits/bit_loops_impl.hpp"

namespace terrabalance::landscape {

extern const BitLoops bit_loops_baseline;
const BitLoops bit_loops_baseline = loops_called("baseline");

}  // namespace terrabalance::landscape
