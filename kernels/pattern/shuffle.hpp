#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "kernels/statistics/random.hpp"

namespace terrabalance::pattern {

/// A random permutation of 0 .. n - 1 as a function: where each number goes, without a table. A
/// Feistel network over pairs of digits to the base ceil(sqrt(n)) (Black and Rogaway 2002, "Ciphers
/// with arbitrary finite domains"); numbers that leave the range go round again.
class Shuffle {
 public:
  /// \param n  below 2^31
  Shuffle(std::uint32_t n, std::uint64_t seed, std::uint32_t draw) : n_(n) {
    base_ = static_cast<std::uint32_t>(std::ceil(std::sqrt(static_cast<double>(n))));
    while (std::uint64_t{base_} * base_ < n)
      ++base_;
    constexpr std::uint64_t stream = 0x6c617474696365ULL;
    RandomStream random(seed, stream, draw);
    for (auto& key : keys_)
      key = random.next();
  }

  std::uint32_t operator()(std::uint32_t number) const {
    do {
      number = once(number / base_, number % base_);
    } while (number >= n_);
    return number;
  }

  /// Of first, first + 1 ...: the same, several at a time.
  void run(std::uint32_t first, std::span<std::uint32_t> out) const {
    std::uint32_t left = first / base_;
    std::uint32_t right = first % base_;
    for (std::size_t done = 0; done < out.size();) {
      const std::size_t count = std::min<std::size_t>(out.size() - done, base_ - right);
      for (std::size_t k = 0; k < count; ++k)
        out[done + k] = once(left, right + static_cast<std::uint32_t>(k));
      done += count;
      ++left;
      right = 0;
    }
    for (std::uint32_t& number : out) {
      if (number >= n_) number = (*this)(number);
    }
  }

 private:
  std::uint32_t once(std::uint32_t left, std::uint32_t right) const {
    for (const std::uint32_t key : keys_) {
      const std::uint32_t moved = left + digit(right, key);
      left = right;
      right = moved < base_ ? moved : moved - base_;
    }
    return left * base_ + right;
  }

  /// A digit that depends on another and a key, by the finalizer of MurmurHash3 (Appleby).
  std::uint32_t digit(std::uint32_t other, std::uint32_t key) const {
    std::uint32_t h = other ^ key;
    h = (h ^ (h >> 16)) * 0x85ebca6bU;
    h = (h ^ (h >> 13)) * 0xc2b2ae35U;
    h ^= h >> 16;
    return static_cast<std::uint32_t>((std::uint64_t{h} * base_) >> 32);
  }

  std::uint32_t n_;
  std::uint32_t base_ = 1;
  std::array<std::uint32_t, 6> keys_{};
};

}  // namespace terrabalance::pattern
