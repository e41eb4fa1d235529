#pragma once

#include <cstdint>

namespace terrabalance::landscape {

/// Whose definitions count where programs differ; docs/landscape.md lists where.
enum class Convention : std::uint8_t {
  landscapemetrics,  ///< R package landscapemetrics 2.2
  fragstats          ///< FRAGSTATS 4: population deviations, shape by sides, true circles ...
};

}  // namespace terrabalance::landscape
