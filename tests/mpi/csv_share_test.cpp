#include "io/table/csv_share.hpp"

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

/// \file
/// The rows that ranks read of a CSV are, together, those that one reader finds.
namespace terrabalance {
namespace {

using testing::HasSubstr;

/// Rows with quotes, line breaks within them, blank lines and missing values.
std::string tricky(int rows, const std::string& line_end = "\n") {
  std::string text = "\xEF\xBB\xBFname,x,\"two words\"" + line_end;
  for (int i = 0; i < rows; ++i) {
    const std::string number = std::to_string(i);
    text += i % 3 == 0 ? "\"a " + number + "\n\n\"\"b\"\", c\"" : "plain";
    text += "," + (i % 11 == 5 ? std::string("NA") : number + ".25") + "," +
            std::string(static_cast<std::size_t>(i % 17), '0') + number + line_end;
    if (i % 13 == 0) text += line_end;
  }
  return text;
}

/// What all ranks read of the columns x and the one of two words, in their order.
std::vector<std::vector<double>> read_together(const std::string& path, const CsvShare& share) {
  const Communicator& ranks = *test::world();
  auto own = ranks.together([&] { return share.numbers({"x", "two words"}); });
  std::vector<std::vector<double>> all(2);
  for (std::size_t c = 0; c < 2; ++c) {
    std::vector<std::int64_t> bits(static_cast<std::size_t>(share.total()), 0);
    EXPECT_EQ(own[c].size(), static_cast<std::size_t>(share.rows())) << path;
    for (std::size_t i = 0; i < own[c].size(); ++i)
      bits[static_cast<std::size_t>(share.first()) + i] = std::bit_cast<std::int64_t>(own[c][i]);
    for (const std::int64_t b : ranks.sum(std::move(bits)))
      all[c].push_back(std::bit_cast<double>(b));
  }
  return all;
}

TEST(CsvShare, AllRowsOnceInOrder) {
  const test::TemporaryFolder folder;
  for (const std::string line_end : {"\n", "\r\n"}) {
    for (const int rows : {1, 2, 3, 7, 200, 5000}) {
      const std::string path = folder / "points.csv";
      test::write_text(path, tricky(rows, line_end));
      const CsvTable whole = CsvTable::read(path);
      const CsvShare share = CsvShare::of(path, *test::world());
      ASSERT_EQ(share.total(), static_cast<std::int64_t>(whole.rows()));
      const auto columns = read_together(path, share);
      for (std::size_t c = 0; c < 2; ++c) {
        EXPECT_THAT(columns[c],
                    testing::Pointwise(testing::NanSensitiveDoubleEq(), whole.numbers(c + 1)))
            << rows << " rows, column " << c;
      }
    }
  }
}

TEST(CsvShare, PiecesOfALongFileAreReadOneByOne) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "points.csv";
  test::write_text(path, tricky(300000));
  const auto columns = read_together(path, CsvShare::of(path, *test::world()));
  ASSERT_EQ(columns[1].size(), 300000);
  for (std::size_t i = 0; i < columns[1].size(); ++i)
    ASSERT_EQ(columns[1][i], static_cast<double>(i));
}

TEST(CsvShare, ComplaintsNameTheLineOfTheFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "points.csv";
  std::string text = "x,y\n";
  for (int i = 0; i < 1000; ++i)
    text += i == 700 ? "word,1\n" : std::to_string(i) + ",1\n";
  test::write_text(path, text);
  const CsvShare share = CsvShare::of(path, *test::world());
  std::string message;
  try {
    share.numbers({"x"});
  } catch (const InputError& error) {
    message = error.what();
    EXPECT_THAT(message, HasSubstr("points.csv:702: 'word' in column x"));
  }
  EXPECT_EQ(test::world()->sum(message.empty() ? 0 : 1), 1);
}

}  // namespace
}  // namespace terrabalance
