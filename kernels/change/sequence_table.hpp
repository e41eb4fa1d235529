#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/account/land_use.hpp"

namespace terrabalance {

/// Hash table from (zone, sequence of codes) to cells and area. A sequence is packed into 64-bit
/// words, four codes a word, the first in the lowest bits.
/// \tparam fixed_words  words of a sequence if known to the compiler, else 0
template <std::size_t fixed_words>
class SequenceTable {
 public:
  explicit SequenceTable(std::size_t words) : words_(words), index_(256) {}

  std::size_t words() const { return fixed_words != 0 ? fixed_words : words_; }

  void add(std::int32_t zone, const std::uint64_t* sequence, std::int64_t cells,
           std::int64_t cell_area) {
    CellCount& count = at(zone, sequence);
    count.cells += cells;
    count.area += static_cast<AreaSum>(cells) * cell_area;
  }

  std::size_t size() const { return counts_.size(); }
  std::int32_t zone(std::size_t i) const { return zones_[i]; }
  const CellCount& count(std::size_t i) const { return counts_[i]; }
  std::uint16_t code(std::size_t i, std::size_t year) const {
    return static_cast<std::uint16_t>(sequences_[i * words() + year / 4] >> (16 * (year % 4)));
  }

 private:
  CellCount& at(std::int32_t zone, const std::uint64_t* sequence) {
    const std::size_t mask = index_.size() - 1;
    for (std::size_t slot = hash(zone, sequence) & mask;; slot = (slot + 1) & mask) {
      const std::uint32_t entry = index_[slot];
      if (entry == 0) break;
      if (holds(entry - 1, zone, sequence)) return counts_[entry - 1];
    }
    return insert(zone, sequence);
  }

  bool holds(std::size_t i, std::int32_t zone, const std::uint64_t* sequence) const {
    return zones_[i] == zone &&
           std::equal(sequence, sequence + words(), sequences_.data() + i * words());
  }

  CellCount& insert(std::int32_t zone, const std::uint64_t* sequence) {
    zones_.push_back(zone);
    sequences_.insert(sequences_.end(), sequence, sequence + words());
    counts_.emplace_back();
    if (2 * size() > index_.size()) {
      index_.assign(4 * index_.size(), 0);
      for (std::size_t i = 0; i < size(); ++i)
        link(i);
    } else {
      link(size() - 1);
    }
    return counts_.back();
  }

  void link(std::size_t i) {
    const std::size_t mask = index_.size() - 1;
    std::size_t slot = hash(zones_[i], sequences_.data() + i * words()) & mask;
    while (index_[slot] != 0)
      slot = (slot + 1) & mask;
    index_[slot] = static_cast<std::uint32_t>(i + 1);
  }

  std::size_t hash(std::int32_t zone, const std::uint64_t* sequence) const {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio
    std::uint64_t h = static_cast<std::uint32_t>(zone) * odd;
    for (std::size_t w = 0; w < words(); ++w) {
      h = (h ^ sequence[w]) * odd;
      h ^= h >> 32;
    }
    return h;
  }

  std::size_t words_;
  std::vector<std::uint32_t> index_;  // entry + 1, 0 = free; a power of two long, half full at most
  std::vector<std::int32_t> zones_;
  std::vector<std::uint64_t> sequences_;
  std::vector<CellCount> counts_;
};

}  // namespace terrabalance
