#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/running.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;

/// A run that is stopped by a signal and goes on. Small tiles, so that there is a while to stop in.
class Resume : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    const Outcome made =
        run("simulate --size 2048x2048 --years 2000,2010 --zones 5 -q -o " + *folder / "study");
    ASSERT_EQ(made.status, 0) << made.err;
    ASSERT_EQ(landscape("whole").status, 0);
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  /// The job that keeps the largest summaries. \param how  further options
  static Outcome landscape(const std::string& result, const std::string& how = "", int ranks = 0,
                           const std::string& before = "") {
    return run(job(result) + how, ranks, before);
  }
  static std::string job(const std::string& result) {
    return "landscape " + *folder / "study/study.toml" + " --metrics all --patches --tile 64 -o " +
           *folder / (result + ".h5");
  }
  static std::string table(const std::string& result) {
    const std::string file = "table " + *folder / (result + ".h5");
    return run(file + " landscape/class").out + run(file + " landscape/patch").out;
  }
  /// Whether a whole piece of a checkpoint is there.
  static bool kept() {
    const std::string checkpoint = *folder / "stopped.h5.checkpoint";
    if (!std::filesystem::exists(checkpoint)) return false;
    return std::ranges::any_of(std::filesystem::directory_iterator(checkpoint),
                               [](const auto& f) { return f.path().extension() != ".partial"; });
  }

  /// Starts the run and sends a signal, later and later, until one comes in the middle.
  /// \return what the stopped run left behind; nothing on a machine that never is in the middle
  static std::optional<Outcome> stopped_by(const std::string& signal) {
    constexpr int terminated = 128 + SIGTERM;  // right only where the sweep is over, so not always
    std::optional<Outcome> late;
    for (double seconds = 0.2; seconds < 4; seconds += 0.05) {
      Outcome outcome =
          landscape("stopped", " --threads 1 --checkpoint-interval 0", 0,
                    "timeout --preserve-status -s " + signal + " " + std::to_string(seconds) + " ");
      if (!kept()) continue;
      if (outcome.status != terminated) return outcome;
      late = outcome;
    }
    return late;
  }

  static inline TemporaryFolder* folder = nullptr;
};

TEST_F(Resume, AfterAKillGivesTheSameWithAnyRanksAndThreads) {
  for (const int ranks : {0, 1, 2, 3}) {
    if (!stopped_by("KILL")) GTEST_SKIP() << "no run could be stopped in the middle";
    const Outcome again = landscape("stopped", " --resume --threads 2", ranks);
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("resumed at"));
    EXPECT_TRUE(table("stopped") == table("whole"));
    EXPECT_FALSE(kept());
  }
}

TEST_F(Resume, AfterAKillOfAllRanksGivesTheSameWithOthers) {
  for (const int ranks : {0, 3}) {
    std::filesystem::remove(*folder / "stopped.h5");
    {
      Running several(job("stopped") + " --threads 1 --checkpoint-interval 0", 2);
      ASSERT_TRUE(appears(*folder / "stopped.h5.checkpoint"));
      for (int tenths = 0; tenths < 100 && !kept(); ++tenths)
        usleep(100'000);
      for (const pid_t rank : several.children())
        kill(rank, SIGKILL);
      ASSERT_TRUE(several.end_within(20));
    }
    if (!kept()) GTEST_SKIP() << "the run ended before it could be stopped";
    const Outcome again = landscape("stopped", " --resume --threads 1", ranks);
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("resumed at"));
    EXPECT_TRUE(table("stopped") == table("whole")) << ranks;
  }
}

TEST_F(Resume, ATerminatedRunKeepsWhatItHasAndEndsWith75) {
  std::filesystem::remove(*folder / "stopped.h5");
  const auto stopped = stopped_by("TERM");
  if (!stopped) GTEST_SKIP() << "no run could be stopped in the middle";
  EXPECT_EQ(stopped->status, 75) << stopped->err;
  EXPECT_THAT(stopped->err, HasSubstr("go on with --resume"));
  const Outcome again = landscape("stopped", " --resume");
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_TRUE(table("stopped") == table("whole"));
}

TEST_F(Resume, RefusesAnotherInputAndSaysWhatDiffers) {
  if (!stopped_by("KILL")) GTEST_SKIP() << "no run could be stopped in the middle";
  const std::string raster = *folder / "study/landuse_2010.tif";
  const auto before = std::filesystem::last_write_time(raster);
  std::filesystem::last_write_time(raster, before + std::chrono::seconds(5));
  const Outcome again = landscape("stopped", " --resume");
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("landuse_2010.tif was"));
  const Outcome other = landscape("stopped", " --resume --directions 4");
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.err, HasSubstr("settings was"));
  EXPECT_EQ(landscape("stopped").status, 0) << "starting afresh is always possible";
  EXPECT_FALSE(kept());
  std::filesystem::last_write_time(raster, before);
}

TEST_F(Resume, WithoutACheckpointStartsAfreshAndSaysSo) {
  const Outcome outcome = landscape("fresh", " --resume");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("starting afresh"));
}

TEST(Launch, UnconnectedRanksOfSrunAreRefused) {
  const Outcome outcome = run("coefficients", 0, "SLURM_STEP_NUM_TASKS=4 ");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("srun --mpi=pmix"));
}

}  // namespace
}  // namespace terrabalance::test
