#pragma once

namespace terrabalance::landscape {

/// Which cells of one class touch: those that share a side, or a side or a corner.
enum class Directions : int { four = 4, eight = 8 };

}  // namespace terrabalance::landscape
