#include "kernels/account/counting/count_loop.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

TEST(CountLoop, CountsTheSameOnAnyProcessor) {
  for (const CountLoop* const* loop = all_count_loops(); *loop != nullptr; ++loop) {
    SCOPED_TRACE((*loop)->name);
    std::mt19937 random(3);
    for (const std::size_t size : {32U, 33U, 47U, 63U, 64U, 95U, 1024U, 4063U, 4064U}) {
      for (const unsigned kinds : {1U, 5U, 20U, 256U}) {
        std::vector<std::uint8_t> cells(size);
        std::ranges::generate(cells, [&] { return static_cast<std::uint8_t>(random() % kinds); });
        const std::array<std::uint8_t, 16> codes{0, 1, 2,  3,  4,  5,  6,   7,
                                                 8, 9, 10, 11, 12, 13, 128, 255};
        std::array<std::uint32_t, 16> counts;
        counts.fill(77);
        (*loop)->run(cells.data(), cells.size(), codes.data(), codes.size(), counts.data());
        for (std::size_t i = 0; i < codes.size(); ++i)
          EXPECT_EQ(counts[i], std::ranges::count(cells, codes[i])) << size << ", " << kinds;
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance
