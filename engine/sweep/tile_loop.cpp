#include "engine/sweep/tile_loop.hpp"

#include "engine/value/error.hpp"

namespace terrabalance {

void heed_signals(const Runtime& runtime) {
  if (!interruption_heeded()) return;
  throw Interrupted(runtime.checkpoint
                        ? "stopped by a signal; what was done is kept: go on with --resume"
                        : "stopped by a signal; start it again");
}

}  // namespace terrabalance
