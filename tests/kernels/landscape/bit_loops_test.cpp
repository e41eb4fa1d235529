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

/// A row of cells in patches; those of zone 0 are outside.
template <class Code>
struct Cells {
  std::vector<Code> codes;  // one more before them
  std::vector<int> zones;

  Cells(std::mt19937_64& random, std::size_t size, const Cells* above) : codes(1), zones(size) {
    const bool patchy = random() % 2 == 0;
    const int most_zones = 1 + static_cast<int>(random() % 3);
    for (std::size_t x = 0; x < size; ++x) {
      const bool anew = patchy || random() % 16 == 0;
      const bool down = above != nullptr && random() % 2 == 0;
      codes.push_back(down             ? above->codes[x + 1]
                      : anew || x == 0 ? static_cast<Code>(0x80 + random() % 3)
                                       : codes[x]);
      zones[x] = most_zones == 1  ? 1
                 : down           ? above->zones[x]
                 : anew || x == 0 ? static_cast<int>(random() % 3)
                                  : zones[x - 1];
    }
  }
  Code code(std::size_t x) const { return codes[x + 1]; }
  bool starts(std::size_t x) const {
    return x == 0 || zones[x] != zones[x - 1] || (zones[x] != 0 && code(x) != code(x - 1));
  }
  std::uint32_t stretch(std::size_t place) const {
    std::uint32_t count = 0;
    for (std::size_t x = 0; x <= place; ++x)
      count += starts(x) ? 1U : 0U;
    return count - 1;
  }
};

template <class True>
std::vector<Word> words_where(std::size_t size, const True& is_true) {
  std::vector<Word> words((size + word_bits - 1) / word_bits);
  for (std::size_t x = 0; x < size; ++x)
    words[x / word_bits] |= static_cast<Word>(is_true(x)) << (x % word_bits);
  return words;
}

/// What is found against what each cell says for itself.
template <class Code>
void expect_touch(const BitLoops& loops, std::mt19937_64& random, std::size_t words) {
  const std::size_t size = words * word_bits;
  const Cells<Code> above(random, size, nullptr);
  const Cells<Code> below(random, size, &above);
  const auto one_zone = [&](std::size_t x) {
    return below.zones[x] != 0 && below.zones[x] == above.zones[x];
  };
  const auto one_group = [&](std::size_t x) {
    return one_zone(x) && below.code(x) == above.code(x);
  };
  const auto inside = [&](std::size_t x) { return below.zones[x] != 0; };
  const auto link = [&](std::size_t x) {
    return (above.starts(x) || below.starts(x)) && one_group(x);
  };
  const auto apart = [&](std::size_t x) { return inside(x) && !one_group(x); };
  const auto corner = [&](std::size_t x) {
    return x > 0 && above.starts(x) && below.starts(x) && !one_group(x) && !one_group(x - 1) &&
           (below.code(x) == above.code(x - 1) || below.code(x - 1) == above.code(x));
  };

  const auto starts_above = words_where(size, [&](std::size_t x) { return above.starts(x); });
  const auto starts_below = words_where(size, [&](std::size_t x) { return below.starts(x); });
  const auto same_zone = words_where(size, one_zone);
  const auto in_a_zone = words_where(size, inside);
  const RowPair<Code> rows{{above.codes.data() + 1, starts_above.data()},
                           {below.codes.data() + 1, starts_below.data()},
                           same_zone.data(),
                           in_a_zone.data(),
                           words};
  std::array<std::vector<Contact>, 3> found;
  std::vector<std::uint32_t> counts(size + places_slack);
  for (auto& contacts : found)
    contacts.resize(size + places_slack);
  const Touch begin{found[0].data(), found[1].data(), counts.data(), found[2].data()};
  const Touch end = loops.of<Code>().touch(rows, begin);
  const auto expect = [&](const Contact* contacts, const Contact* last, const auto& is_one) {
    for (std::size_t x = 0; x < size; ++x) {
      if (!is_one(x)) continue;
      ASSERT_NE(contacts, last) << x;
      EXPECT_EQ(contacts->above, above.stretch(x)) << x;
      EXPECT_EQ(contacts->below, below.stretch(x)) << x;
      ++contacts;
    }
    EXPECT_EQ(contacts, last);
  };
  expect(begin.links, end.links, link);
  const auto edge = [&](std::size_t x) {
    return apart(x) && (x == 0 || !apart(x - 1) || above.starts(x) || below.starts(x));
  };
  expect(begin.edges, end.edges, edge);
  std::vector<std::uint32_t> expected_counts;
  std::uint32_t cells = 0;
  for (std::size_t x = 0; x < size; ++x) {
    if (edge(x)) expected_counts.push_back(cells);
    if (apart(x)) ++cells;
  }
  expected_counts.push_back(cells);
  EXPECT_EQ(std::vector(begin.apart, end.apart + 1), expected_counts);
  expect(begin.corners, end.corners, corner);

  const Touch sides =
      loops.of<Code>().touch(rows, {begin.links, begin.edges, begin.apart, nullptr});
  EXPECT_EQ(sides.links, end.links);
  EXPECT_EQ(sides.edges, end.edges);
  EXPECT_EQ(sides.apart, end.apart);
  EXPECT_EQ(sides.corners, nullptr);
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
      expect_touch<std::uint8_t>(**loops, random, size);
      expect_touch<std::uint16_t>(**loops, random, size);
    }
    for (const std::size_t size : {63U, 64U, 65U, 130U}) {  // more words than a word has bits
      expect_touch<std::uint8_t>(**loops, random, size);
      expect_touch<std::uint16_t>(**loops, random, size);
    }
    expect_differences<std::uint8_t>((*loops)->bytes.differences, random);
    expect_differences<std::uint16_t>((*loops)->shorts.differences, random);
  }
}

TEST(BitRow, HasBitsOfItsCellsOnly) {
  for (const std::int32_t width : {1, 63, 64, 65, 200}) {
    BitRow row(width);
    for (std::size_t i = 0; i < row.words(); ++i)
      row.data()[i] = ~Word{0};
    row.finish();
    row.fill(width / 3, width / 2, false);
    row.set(width / 3);
    Places places(width);
    places.find(bit_loops(), row, width);
    std::vector<std::int32_t> found(places.data(), places.data() + places.size());
    std::vector<std::int32_t> expected;
    for (std::int32_t x = 0; x < width; ++x)
      if (x <= width / 3 || x >= width / 2) expected.push_back(x);
    EXPECT_EQ(found, expected) << width;
    EXPECT_EQ(places[places.size()], width);
  }
}

}  // namespace
}  // namespace terrabalance::landscape
