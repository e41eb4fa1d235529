#include "io/result/shared_table.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "io/result/result_reader.hpp"
#include "io/result/result_writer.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/chunks.hpp"

/// \file
/// A table that all ranks write reads like one that a single rank wrote.
namespace terrabalance {
namespace {

std::string text_of(std::int64_t row) {
  return row % 7 == 0 ? "" : "row " + std::to_string(row % 1000);
}

Column::Values texts(std::int64_t begin, std::int64_t end) {
  std::vector<std::string> values;
  for (std::int64_t row = begin; row < end; ++row)
    values.push_back(text_of(row));
  return values;
}
Column::Values integers(std::int64_t begin, std::int64_t end) {
  std::vector<std::int64_t> values;
  for (std::int64_t row = begin; row < end; ++row)
    values.push_back(row * row);
  return values;
}
Column::Values reals(std::int64_t begin, std::int64_t end) {
  std::vector<double> values;
  for (std::int64_t row = begin; row < end; ++row)
    values.push_back(1 / static_cast<double>(row));
  return values;
}

/// Rows [begin, end) of a table, on this rank.
SharedTable part(std::int64_t begin, std::int64_t end) {
  const auto shifted = [begin](auto rows) {
    return [begin, rows](std::int64_t from, std::int64_t to) {
      return rows(begin + from, begin + to);
    };
  };
  return {"landscape/long",
          "A long table",
          end - begin,
          {{"number", "", "integers", 0, shifted(integers)},
           {"name", "", "texts", 7, shifted(texts)},
           {"share", "1", "reals", 0, shifted(reals)}}};
}

/// Writes a table of so many rows and reads it again.
/// \param look  sees the finished file on the root rank, before it goes
void expect_same_as_one_rank(
    std::int64_t rows, std::int64_t alignment = 1,
    const std::function<void(const std::string&)>& look = [](const std::string&) {}) {
  const Communicator ranks = test::distributed(1).communicator;
  const std::string path = std::filesystem::temp_directory_path() /
                           ("terrabalance_shared_" + std::to_string(ranks.size()) + ".h5");
  std::string stored;
  std::optional<ResultWriter> result;
  if (ranks.is_root()) {
    result.emplace(path);
    stored = result->store();
  }
  ranks.broadcast(stored);
  // Uneven: the later ranks have more, the first of several has nothing.
  const std::int64_t weights = std::max(1, ranks.size() * (ranks.size() - 1) / 2);
  const auto begin_of = [&](std::int64_t rank) { return rows * (rank * (rank - 1) / 2) / weights; };
  const bool alone = ranks.size() == 1;
  SharedTable mine =
      alone ? part(0, rows) : part(begin_of(ranks.rank()), begin_of(ranks.rank() + 1));
  mine.alignment = alignment;
  append_shared_table(stored, mine, ranks);
  if (!ranks.is_root()) return;
  result->publish();
  const Table table = read_table(path, "landscape/long");
  look(path);
  std::filesystem::remove(path);
  EXPECT_EQ(table.title, "A long table");
  ASSERT_EQ(table.columns.size(), 3U);
  EXPECT_EQ(table.columns[2].unit, "1");
  EXPECT_TRUE(table.columns[0].values == integers(0, rows));
  EXPECT_TRUE(table.columns[1].values == texts(0, rows));
  EXPECT_TRUE(table.columns[2].values == reals(0, rows));
}

TEST(MpiSharedTable, ReadsAsIfOneRankHadWrittenIt) {
  expect_same_as_one_rank(700001);  // several pieces a rank
}

TEST(MpiSharedTable, MayBeShorterThanThereAreRanks) {
  expect_same_as_one_rank(2);
}

TEST(MpiSharedTable, MayBeEmpty) {
  expect_same_as_one_rank(0);
}

TEST(MpiSharedTable, BeginsLargeChunksWhereTheAlignmentSays) {
  constexpr std::uint64_t stripe = 65536;
  expect_same_as_one_rank(700001, stripe, [](const std::string& path) {
    std::int64_t large = 0;
    for (const test::Chunk& chunk : test::chunks_of(path, "landscape/long")) {
      if (chunk.bytes < least_aligned) continue;
      ++large;
      EXPECT_EQ(chunk.offset % stripe, 0U);
    }
    EXPECT_GE(large, 33);  // 11 of three columns
  });
}

TEST(MpiSharedTable, SaysWhereItCannotBeWritten) {
  const Communicator ranks = Communicator::local();
  EXPECT_THROW(append_shared_table("/nowhere/r.h5", part(0, 3), ranks), RunError);
}

}  // namespace
}  // namespace terrabalance
