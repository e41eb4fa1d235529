#include "engine/runtime/output_lock.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/value/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

std::string text_of(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string why_refused(const std::string& path) {
  try {
    OutputLock::of_file(path, "second");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Does the work in another process, which then waits; ends it when it goes.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<void()>& work) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    pid_ = fork();
    if (pid_ == 0) {
      work();
      [[maybe_unused]] const auto told = write(ends[1], "!", 1);
      while (true)
        pause();
    }
    char sign = 0;
    EXPECT_EQ(read(ends[0], &sign, 1), 1);
    close(ends[0]);
    close(ends[1]);
  }
  ~OtherProcess() { end(); }
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

/// A lock file as a run on another host leaves it. \param age  seconds since it was renewed
void write_foreign(const std::string& file, double age) {
  std::ofstream(file) << "host elsewhere\nboot 1\npid 77\nstarted 1\nsince monday\ncommand run\n";
  timespec times[2];
  clock_gettime(CLOCK_REALTIME, &times[0]);
  times[0].tv_sec -= static_cast<time_t>(age);
  times[1] = times[0];
  ASSERT_EQ(utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
}

TEST(OutputLock, LastsAsLongAsItsObject) {
  const TemporaryFolder folder;
  {
    const OutputLock lock = OutputLock::of_file(folder / "out.h5", "account a.toml");
    EXPECT_EQ(lock.file(), folder / "out.h5.lock");
    EXPECT_THAT(text_of(lock.file()),
                AllOf(HasSubstr("pid " + std::to_string(getpid())), HasSubstr("account a.toml")));
    EXPECT_EQ(lock.taken_over(), "");
  }
  EXPECT_FALSE(fs::exists(folder / "out.h5.lock"));
}

TEST(OutputLock, ASecondProcessIsRefusedAndToldWhoHoldsIt) {
  const TemporaryFolder folder;
  const OtherProcess first(
      [&] { static const OutputLock lock = OutputLock::of_file(folder / "out.h5", "the first"); });
  EXPECT_THAT(
      why_refused(folder / "out.h5"),
      AllOf(HasSubstr("out.h5.lock: another run writes this output"),
            HasSubstr("process " + std::to_string(first.pid()) + " on "), HasSubstr("since 2"),
            HasSubstr("(the first)"), HasSubstr("-o"), HasSubstr("remove")));
  EXPECT_EQ(why_refused(folder / "other.h5"), "");
}

TEST(OutputLock, OfAKilledProcessIsTakenOver) {
  const TemporaryFolder folder;
  OtherProcess first(
      [&] { static const OutputLock lock = OutputLock::of_file(folder / "out.h5", "the first"); });
  const pid_t pid = first.pid();
  first.end();
  ASSERT_TRUE(fs::exists(folder / "out.h5.lock"));
  const OutputLock lock = OutputLock::of_file(folder / "out.h5", "the second");
  EXPECT_THAT(lock.taken_over(), HasSubstr("process " + std::to_string(pid)));
  EXPECT_THAT(text_of(lock.file()), HasSubstr("the second"));
}

TEST(OutputLock, OfAnotherHostIsGoneOnceItIsNotRenewed) {
  const TemporaryFolder folder;
  write_foreign(folder / "out.h5.lock", OutputLock::stale_after - 10);
  EXPECT_THAT(why_refused(folder / "out.h5"), HasSubstr("process 77 on elsewhere since monday"));
  write_foreign(folder / "out.h5.lock", OutputLock::stale_after + 10);
  const OutputLock lock = OutputLock::of_file(folder / "out.h5", "the second");
  EXPECT_THAT(lock.taken_over(), HasSubstr("elsewhere"));
}

TEST(OutputLock, OfManyThatComeAtOnceOneWins) {
  const TemporaryFolder folder;
  constexpr int many = 8;
  for (int round = 0; round < 20; ++round) {
    write_foreign(folder / "out.h5.lock", OutputLock::stale_after + 10);
    int gate[2];
    int news[2];
    ASSERT_EQ(pipe(gate), 0);
    ASSERT_EQ(pipe(news), 0);
    std::vector<pid_t> runs;
    for (int i = 0; i < many; ++i) {
      runs.push_back(fork());
      if (runs.back() != 0) continue;
      char sign = 0;
      [[maybe_unused]] auto moved = read(gate[0], &sign, 1);
      try {
        const OutputLock lock = OutputLock::of_file(folder / "out.h5", "one of many");
        moved = write(news[1], "w", 1);
        pause();
      } catch (const InputError&) {
        moved = write(news[1], "l", 1);
      }
      _exit(0);
    }
    ASSERT_EQ(write(gate[1], "........", many), many);
    int winners = 0;
    for (int i = 0; i < many; ++i) {
      char sign = 0;
      ASSERT_EQ(read(news[0], &sign, 1), 1);
      winners += sign == 'w' ? 1 : 0;
    }
    EXPECT_EQ(winners, 1);
    for (const pid_t run : runs) {
      kill(run, SIGKILL);
      waitpid(run, nullptr, 0);
    }
    for (const int end : {gate[0], gate[1], news[0], news[1]})
      close(end);
  }
}

TEST(OutputLock, FollowsSymbolicLinksOfTheOutputButNotOfTheLock) {
  const TemporaryFolder folder;
  fs::create_symlink("real.h5", folder / "link.h5");
  EXPECT_EQ(OutputLock::of_file(folder / "link.h5", "x").file(), folder / "real.h5.lock");
  std::ofstream(folder / "precious") << "text";
  fs::create_symlink("precious", folder / "out.h5.lock");
  EXPECT_THAT(why_refused(folder / "out.h5"), HasSubstr("is a symbolic link"));
  EXPECT_EQ(text_of(folder / "precious"), "text");
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  EXPECT_THAT(why_refused(folder / "a"), HasSubstr("circle"));
}

TEST(OutputLock, OfAFolderLiesInIt) {
  const TemporaryFolder folder;
  const OutputLock lock = OutputLock::of_folder(folder / "maps", "x");
  EXPECT_TRUE(fs::exists(folder / "maps/terrabalance.lock"));
}

}  // namespace
}  // namespace terrabalance
