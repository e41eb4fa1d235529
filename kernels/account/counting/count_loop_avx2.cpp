#include "kernels/account/counting/count_loop_impl.hpp"

namespace terrabalance {

extern const CountLoop count_loop_avx2;
const CountLoop count_loop_avx2{"avx2", count, find_other};

}  // namespace terrabalance
