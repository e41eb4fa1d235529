#pragma once

#include <vector>

#include "jobs/uncertainty/inputs/assembly.hpp"
#include "kernels/uncertainty/chain.hpp"

namespace terrabalance {

uncertainty::ChainFrame chain_frame(const UncertaintyInputs& inputs, const Assembly& assembly);

/// The balance's sums and, after them, items by year: as sums and without uncertainty.
struct ChainSums {
  std::vector<uncertainty::SumGroup> groups;
  std::vector<std::vector<double>> deterministic;
  std::size_t first_item = 0;
};

/// \throws InputError where the indicators' file has another area or carbon of a class than areas
/// and coefficients say
ChainSums chain_sums(const UncertaintyInputs& inputs, const Assembly& assembly,
                     const uncertainty::ChainFrame& frame);

}  // namespace terrabalance
