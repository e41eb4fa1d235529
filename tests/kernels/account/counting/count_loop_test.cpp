#include "kernels/account/counting/count_loop.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

std::vector<std::uint8_t> some(std::size_t size, std::span<const std::uint8_t> codes) {
  std::mt19937 random(3);
  std::vector<std::uint8_t> cells(size);
  std::ranges::generate(cells, [&] { return codes[random() % codes.size()]; });
  return cells;
}

constexpr auto sizes = {32U,   33U,   47U,   63U,   64U,   95U,   1024U,  2048U,
                        2079U, 2080U, 4063U, 4064U, 4096U, 5151U, 16384U, 70001U};

/// Codes with room for whole groups, as a loop wants them.
std::array<std::uint8_t, 16> padded(std::span<const std::uint8_t> codes) {
  std::array<std::uint8_t, 16> all;
  all.fill(codes.front());
  std::ranges::copy(codes, all.begin());
  return all;
}

void expect_counts(const CountLoop& loop, std::size_t size, std::span<const std::uint8_t> codes) {
  SCOPED_TRACE(std::string(loop.name) + ", " + std::to_string(size) + " cells, " +
               std::to_string(codes.size()) + " codes");
  std::vector<std::uint8_t> cells = some(size, codes);
  const auto all = padded(codes);
  std::array<std::uint32_t, 16> counts;
  counts.fill(77);
  ASSERT_TRUE(loop.run(cells.data(), size, all.data(), codes.size(), counts.data()));
  for (std::size_t i = 0; i < codes.size(); ++i)
    EXPECT_EQ(counts[i], std::ranges::count(cells, codes[i]));
  EXPECT_EQ(loop.find_other(cells.data(), size, all.data(), codes.size()), size);
  // A cell of none of the codes is found, wherever it is; above all one that differs by a bit.
  for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const std::uint8_t before = cells[at];
      cells[at] = static_cast<std::uint8_t>(before ^ 1U << bit);
      if (std::ranges::find(codes, cells[at]) == codes.end()) {
        EXPECT_FALSE(loop.run(cells.data(), size, all.data(), codes.size(), counts.data()));
        EXPECT_EQ(loop.find_other(cells.data(), size, all.data(), codes.size()), at);
      }
      cells[at] = before;
    }
  }
}

TEST(CountLoop, CountsTheSameOnAnyProcessor) {
  // The last ones are told apart by their eighth bit only.
  const std::vector<std::vector<std::uint8_t>> legends{
      {7},
      {0, 1, 2, 3, 4, 5, 255},
      {10, 20, 30, 40, 50, 60, 70, 80},
      {0, 1, 2, 3, 4, 5, 6, 7, 8},
      {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100, 110, 200, 254, 255},
      {5, 127, 255},
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
      {100, 115, 101, 114, 102, 113, 103, 112, 104},  // as many apart as a table reaches
      {250, 251, 252, 253, 254, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
      {126, 127, 128, 129},
      {1, 17},
      {0, 1, 2, 3, 4, 5, 6, 7, 16, 32, 64, 128},
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 129, 128}};
  for (const CountLoop* const* loop = all_count_loops(); *loop != nullptr; ++loop) {
    for (const std::size_t size : sizes) {
      for (const auto& codes : legends)
        expect_counts(**loop, size, codes);
    }
  }
}

}  // namespace
}  // namespace terrabalance
