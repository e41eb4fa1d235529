#pragma once

/// \file
/// Numbers side by side in a register, as wide as the instruction set that the source is compiled
/// for. Internal linkage, nothing of the standard library: no function compiled here for a newer
/// processor may end up in code that an older one runs.
#include <cstddef>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

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
using Words = unsigned long long __attribute__((vector_size(lane_count * 8)));

// Numbers in memory need not lie as lanes do: they are copied, never looked at as lanes.
inline Lanes at(const double* p) {
  Lanes lanes;
  __builtin_memcpy(&lanes, p, sizeof lanes);
  return lanes;
}
inline void put(double* p, const Lanes& lanes) {
  __builtin_memcpy(p, &lanes, sizeof lanes);
}

#if defined(__AVX512F__)
inline __mmask8 mask_of(const Words& comparison) {
  return _mm512_test_epi64_mask(reinterpret_cast<__m512i>(comparison),
                                reinterpret_cast<__m512i>(comparison));
}
#endif

/// Writes the lanes where a comparison holds one after the other; how many.
/// \param out  room for as many as there are lanes
inline std::size_t keep(const Lanes& x, const Words& comparison, double* out) {
#if defined(__AVX512F__)
  const __mmask8 mask = mask_of(comparison);
  _mm512_storeu_pd(out, _mm512_maskz_compress_pd(mask, reinterpret_cast<__m512d>(x)));
  return static_cast<std::size_t>(__builtin_popcount(mask));
#else
  std::size_t kept = 0;
  for (std::size_t k = 0; k < std::size_t{lane_count}; ++k) {
    out[kept] = x[k];
    kept += comparison[k] & 1ULL;
  }
  return kept;
#endif
}

}  // namespace
}  // namespace terrabalance
// NOLINTEND(misc-definitions-in-headers, cert-dcl59-cpp)
