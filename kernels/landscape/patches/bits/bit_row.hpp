#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/landscape/patches/bits/bit_loops.hpp"

namespace terrabalance::landscape {

/// One bit for each cell of a row. Those beyond the row's end are 0.
class BitRow {
 public:
  explicit BitRow(std::int32_t width)
      : words_(static_cast<std::size_t>((width + word_bits - 1) / word_bits)),
        last_(below((width - 1) % word_bits + 1)) {}

  std::size_t words() const { return words_.size(); }
  void set(std::int32_t x) { words_[index(x)] |= Word{1} << (x % word_bits); }
  /// Sets or clears [begin, end).
  void fill(std::int32_t begin, std::int32_t end, bool value) {
    while (begin < end) {
      const std::int32_t stop = std::min(end, (begin / word_bits + 1) * word_bits);
      const Word bits = below(stop - begin) << (begin % word_bits);
      Word& word = words_[index(begin)];
      word = value ? word | bits : word & ~bits;
      begin = stop;
    }
  }

  const Word* data() const { return words_.data(); }
  /// To write words to; then finish().
  Word* data() { return words_.data(); }
  void finish() { words_.back() &= last_; }

 private:
  static Word below(std::int32_t bit) { return bit == word_bits ? ~Word{0} : (Word{1} << bit) - 1; }
  static std::size_t index(std::int32_t x) { return static_cast<std::size_t>(x / word_bits); }

  std::vector<Word> words_;
  Word last_;  // the bits that there are in the last word
};

/// Places in a row.
class Places {
 public:
  explicit Places(std::int32_t width) : places_(static_cast<std::size_t>(width) + places_slack) {}

  /// Those where bits are set, in order, and one behind the last.
  void find(const BitLoops& loops, const BitRow& bits, std::int32_t behind) {
    size_ = loops.places(bits.data(), bits.words(), places_.data());
    places_[size_] = behind;
  }
  std::size_t size() const { return size_; }
  /// The number of places before one.
  std::size_t before(std::int32_t place) const {
    return static_cast<std::size_t>(std::lower_bound(data(), data() + size_, place) - data());
  }
  std::int32_t operator[](std::size_t i) const { return places_[i]; }
  const std::int32_t* data() const { return places_.data(); }  ///< size() and the one behind

 private:
  std::vector<std::int32_t> places_;
  std::size_t size_ = 0;
};

}  // namespace terrabalance::landscape
