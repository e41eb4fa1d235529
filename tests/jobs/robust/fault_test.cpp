#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// Lines of the program's own errors; a launcher adds words of its own.
std::vector<std::string> errors_in(const std::string& text) {
  std::istringstream lines(text);
  std::vector<std::string> errors;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("error: ")) errors.push_back(line);
  }
  return errors;
}

class Fault : public WithStudy {
 protected:
  static bool result(const std::string& name) { return fs::exists(*folder / name); }
  /// A run over a raster of which a block cannot be read: one message that names it and says why.
  static void expect_block_fails(const std::string& raster, int ranks, const std::string& why) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome =
        run("landscape --landuse 2010=" + raster + " --tile 64 -o " + *folder / "fails.h5", ranks);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_EQ(outcome.status, 1) << ranks << outcome.err;
    const auto errors = errors_in(outcome.err);
    ASSERT_EQ(errors.size(), 1U) << outcome.err;
    EXPECT_THAT(errors.front(), AllOf(HasSubstr(raster + ": cannot read block ("), HasSubstr(why)));
    EXPECT_FALSE(result("fails.h5"));
  }
};

TEST_F(Fault, AKilledRankEndsAllWithinTenSeconds) {
  for (std::size_t victim = 0; victim < 3; ++victim) {
    const std::string name = "killed" + std::to_string(victim) + ".h5";
    Running run(slow(name), 3);
    ASSERT_TRUE(appears(*folder / (name + ".lock")));
    const auto ranks = run.children();
    ASSERT_EQ(ranks.size(), 3U);
    kill(ranks[victim], SIGKILL);
    const auto ended = run.end_within(10);
    ASSERT_TRUE(ended) << "rank " << victim;
    EXPECT_NE(ended->status, 0);
    EXPECT_FALSE(result(name));
    // The launcher may end a little before the ranks that it ends.
    int alive = 3;
    for (int tenths = 0; alive > 0 && tenths < 90; ++tenths) {
      usleep(100'000);
      alive = static_cast<int>(
          std::ranges::count_if(ranks, [](pid_t rank) { return kill(rank, 0) == 0; }));
    }
    EXPECT_EQ(alive, 0) << "rank " << victim << " was killed";
  }
}

TEST_F(Fault, AnInputThatFailsInMidRunEndsAllRanksWithOneMessage) {
  const std::string whole = *folder / "study/landuse_2010.tif";
  const std::string cut = *folder / "cut.tif";
  fs::copy_file(whole, cut, fs::copy_options::overwrite_existing);
  {
    // Blocks of the middle are overwritten; the directory of the file stays.
    std::fstream file(cut, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(fs::file_size(cut));
    file.seekp(size * 45 / 100);
    file << std::string(static_cast<std::size_t>(size / 10), '\xff');
  }
  for (const int ranks : {0, 1, 3}) {
    expect_block_fails(cut, ranks, "damaged");
  }
}

TEST_F(Fault, AnInputThatIsCutShortEndsAllRanksWithOneMessage) {
  const std::string cut = *folder / "short.tif";
  for (const int ranks : {0, 3}) {
    fs::copy_file(*folder / "study/landuse_2010.tif", cut, fs::copy_options::overwrite_existing);
    fs::resize_file(cut, fs::file_size(cut) * 6 / 10);
    expect_block_fails(cut, ranks, "cut short");
  }
}

TEST_F(Fault, AnInputThatIsCutShortDuringTheRunEndsItWithOneMessage) {
  const std::string cut = *folder / "shrinks.tif";
  for (const int ranks : {0, 2}) {
    fs::copy_file(*folder / "study/landuse_2010.tif", cut, fs::copy_options::overwrite_existing);
    Running run("landscape --landuse 2010=" + cut +
                    " --metrics all --tile 64 --threads 1 --checkpoint-interval 0 -o " +
                    *folder / "shrinks.h5",
                ranks);
    ASSERT_TRUE(appears(*folder / "shrinks.h5.checkpoint"));  // it is in the sweep
    fs::resize_file(cut, fs::file_size(cut) / 10);
    const auto ended = run.end_within(10);
    ASSERT_TRUE(ended) << ranks;
    EXPECT_EQ(ended->status, 1) << ended->err;
    EXPECT_EQ(errors_in(ended->err).size(), 1U) << ended->err;
    EXPECT_THAT(ended->err, HasSubstr("shrinks.tif: cannot read block ("));
    EXPECT_FALSE(result("shrinks.h5"));
  }
}

/// A disk of so many KiB for as long as this lives.
class SmallDisk {
 public:
  SmallDisk(std::string path, const std::string& size, unsigned long flags = 0)
      : path_(std::move(path)) {
    fs::create_directories(path_);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", flags, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount(path_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  bool mounted_ = false;
};

TEST_F(Fault, ADiskThatIsFullOfCheckpointsIsSaid) {
  const SmallDisk small(*folder / "checkpoints", "96k");
  if (!small.mounted()) GTEST_SKIP() << "no small disk can be mounted here";
  for (const int ranks : {0, 2}) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome =
        run("landscape " + study() + " --metrics all --tile 64 --checkpoint-interval 0 -o " +
                small / "full.h5",
            ranks);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_EQ(errors_in(outcome.err).size(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("the checkpoint cannot be written"));
    EXPECT_FALSE(fs::exists(small / "full.h5"));
  }
}

TEST_F(Fault, AReadOnlyDiskIsSaidBeforeAnythingIsComputed) {
  const SmallDisk small(*folder / "readonly", "1m", MS_RDONLY);
  if (!small.mounted()) GTEST_SKIP() << "no disk can be mounted here";
  for (const int ranks : {0, 2}) {
    const Outcome outcome = run("account " + study() + " -o " + small / "out.h5", ranks);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_EQ(errors_in(outcome.err).size(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("Read-only file system"));
  }
}

TEST_F(Fault, AFullDiskIsSaidAndLeavesNoHalfResult) {
  const std::string small = *folder / "small";
  fs::create_directories(small);
  // 300 KiB hold neither the result nor the maps.
  if (mount("tmpfs", small.c_str(), "tmpfs", 0, "size=300k") != 0) {
    GTEST_SKIP() << "no small disk can be mounted here";
  }
  for (const int ranks : {0, 2}) {
    const Outcome outcome =
        run("account " + study() + " --maps " + small + "/maps -o " + small + "/full.h5", ranks);
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_EQ(errors_in(outcome.err).size(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("df"));
    EXPECT_FALSE(fs::exists(small + "/full.h5"));
    EXPECT_FALSE(fs::exists(small + "/maps/net_2010.vrt"));
  }
  EXPECT_EQ(umount(small.c_str()), 0);
}

TEST_F(Fault, AFileThatMayNotGrowIsAFullDisk) {
  const Outcome outcome =
      run("landscape " + study() + " --patches -o " + *folder / "grown.h5", 0, "ulimit -f 200; ");
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_EQ(errors_in(outcome.err).size(), 1U) << outcome.err;
  EXPECT_FALSE(result("grown.h5"));
}

TEST_F(Fault, ATableThatOneRankCannotWriteEndsAllRanks) {
  const std::string job = "landscape " + study() + " --patches -o ";
  ASSERT_EQ(run(job + *folder / "shared.h5", 2).status, 0);
  const auto whole = static_cast<long>(fs::file_size(*folder / "shared.h5") / 1024);
  const std::string small = *folder / "small_for_table";
  fs::create_directories(small);
  // The result that one rank writes fits, the table that all ranks write does not.
  for (const long percent : {60, 80, 95}) {
    const std::string size = "size=" + std::to_string(whole * percent / 100) + "k";
    if (mount("tmpfs", small.c_str(), "tmpfs", 0, size.c_str()) != 0) {
      GTEST_SKIP() << "no small disk can be mounted here";
    }
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = run(job + small + "/shared.h5", 2);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10)) << size;
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_EQ(errors_in(outcome.err).size(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("df"));
    EXPECT_FALSE(fs::exists(small + "/shared.h5"));
    EXPECT_EQ(umount2(small.c_str(), MNT_DETACH), 0);  // a killed rank may still close its file
  }
}

TEST_F(Fault, AReadOnlyFolderIsSaidBeforeAnythingIsComputed) {
  for (const int ranks : {0, 2}) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = run("account " + study() + " -o /proc/out.h5", ranks);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(errors_in(outcome.err).size(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("cannot write the result there"));
  }
}

TEST_F(Fault, SigintAtAnyMomentEndsTheRunInGoodOrder) {
  int stopped = 0;
  for (int i = 0; i < 24; ++i) {
    fs::remove(*folder / "int.h5");
    const int ranks = i % 3 == 2 ? 2 : 0;
    Running run(slow("int.h5"), ranks);
    usleep(static_cast<useconds_t>(20'000 * i));
    run.signal(SIGINT);
    const auto ended = run.end_within(10);
    ASSERT_TRUE(ended) << "after " << 20 * i << " ms, " << ranks << " ranks";
    EXPECT_LE(errors_in(ended->err).size(), 1U) << ended->err;
    // What has its name is complete, also where the signal came just after.
    EXPECT_TRUE(!result("int.h5") || test::run("table " + *folder / "int.h5").status == 0);
    if (ranks == 0) {  // a launcher has a status of its own
      EXPECT_TRUE(ended->status != 0 || result("int.h5")) << ended->err;
      EXPECT_TRUE(ended->status == 0 || ended->status == 75 || ended->status == 128 + SIGINT)
          << ended->status << ended->err;
    }
    stopped += ended->status == 75 ? 1 : 0;
  }
  EXPECT_GT(stopped, 0);
  const Outcome again = run(slow("int.h5") + " --resume");
  EXPECT_EQ(again.status, 0) << again.err;
}

}  // namespace
}  // namespace terrabalance::test
