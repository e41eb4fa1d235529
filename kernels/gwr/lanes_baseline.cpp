#include "kernels/gwr/lanes_impl.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_baseline;
const LaneLoops lanes_baseline{"baseline", distances, weights,  moments, spread,
                               slope,      square,    products, window};

}  // namespace terrabalance::gwr
