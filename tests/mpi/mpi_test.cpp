/// \file
/// What must hold whatever the number of ranks; run under mpirun with 1, 2, 3 and 4.

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "kernels/account/code_counts.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance {
namespace {

using test::distributed;
using test::MemorySource;
using test::world;

TEST(Mpi, ASweepIsTheSameAsOnOneRank) {
  const MemorySource source = MemorySource::random(90, 77, 3, 8, 9, 11);
  const CellArea area = CellArea::planar(source.grid, 1);
  for (const auto& [width, height] : {std::pair{16, 8}, std::pair{90, 1}, std::pair{7, 77}}) {
    const Partition partition(source.grid, width, height);
    const auto alone = sweep(Runtime{}, partition, source, CodeCounts(area));
    for (const int threads : {1, 2}) {
      auto together = sweep(distributed(threads), partition, source, CodeCounts(area));
      world()->broadcast(std::get<0>(together));
      EXPECT_EQ(together, alone);
    }
  }
}

TEST(Mpi, SumsAndBroadcastsReachEveryRank) {
  EXPECT_EQ(world()->sum(world()->rank() + 1), world()->size() * (world()->size() + 1) / 2);
  EXPECT_EQ(world()->max(world()->rank()), world()->size() - 1);
  std::string text = world()->is_root() ? "from the root" : "";
  world()->broadcast(text);
  EXPECT_EQ(text, "from the root");
}

}  // namespace

std::optional<Communicator>& test::world() {
  static std::optional<Communicator> ranks;
  return ranks;
}

}  // namespace terrabalance

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  auto& world = terrabalance::test::world();
  world = terrabalance::Communicator::world();
  if (!world->is_root()) {
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
  }
  const int failed = RUN_ALL_TESTS();
  const bool any = world->max(failed) != 0;
  world.reset();
  return any ? 1 : 0;
}
