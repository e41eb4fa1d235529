#include "kernels/account/counting/count_loop_impl.hpp"

namespace terrabalance {

extern const CountLoop count_loop_baseline;
const CountLoop count_loop_baseline{"baseline", count, find_other};

}  // namespace terrabalance
