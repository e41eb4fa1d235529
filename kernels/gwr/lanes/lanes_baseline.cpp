#include "kernels/gwr/lanes/lanes_impl.hpp"

namespace terrabalance::gwr {

extern const LaneLoops lanes_baseline;
const LaneLoops lanes_baseline = loops_called("baseline");

}  // namespace terrabalance::gwr
