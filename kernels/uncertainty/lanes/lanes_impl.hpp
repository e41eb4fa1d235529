#pragma once

/// \file
/// Included by the sources that compile the loops for one instruction set each. Everything has
/// internal linkage and nothing of the standard library is used: no function compiled here for a
/// newer processor may end up in code that an older one runs.

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "kernels/uncertainty/lanes/lanes.hpp"

// Plain arrays and one definition a source are what the rule above asks for.
// NOLINTBEGIN(misc-definitions-in-headers, cert-dcl59-cpp, modernize-avoid-c-arrays)
namespace terrabalance::uncertainty {
namespace {

#if defined(__AVX512F__)
constexpr std::size_t width = 8;
#elif defined(__AVX2__)
constexpr std::size_t width = 4;
#else
constexpr std::size_t width = 2;
#endif

using Lanes = double __attribute__((vector_size(width * 8), aligned(8), may_alias));
using Words = unsigned long long __attribute__((vector_size(width * 8), aligned(8), may_alias));

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
    *reinterpret_cast<Lanes*>(out + i) = uniforms_of(draw, seed, id, block);
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

constexpr std::size_t chunk = 256;

/// Quantiles of at most `chunk` values; count is a multiple of the width.
inline void quantiles_of_chunk(std::size_t count, double* values) {
  // The 15 % in the tails are put aside and done together.
  unsigned index[chunk + width];
  double sign[chunk + width];
  double r[chunk + width];
  std::size_t outside = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool low = values[i] < 0.5;
    index[outside] = static_cast<unsigned>(i);
    sign[outside] = low ? -1 : 1;
    r[outside] = low ? values[i] : 1 - values[i];
    outside += r[outside] < 0.075 ? 1 : 0;
  }
  for (std::size_t k = 0; k < outside; ++k)
    r[k] = __builtin_sqrt(-__builtin_log(r[k]));
  double z[chunk + width];
  for (std::size_t k = 0; k < outside; ++k)
    z[k] = r[k];
  for (std::size_t k = outside; k % width != 0; ++k)
    z[k] = 1.6;
  for (std::size_t k = 0; k < outside; k += width) {
    auto& lanes = *reinterpret_cast<Lanes*>(z + k);
    lanes = evaluate(tail, Lanes(lanes - 1.6));
  }
  for (std::size_t i = 0; i < count; i += width) {
    auto& lanes = *reinterpret_cast<Lanes*>(values + i);
    const Lanes q = lanes - 0.5;
    lanes = q * evaluate(central, Lanes(0.180625 - q * q));
  }
  for (std::size_t k = 0; k < outside; ++k)
    values[index[k]] = sign[k] * (r[k] > 5 ? evaluate(far_tail, r[k] - 5) : z[k]);
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

}  // namespace
}  // namespace terrabalance::uncertainty
// NOLINTEND(misc-definitions-in-headers, cert-dcl59-cpp, modernize-avoid-c-arrays)
