#include "kernels/gwr/lanes/lanes.hpp"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance::gwr {
namespace {

TEST(GwrLanes, FindWhatLiesBetweenOnAnyProcessor) {
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    std::mt19937 random(4);
    for (const std::size_t leaves : {0U, 1U, 2U, 7U}) {
      for (const auto& [low, high] :
           {std::pair{20.0, 60.0}, {0.0, 99.0}, {50.0, 50.0}, {200.0, 300.0}, {-2.0, -1.0}}) {
        std::vector<double> values(leaves * leaf_size);
        for (double& value : values)
          value = random() % 9 == 0 ? std::numeric_limits<double>::infinity()
                                    : static_cast<double>(random() % 100);
        std::vector<double> expected;
        std::ranges::copy_if(
            values, std::back_inserter(expected),
            [&, low = low, high = high](double x) { return x >= low && x <= high; });
        std::vector<double> found(values.size());
        std::size_t below = 3;
        found.resize(
            (*loops)->between(values.data(), values.size(), low, high, found.data(), &below));
        EXPECT_EQ(found, expected);
        EXPECT_EQ(static_cast<std::ptrdiff_t>(below) - 3,
                  std::ranges::count_if(values, [low = low](double x) { return x < low; }));
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance::gwr
