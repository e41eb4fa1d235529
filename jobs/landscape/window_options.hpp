#pragma once

#include <cstdint>
#include <string>

namespace terrabalance {

/// What the moving window takes.
struct WindowOptions {
  std::int64_t radius = 0;       ///< cells on each side of the middle one; 0: no window
  std::string metrics = "shdi";  ///< pland, ed, shdi, contag, ai, separated by commas
  std::string maps;              ///< folder
};

}  // namespace terrabalance
