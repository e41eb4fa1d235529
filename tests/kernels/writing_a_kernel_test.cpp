/// \file
/// The kernel that docs/writing-a-kernel.md shows, compiled from that page.

#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance {
namespace {

#include "writing_a_kernel.inc"

TEST(WritingAKernel, TheKernelOfTheGuideIsExactForEveryTiling) {
  const auto source = test::MemorySource::random(53, 41, 1, 6, 1, 2);
  const auto& cells = source.codes.front();
  std::int64_t expected = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i % 53 > 0 && cells[i] != cells[i - 1]) ++expected;
    if (i >= 53 && cells[i] != cells[i - 53]) ++expected;
  }
  Runtime runtime;
  for (const auto& [width, height] :
       {std::pair{53, 41}, std::pair{10, 7}, std::pair{1, 41}, std::pair{53, 1}}) {
    for (const int threads : {1, 3}) {
      runtime.threads = threads;
      const auto [summary] =
          sweep(runtime, Partition(source.grid, width, height), source, UnlikeNeighbours{});
      EXPECT_EQ(summary.pairs, expected);
    }
  }
}

}  // namespace
}  // namespace terrabalance
