#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/uncertainty/chain.hpp"

namespace terrabalance {

/// An item of the indicators that draws have besides source, sink and net: the area or the carbon
/// of a class, in the unit that the indicators' file has it in.
struct ChainItem {
  std::string name;
  std::string land_class;
  bool is_carbon = false;
  std::vector<double> given;  ///< [row], of the file
};

/// How far draws go on downstream, by zone and year as the balance has them.
struct ChainInputs {
  bool asked = false;
  std::size_t draws = 10000;
  uncertainty::ChainSettings settings;
  std::vector<ChainItem> items;  ///< those of the evaluation, in their order
  std::string indicators;        ///< the file, for messages
};

}  // namespace terrabalance
