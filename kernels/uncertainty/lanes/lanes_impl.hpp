#pragma once

/// \file
/// Included by the sources that compile the loops for one instruction set each. Everything has
/// internal linkage and nothing of the standard library is used: no function compiled here for a
/// newer processor may end up in code that an older one runs.

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "kernels/lanes/number_lanes.hpp"
#include "kernels/uncertainty/lanes/lanes.hpp"

// Plain arrays and one definition a source are what the rule above asks for.
// NOLINTBEGIN(misc-definitions-in-headers, cert-dcl59-cpp, modernize-avoid-c-arrays)
namespace terrabalance::uncertainty {
namespace {

constexpr std::size_t width = lane_count;

/// Products of the low halves of the lanes.
inline Words multiply_low(const Words& a, const Words& b) {
#if defined(__AVX512F__)
  // The masked form, all lanes on: GCC 12 warns of the other one (its bug 105593).
  return reinterpret_cast<Words>(
      _mm512_maskz_mul_epu32(0xff, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif defined(__AVX2__)
  return reinterpret_cast<Words>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#elif defined(__x86_64__)
  return reinterpret_cast<Words>(
      _mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
  return (a & 0xffffffffULL) * (b & 0xffffffffULL);
#endif
}

/// Integers below 2^52 as doubles.
inline Lanes to_double(const Words& small) {
  return reinterpret_cast<Lanes>(small | 0x4330000000000000ULL) - 0x1p52;
}

/// Philox4x32-10 of Salmon et al. 2011 on one counter a lane, a 32-bit word in each 64-bit lane;
/// upper halves hold what is left over and are never read.
inline Lanes uniforms_of(const Words& draw, std::uint64_t seed, std::uint64_t id,
                         std::uint32_t block) {
  constexpr Words zero{};
  const Words m0 = zero + 0xD2511F53ULL;
  const Words m1 = zero + 0xCD9E8D57ULL;
  Words c0 = draw;
  Words c1 = zero + block;
  Words c2 = zero + (id & 0xffffffffULL);
  Words c3 = zero + (id >> 32);
  auto k0 = static_cast<std::uint32_t>(seed);
  auto k1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const Words p0 = multiply_low(m0, c0);
    const Words p1 = multiply_low(m1, c2);
    c0 = (p1 >> 32) ^ c1 ^ (zero + k0);
    c2 = (p0 >> 32) ^ c3 ^ (zero + k1);
    c1 = p1;
    c3 = p0;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  const Words w = ((c1 << 32) | (c0 & 0xffffffffULL)) >> 11;
  // 53 bits in two exact steps; adding 0.5 rounds as it does for one number alone.
  const Lanes whole = to_double(w >> 26) * 0x1p26 + to_double(w & 0x3ffffffULL);
  return (whole + 0.5) * 0x1p-53;
}

void uniforms(std::uint64_t seed, std::uint64_t id, std::uint32_t block, std::uint32_t first,
              std::size_t count, double* out) {
  Words draw{};
  for (std::size_t k = 0; k < width; ++k)
    draw[k] = first + k;
  std::size_t i = 0;
  for (; i + width <= count; i += width) {
    put(out + i, uniforms_of(draw, seed, id, block));
    draw += width;
  }
  const Lanes rest = uniforms_of(draw, seed, id, block);
  for (std::size_t k = 0; i + k < count; ++k)
    out[i + k] = rest[k];
}

struct Ratio {
  double numerator[8];
  double denominator[8];
};

// Coefficients of AS 241, lowest power first.
constexpr Ratio central{
    {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
     1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
     3.3430575583588128105e+4, 2.5090809287301226727e+3},
    {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
     5.2264952788528545610e+3}};
constexpr Ratio tail{
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};
constexpr Ratio far_tail{
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

template <class Real>
inline Real evaluate(const Ratio& ratio, const Real& r) {
  Real numerator = r * ratio.numerator[7] + ratio.numerator[6];
  Real denominator = r * ratio.denominator[7] + ratio.denominator[6];
  for (int k = 5; k >= 0; --k) {
    numerator = numerator * r + ratio.numerator[k];
    denominator = denominator * r + ratio.denominator[k];
  }
  return numerator / denominator;
}

inline Lanes square_roots(const Lanes& x) {
#if defined(__AVX512F__)
  return reinterpret_cast<Lanes>(_mm512_maskz_sqrt_pd(0xff, reinterpret_cast<__m512d>(x)));
#else
  Lanes roots;
  for (std::size_t k = 0; k < width; ++k)
    roots[k] = __builtin_sqrt(x[k]);
  return roots;
#endif
}

/// ln(r) for r a positive normal number: r = 2^k m, ln m = 2 atanh((m - 1) / (m + 1)) by its
/// series, with |(m - 1) / (m + 1)| < 0.172: about 1e-16 relative away from 1.
inline Lanes logarithm(const Lanes& r) {
  const auto bits = reinterpret_cast<Words>(r);
  // Exponents are counted from sqrt(1/2), so that m lies in [sqrt(1/2), sqrt(2)).
  constexpr unsigned long long root_half = 0x3fe6a09e667f3bcdULL;
  const Words steps = (bits - root_half + (1023ULL << 52)) >> 52;  // k + 1023
  const Lanes k = to_double(steps) - 1023.0;
  const auto m = reinterpret_cast<Lanes>(bits - ((steps - 1023ULL) << 52));
  const Lanes s = (m - 1.0) / (m + 1.0);
  const Lanes s2 = s * s;
  Lanes series = s2 * (1.0 / 21) + 1.0 / 19;
  for (int n = 17; n >= 3; n -= 2)
    series = series * s2 + 1.0 / n;
  constexpr double ln2_high = 0x1.62e42fefa38p-1;  // product with k is exact
  constexpr double ln2_low = 0x1.ef35793c7673p-45;
  return k * ln2_high + (2.0 * s + (2.0 * s * s2 * series + k * ln2_low));
}

constexpr std::size_t chunk = 256;

/// Puts the numbers that follow each other into the lanes where a comparison holds; how many.
inline std::size_t put_back(Lanes& x, const Words& comparison, const double* from) {
#if defined(__AVX512F__)
  const __mmask8 mask = mask_of(comparison);
  x = reinterpret_cast<Lanes>(
      _mm512_mask_expand_pd(reinterpret_cast<__m512d>(x), mask, _mm512_loadu_pd(from)));
  return static_cast<std::size_t>(__builtin_popcount(mask));
#else
  std::size_t used = 0;
  for (std::size_t k = 0; k < width; ++k) {
    const bool holds = (comparison[k] & 1ULL) != 0;
    x[k] = holds ? from[used] : x[k];
    used += holds ? 1 : 0;
  }
  return used;
#endif
}

inline Lanes smaller(const Lanes& a, const Lanes& b) {
  return a < b ? a : b;
}

inline Words is_tail(const Lanes& u) {
  return reinterpret_cast<Words>(smaller(u, 1.0 - u) < 0.075);
}

/// Normal quantiles of uniforms below 0.075 or above 0.925.
inline Lanes tail_quantiles(const Lanes& u) {
  const Lanes tiny = Lanes{} + 0x1p-1000;
  const Lanes p = smaller(u, 1.0 - u);
  const Lanes r = square_roots(-logarithm(p > tiny ? p : tiny));
  Lanes z = evaluate(tail, Lanes(r - 1.6));
  for (std::size_t k = 0; k < width; ++k) {
    if (r[k] > 5) z[k] = evaluate(far_tail, r[k] - 5);
  }
  return u < 0.5 ? -z : z;
}

/// Quantiles of at most `chunk` values; count is a multiple of the width.
inline void quantiles_of_chunk(std::size_t count, double* values) {
  // The 15 % in the tails are put aside and done together.
  double aside[chunk + 2 * width];
  std::size_t outside = 0;
  for (std::size_t i = 0; i < count; i += width) {
    const Lanes u = at(values + i);
    outside += keep(u, is_tail(u), aside + outside);
  }
  for (std::size_t k = outside; k < outside + width; ++k)
    aside[k] = 0.05;
  for (std::size_t k = 0; k < outside; k += width)
    put(aside + k, tail_quantiles(at(aside + k)));
  const double* next = aside;
  for (std::size_t i = 0; i < count; i += width) {
    const Lanes u = at(values + i);
    const Lanes q = u - 0.5;
    Lanes z = q * evaluate(central, Lanes(0.180625 - q * q));
    next += put_back(z, is_tail(u), next);
    put(values + i, z);
  }
}

void normal_quantiles(std::size_t count, double* values) {
  std::size_t i = 0;
  for (; i + chunk <= count; i += chunk)
    quantiles_of_chunk(chunk, values + i);
  if (i == count) return;
  double rest[chunk];
  const std::size_t left = count - i;
  const std::size_t padded = (left + width - 1) / width * width;
  for (std::size_t k = 0; k < padded; ++k)
    rest[k] = k < left ? values[i + k] : 0.5;
  quantiles_of_chunk(padded, rest);
  for (std::size_t k = 0; k < left; ++k)
    values[i + k] = rest[k];
}

/// Lanes where a comparison holds count 1.
inline Words ones(const Words& mask) {
  return mask & 1ULL;
}

std::size_t sift(std::size_t count, const double* values, const double* low, const double* high,
                 std::int64_t* below, std::int64_t* positive, double* kept) {
  Words under[3]{};
  Words above_zero{};
  std::size_t held = 0;
  std::size_t i = 0;
  for (; i + width <= count; i += width) {
    const Lanes x = at(values + i);
    Words inside{};
    for (int b = 0; b < 3; ++b) {
      const auto is_under = reinterpret_cast<Words>(x < low[b]);
      under[b] += ones(is_under);
      inside |= reinterpret_cast<Words>(x <= high[b]) & ~is_under;
    }
    above_zero += ones(reinterpret_cast<Words>(x > 0.0));
    held += keep(x, inside, kept + held);
  }
  for (std::size_t k = 0; k < width; ++k) {
    for (int b = 0; b < 3; ++b)
      below[b] += static_cast<std::int64_t>(under[b][k]);
    *positive += static_cast<std::int64_t>(above_zero[k]);
  }
  for (; i < count; ++i) {
    const double x = values[i];
    bool inside = false;
    for (int b = 0; b < 3; ++b) {
      below[b] += x < low[b] ? 1 : 0;
      inside = inside || (x >= low[b] && x <= high[b]);
    }
    *positive += x > 0 ? 1 : 0;
    kept[held] = x;
    held += inside ? 1 : 0;
  }
  return held;
}

}  // namespace
}  // namespace terrabalance::uncertainty
// NOLINTEND(misc-definitions-in-headers, cert-dcl59-cpp, modernize-avoid-c-arrays)
