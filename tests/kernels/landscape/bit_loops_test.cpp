#include "kernels/landscape/patches/bits/bit_loops.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/landscape/patches/bits/bit_row.hpp"

namespace terrabalance::landscape {
namespace {

bool bit(const std::vector<Word>& words, std::size_t place) {
  return (words[place / word_bits] >> (place % word_bits) & 1U) != 0;
}

/// Words with few bits, half of them and nearly all.
std::vector<Word> some_words(std::mt19937_64& random, std::size_t size) {
  std::vector<Word> words(size);
  for (std::size_t i = 0; i < size; ++i) {
    const Word few = random() & random() & random();
    words[i] = std::array{Word{0}, few, random(), ~few, ~Word{0}}[random() % 5];
  }
  return words;
}

template <class Code, class Differences>
void expect_differences(Differences differences, std::mt19937_64& random) {
  constexpr std::size_t cells = 4 * word_bits;
  std::vector<Code> a(cells);
  std::vector<Code> b(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    a[i] = static_cast<Code>(random());
    b[i] = random() % 3 == 0 ? static_cast<Code>(a[i] ^ Code(1U << random() % (8 * sizeof(Code))))
                             : a[i];
  }
  std::vector<Word> words(cells / word_bits);
  differences(a.data(), b.data(), words.size(), words.data());
  for (std::size_t i = 0; i < cells; ++i)
    EXPECT_EQ(bit(words, i), a[i] != b[i]) << i;
}

std::vector<std::int32_t> places_of(const std::vector<Word>& words) {
  std::vector<std::int32_t> places;
  for (std::size_t i = 0; i < words.size() * word_bits; ++i)
    if (bit(words, i)) places.push_back(static_cast<std::int32_t>(i));
  return places;
}

/// The contacts at set bits, by counting the starts up to each.
void expect_contacts(const BitLoops& loops, std::mt19937_64& random, std::size_t size) {
  const std::vector<Word> words = some_words(random, size);
  std::vector<Word> above = some_words(random, size);
  std::vector<Word> below = some_words(random, size);
  above[0] |= 1;
  below[0] |= 1;
  std::vector<Contact> found(size * word_bits + places_slack);
  found.resize(loops.contacts(words.data(), above.data(), below.data(), size, found.data()));
  const std::vector<std::int32_t> places = places_of(words);
  ASSERT_EQ(found.size(), places.size());
  const auto starts_up_to = [](const std::vector<Word>& starts, std::int32_t place) {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(places_of(starts), [&](std::int32_t x) { return x <= place; }));
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_EQ(found[i].above, starts_up_to(above, places[i]) - 1);
    EXPECT_EQ(found[i].below, starts_up_to(below, places[i]) - 1);
  }
}

TEST(BitLoops, AreTheSameForAnyProcessor) {
  for (const BitLoops* const* loops = all_bit_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    std::mt19937_64 random(1);
    for (std::size_t trial = 0; trial < 200; ++trial) {
      const std::size_t size = 1 + trial % 9;
      const std::vector<Word> words = some_words(random, size);
      std::vector<std::int32_t> set(size * word_bits + places_slack);
      set.resize((*loops)->places(words.data(), size, set.data()));
      EXPECT_EQ(set, places_of(words));
      if (trial % 10 == 0) expect_contacts(**loops, random, size);
    }
    expect_differences<std::uint8_t>((*loops)->differences_8, random);
    expect_differences<std::uint16_t>((*loops)->differences_16, random);
  }
}

TEST(BitRow, HasBitsOfItsCellsOnly) {
  for (const std::int32_t width : {1, 63, 64, 65, 200}) {
    BitRow row(width);
    for (std::size_t i = 0; i < row.words(); ++i)
      row.set_word(i, ~Word{0});
    row.fill(width / 3, width / 2, false);
    row.set(width / 3);
    Places places(width);
    places.find(bit_loops(), row);
    std::vector<std::int32_t> found(places.data(), places.data() + places.size());
    std::vector<std::int32_t> expected;
    for (std::int32_t x = 0; x < width; ++x)
      if (x <= width / 3 || x >= width / 2) expected.push_back(x);
    EXPECT_EQ(found, expected) << width;
  }
}

}  // namespace
}  // namespace terrabalance::landscape
