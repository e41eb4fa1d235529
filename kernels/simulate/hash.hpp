#pragma once

#include <cstdint>

/// \file
/// Stateless random numbers: the same key gives the same number on every rank, thread and tile.
namespace terrabalance::simulation {

/// Spreads every bit of the key over all bits of the result (the finaliser of SplitMix64, Steele,
/// Lea and Flood 2014).
constexpr std::uint64_t mix(std::uint64_t key) {
  key += 0x9E3779B97F4A7C15U;
  key = (key ^ (key >> 30U)) * 0xBF58476D1CE4E5B9U;
  key = (key ^ (key >> 27U)) * 0x94D049BB133111EBU;
  return key ^ (key >> 31U);
}

constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t key) {
  return mix(mix(seed) ^ key);
}

/// Uniform in [0, 1), a multiple of 2^-53.
constexpr double uniform(std::uint64_t seed, std::uint64_t key) {
  return static_cast<double>(mix(seed, key) >> 11U) * 0x1p-53;
}

/// Uniform in [-1, 1), for a point of a lattice. 32-bit steps only, so that rows of it vectorise.
constexpr float lattice_value(std::uint32_t seed, std::uint32_t x, std::uint32_t y) {
  std::uint32_t h = seed ^ (x * 0x9E3779B1U) ^ (y * 0x85EBCA77U);
  h = (h ^ (h >> 16U)) * 0x7FEB352DU;
  h = (h ^ (h >> 15U)) * 0x846CA68BU;
  h ^= h >> 16U;
  return static_cast<float>(static_cast<std::int32_t>(h)) * 0x1p-31F;
}

}  // namespace terrabalance::simulation
