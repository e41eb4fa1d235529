#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Lock : public WithStudy {};

TEST_F(Lock, ASecondRunOfTheSameOutputIsRefusedAndTheFirstGoesOn) {
  Running first(slow("a.h5"));
  ASSERT_TRUE(appears(*folder / "a.h5.lock"));
  first.signal(SIGSTOP);
  const Outcome second = run("account " + study() + " -o " + *folder / "a.h5");
  EXPECT_EQ(second.status, 2);
  EXPECT_THAT(second.err, AllOf(HasSubstr("a.h5.lock: another run writes this output: process " +
                                          std::to_string(first.pid())),
                                HasSubstr("since"), HasSubstr("choose another place with -o")));
  EXPECT_EQ(run("account -q " + study() + " -o " + *folder / "b.h5").status, 0)
      << "another output is free";
  first.signal(SIGCONT);
  const auto ended = first.end_within(60);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, 0) << ended->err;
  EXPECT_FALSE(fs::exists(*folder / "a.h5.lock"));
}

TEST_F(Lock, OfAKilledRunIsTakenOver) {
  Running first(slow("k.h5"));
  ASSERT_TRUE(appears(*folder / "k.h5.lock"));
  first.signal(SIGKILL);
  ASSERT_TRUE(first.end_within(10));
  ASSERT_TRUE(fs::exists(*folder / "k.h5.lock"));
  for (const int ranks : {2, 0}) {  // only the root rank locks
    const Outcome second = run("account " + study() + " -o " + *folder / "k.h5", ranks);
    EXPECT_EQ(second.status, 0) << second.err;
    EXPECT_EQ(second.err.find("taken over from process") != std::string::npos, ranks == 2);
    EXPECT_FALSE(fs::exists(*folder / "k.h5.lock"));
  }
}

TEST_F(Lock, AFolderOfMapsIsForOneRun) {
  Running first("landscape " + study() + " --tile 64 --threads 1 --patch-maps " + *folder / "maps" +
                " -o " + *folder / "m.h5");
  ASSERT_TRUE(appears(*folder / "maps/terrabalance.lock"));
  first.signal(SIGSTOP);
  const Outcome second =
      run("account " + study() + " --maps " + *folder / "maps" + " -o " + *folder / "other.h5");
  EXPECT_EQ(second.status, 2);
  EXPECT_THAT(second.err, HasSubstr("maps/terrabalance.lock: another run writes"));
  EXPECT_FALSE(fs::exists(*folder / "other.h5"));
}

TEST_F(Lock, AResultThatIsALinkGoesWhereItPoints) {
  fs::create_symlink("target.h5", *folder / "link.h5");
  ASSERT_EQ(run("account -q " + study() + " -o " + *folder / "link.h5").status, 0);
  EXPECT_TRUE(fs::is_symlink(*folder / "link.h5"));
  EXPECT_TRUE(fs::is_regular_file(*folder / "target.h5"));
  EXPECT_EQ(run("table " + *folder / "link.h5").status, 0);
}

}  // namespace
}  // namespace terrabalance::test
