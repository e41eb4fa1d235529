#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace terrabalance::zone {

/// What goes from a supply to a demand.
struct Flow {
  std::size_t from;
  std::size_t to;
  double amount;
};

/// The transport problem: amounts from supplies to demands with the least sum of amount * cost; the
/// scarcer side is used up, the other not exceeded. By the network simplex method on strongly
/// feasible trees (Cunningham 1976; Ahuja, Magnanti and Orlin 1993, ch. 11) in integers, so it
/// ends, at the optimum of amounts rounded to 2^-52 of their sum and costs to 2^-40 of the largest.
/// \param supply, demand  > 0
/// \param cost  >= 0, finite, of every pair (supply, demand)
/// \return flows > 0 by supply, then demand; at most supplies + demands
/// O(supplies * demands) memory; 1500 x 1500 take some 0.2 s.
std::vector<Flow> transport(std::span<const double> supply, std::span<const double> demand,
                            const std::function<double(std::size_t, std::size_t)>& cost);

}  // namespace terrabalance::zone
