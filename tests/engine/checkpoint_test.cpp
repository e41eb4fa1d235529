#include "engine/sweep/checkpoint.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

using testing::HasSubstr;

class CheckpointTest : public testing::Test {
 protected:
  Checkpoint open(bool resume, const std::string& size = "10 bytes") {
    return {folder / "o.h5.checkpoint",
            300,
            resume,
            {{"version", "1"}, {"a.tif", size}},
            [this](const std::string& message) { said += message + "\n"; }};
  }
  static Bytes bytes(std::size_t size) { return Bytes(size, std::byte{7}); }

  test::TemporaryFolder folder;
  std::string said;
};

TEST_F(CheckpointTest, GivesBackWhatWasKeptInOrderOfRows) {
  open(false).save("first", {20, 30}, bytes(3));
  open(false).save("first", {0, 5}, bytes(2));
  open(false).save("second", {0, 40}, bytes(9));
  const auto pieces = open(true).load("first", 40);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].rows.end, 5);
  EXPECT_EQ(pieces[0].summary, bytes(2));
  EXPECT_EQ(pieces[1].rows.begin, 20);
  EXPECT_THAT(said, HasSubstr("resumed at 37 %"));
}

TEST_F(CheckpointTest, GrowsInPlaceAndDropsWhatOverlaps) {
  open(false).save("first", {0, 5}, bytes(2));
  open(false).save("first", {5, 8}, bytes(3));
  open(false).save("first", {0, 7}, bytes(4));
  const auto pieces = open(true).load("first", 10);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].rows.end, 7);
}

TEST_F(CheckpointTest, LeavesOutRowsThatTheSweepDoesNotHave) {
  open(false).save("first", {-1, 5}, bytes(2));
  open(false).save("first", {8, 12}, bytes(3));
  open(false).save("first", {7, 6}, bytes(4));
  EXPECT_TRUE(open(true).load("first", 10).empty());
  EXPECT_THAT(said, HasSubstr("first-8: is damaged"));
}

TEST_F(CheckpointTest, LeavesOutADamagedFileAndNamesIt) {
  open(false).save("first", {0, 5}, bytes(100));
  const std::string path = folder / "o.h5.checkpoint/first-0";
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(60);
    file.put('x');
  }
  EXPECT_TRUE(open(true).load("first", 10).empty());
  EXPECT_THAT(said, HasSubstr(path + ": is damaged"));
  std::filesystem::resize_file(path, 3);
  EXPECT_TRUE(open(true).load("first", 10).empty());
}

TEST_F(CheckpointTest, RefusesAnotherRunAndSaysWhatDiffers) {
  open(false).save("first", {0, 5}, bytes(2));
  try {
    open(true, "11 bytes").load("first", 10);
    FAIL() << "a changed input must be refused";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("a.tif was 10 bytes, is 11 bytes"));
  }
}

TEST_F(CheckpointTest, SaysThatItStartsAfresh) {
  EXPECT_TRUE(open(true).load("first", 10).empty());
  EXPECT_THAT(said, HasSubstr("starting afresh"));
}

TEST_F(CheckpointTest, SaysWhereItCannotWrite) {
  std::ofstream(folder / "o.h5.checkpoint") << "a file where the folder should be";
  EXPECT_THROW(open(false).save("first", {0, 5}, bytes(2)), RunError);
}

TEST(SharesOfRest, CoverEveryRowOnceForAnyRanks) {
  const std::vector<Partition::Band> done{{0, 3}, {10, 12}, {12, 13}, {19, 20}};
  for (int ranks = 1; ranks <= 9; ++ranks) {
    std::vector<int> covered(20, 0);
    for (const auto& band : done)
      for (auto row = band.begin; row < band.end; ++row)
        ++covered[static_cast<std::size_t>(row)];
    const auto shares = shares_of_rest(20, done, ranks);
    ASSERT_EQ(shares.size(), static_cast<std::size_t>(ranks));
    for (const auto& share : shares)
      for (const auto& band : share)
        for (auto row = band.begin; row < band.end; ++row)
          ++covered[static_cast<std::size_t>(row)];
    EXPECT_THAT(covered, testing::Each(1)) << ranks << " ranks";
  }
}

TEST_F(CheckpointTest, IsKeptLessOftenWhereKeepingTakesLong) {
  using std::chrono::milliseconds;
  const auto open_every = [&](double seconds) {
    return Checkpoint(folder / "slow.checkpoint", seconds, false, {}, [](const std::string&) {});
  };
  Checkpoint often = open_every(0.001);
  std::this_thread::sleep_for(milliseconds(5));
  ASSERT_TRUE(often.due());
  std::this_thread::sleep_for(milliseconds(200));  // as a large summary takes to be laid out
  often.save("first", {0, 5}, bytes(2));
  std::this_thread::sleep_for(milliseconds(10));
  EXPECT_FALSE(often.due()) << "due 6 s later";

  Checkpoint always = open_every(0);
  ASSERT_TRUE(always.due());
  std::this_thread::sleep_for(milliseconds(50));
  always.save("first", {0, 5}, bytes(2));
  EXPECT_TRUE(always.due());
}

}  // namespace
}  // namespace terrabalance
