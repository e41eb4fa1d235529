#include "kernels/account/counting/byte_histogram.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

using Counts = std::map<std::int32_t, std::int64_t>;

Counts drained(ByteHistogram& histogram) {
  Counts counts;
  histogram.drain([&](std::int32_t code, std::int64_t count) {
    EXPECT_TRUE(counts.emplace(code, count).second) << "code " << code << " twice";
  });
  return counts;
}

/// Cells of `codes` different codes, in runs of about `run` cells.
std::vector<std::uint8_t> patchy(std::size_t cells, int codes, int run, std::mt19937& random) {
  std::vector<std::uint8_t> row(cells);
  std::uint8_t code = 0;
  for (auto& cell : row) {
    if (random() % static_cast<unsigned>(run) == 0)
      code = static_cast<std::uint8_t>(random() % static_cast<unsigned>(codes) * 5 + 3);
    cell = code;
  }
  return row;
}

TEST(ByteHistogramTest, CountsRowsOfAnyLengthAndAnyNumberOfCodes) {
  std::mt19937 random(7);
  for (const int codes : {1, 2, 7, 8, 9, 16, 17, 50}) {
    for (const int run : {1, 30}) {
      ByteHistogram histogram;
      for (int drain = 0; drain < 3; ++drain) {
        Counts expected;
        for (const std::size_t cells :
             {1U, 15U, 16U, 17U, 100U, 512U, 4063U, 4064U, 4065U, 9001U}) {
          const auto row = patchy(cells, codes, run, random);
          histogram.add(row);
          for (const std::uint8_t cell : row)
            ++expected[cell];
        }
        EXPECT_EQ(drained(histogram), expected) << codes << " codes, runs of " << run;
      }
    }
  }
}

TEST(ByteHistogramTest, ManyRowsOfOneCodeDoNotOverflow) {
  ByteHistogram histogram;
  const std::vector<std::uint8_t> row(512, 0);
  for (int i = 0; i < 1000; ++i)
    histogram.add(row);
  EXPECT_EQ(drained(histogram), (Counts{{0, 512000}}));
}

}  // namespace
}  // namespace terrabalance
