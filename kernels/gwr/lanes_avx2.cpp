#include "kernels/gwr/lanes_impl.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_avx2;
const LaneLoops lanes_avx2{"avx2", distances, weights,  moments, spread,
                           slope,  square,    products, window};

}  // namespace terrabalance::gwr
