#pragma once

/// \file
/// Numbers side by side in a register, as wide as the instruction set that the source is compiled
/// for. Internal linkage, nothing of the standard library: no function compiled here for a newer
/// processor may end up in code that an older one runs.
// One definition a source is what the rule above asks for.
// NOLINTBEGIN(misc-definitions-in-headers, cert-dcl59-cpp)
namespace terrabalance {
namespace {

#if defined(__AVX512F__)
constexpr int lane_count = 8;
#elif defined(__AVX2__)
constexpr int lane_count = 4;
#else
constexpr int lane_count = 2;
#endif

using Lanes = double __attribute__((vector_size(lane_count * 8)));

// Numbers in memory need not lie as lanes do: they are copied, never looked at as lanes.
inline Lanes at(const double* p) {
  Lanes lanes;
  __builtin_memcpy(&lanes, p, sizeof lanes);
  return lanes;
}
inline void put(double* p, const Lanes& lanes) {
  __builtin_memcpy(p, &lanes, sizeof lanes);
}

}  // namespace
}  // namespace terrabalance
// NOLINTEND(misc-definitions-in-headers, cert-dcl59-cpp)
