#include "kernels/gwr/lanes_impl.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_avx512;
const LaneLoops lanes_avx512{"avx512", distances, weights,  moments, spread,
                             slope,    square,    products, window};

}  // namespace terrabalance::gwr
