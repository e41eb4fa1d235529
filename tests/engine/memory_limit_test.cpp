#include "engine/runtime/memory_limit.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

/// A tree of cgroups, as files.
class Cgroups : public testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(folder_ / file).parent_path());
    std::ofstream(folder_ / file) << text << '\n';
  }
  /// The limit that stands in a file of the tree, for one of so many ranks; 0 if none is found.
  std::int64_t limit(const std::string& file, int ranks = 1) const {
    const auto all = memory_limits(ranks, {folder_ / "tree", folder_ / "self"});
    const auto found = std::ranges::find(all, folder_ / ("tree/" + file), &MemoryLimit::name);
    return found == all.end() ? 0 : found->bytes;
  }

  test::TemporaryFolder folder_;
};

TEST_F(Cgroups, OfVersion2BoundWithAllAboveThem) {
  write("self", "0::/slurm/job_7/step_0");
  write("tree/slurm/job_7/step_0/memory.max", "max");
  write("tree/slurm/job_7/memory.max", "4000000000");
  write("tree/slurm/memory.max", "8000000000");
  write("tree/other/memory.max", "1");
  EXPECT_EQ(limit("slurm/job_7/memory.max"), 4'000'000'000);
  EXPECT_EQ(limit("slurm/memory.max"), 8'000'000'000);
  EXPECT_EQ(limit("slurm/job_7/step_0/memory.max"), 0) << "max is no limit";
  EXPECT_EQ(limit("other/memory.max"), 0) << "this process is not in it";
  EXPECT_EQ(limit("slurm/job_7/memory.max", 4), 1'000'000'000) << "ranks of a node share it";
}

TEST_F(Cgroups, OfVersion1BoundByTheirOwnFile) {
  write("self", "9:name=systemd:/x\n4:cpu,memory:/batch/7\n0::/");
  write("tree/memory/batch/7/memory.limit_in_bytes", "500000000");
  write("tree/memory/batch/memory.limit_in_bytes", "9223372036854771712");
  EXPECT_EQ(limit("memory/batch/7/memory.limit_in_bytes"), 500'000'000);
  EXPECT_EQ(limit("memory/batch/memory.limit_in_bytes"), 0) << "its way to say none";
}

TEST_F(Cgroups, OfAContainerAreFoundAtTheRoot) {
  // The path is the host's; the container sees its own group as the tree's root.
  write("self", "4:memory:/docker/0123abcd");
  write("tree/memory/memory.limit_in_bytes", "600000000");
  EXPECT_EQ(limit("memory/memory.limit_in_bytes"), 600'000'000);
}

TEST(MemoryLimit, TheMachinesMemoryIsAlwaysOne) {
  const auto whole = memory_limits(1, {"/none", "/none"}).back();
  const auto half = memory_limits(2, {"/none", "/none"}).back();
  EXPECT_GT(whole.bytes, 0);
  EXPECT_GT(whole.left(), 0);
  EXPECT_EQ(half.bytes, whole.bytes / 2);
  EXPECT_FALSE(whole.address_space);
}

}  // namespace
}  // namespace terrabalance
