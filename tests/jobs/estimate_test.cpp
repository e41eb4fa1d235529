#include <filesystem>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;

double number_after(const std::string& text, const std::string& words) {
  std::smatch match;
  const std::regex pattern(words + R"(([0-9.e+]+))");
  EXPECT_TRUE(std::regex_search(text, match, pattern)) << words << " in " << text;
  return match.empty() ? 0 : std::stod(match[1]);
}

class Estimate : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    ASSERT_EQ(run("-q simulate --size 400x300 --years 2000,2010 --zones 6 -o " + *folder / "study")
                  .status,
              0);
    std::ofstream(study(), std::ios::app) << "\n[change]\n[landscape]\n[coupling]\n";
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  static std::string study() { return *folder / "study/study.toml"; }
  static inline TemporaryFolder* folder = nullptr;
};

TEST_F(Estimate, SaysWhatDryRunSays) {
  const Outcome outcome = run("estimate " + study() + " --threads 2");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::string plan = run("run --dry-run " + study() + " --threads 2").out;
  const std::string first = outcome.out.substr(outcome.out.find('\n'));
  EXPECT_EQ(first, plan.substr(plan.find('\n')));
  EXPECT_THAT(first, HasSubstr("400 x 300 x 2 years"));
}

TEST_F(Estimate, RanksShareRowsOfTilesAndNotTheMemory) {
  // Four rows of tiles: the fifth rank has none.
  ASSERT_EQ(
      run("-q simulate --size 1024x2048 --years 2000,2010 --zones 6 -o " + *folder / "tall").status,
      0);
  const std::string tall = *folder / "tall/study.toml";
  const std::string one = run("estimate " + tall + " --threads 1").out;
  const std::string two = run("estimate " + tall + " --threads 1 --ranks 2").out;
  const std::string ten = run("estimate " + tall + " --threads 1 --ranks 10").out;
  const auto tiles = [](const std::string& text) {
    return number_after(text, "time     about ") - number_after(text, "ranks    about ");
  };
  const double alone = number_after(one, "time     about ");
  EXPECT_NEAR(2 * tiles(two), alone, 0.12 * alone);  // two digits are printed
  EXPECT_NEAR(4 * tiles(ten), alone, 0.25 * alone);
  EXPECT_EQ(number_after(ten, "memory   about "), number_after(one, "memory   about "));
  EXPECT_THAT(ten, HasSubstr("10 ranks x 1 threads"));
}

TEST_F(Estimate, TheResultHasAboutThatSize) {
  const double megabytes = number_after(run("estimate " + study()).out, "result   about ");
  ASSERT_EQ(run("-q run " + study() + " -o " + *folder / "r.h5").status, 0);
  const double real = static_cast<double>(std::filesystem::file_size(*folder / "r.h5")) / 1e6;
  EXPECT_GT(megabytes, real / 3);
  EXPECT_LT(megabytes, real * 3);
}

TEST_F(Estimate, NamesWhatIsWrong) {
  EXPECT_EQ(run("estimate").status, 2);
  EXPECT_EQ(run("estimate /nowhere.toml").status, 2);
  EXPECT_EQ(run("estimate " + study() + " --ranks 0").status, 2);
}

}  // namespace
}  // namespace terrabalance::test
