#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/uncertainty/chain.hpp"

namespace terrabalance {

/// How far draws go on downstream, by zone and year as the balance has them.
struct ChainInputs {
  bool asked = false;
  std::size_t draws = 10000;
  uncertainty::ChainSettings settings;
};

}  // namespace terrabalance
