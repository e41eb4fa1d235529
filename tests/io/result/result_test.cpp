#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "io/file_digest.hpp"
#include "io/result/cube.hpp"
#include "io/result/result_reader.hpp"
#include "io/result/result_writer.hpp"
#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Table example() {
  return {"job/things",
          "Things",
          {{"year", "", "the year", std::vector<std::int64_t>{2000, 2000, 2010}},
           {"zone", "", "the zone", std::vector<std::string>{"a", "b, \"c\"", "a"}},
           {"value", "ha", "the value", std::vector<double>{0.1, missing, 1e300}}}};
}

std::string csv(const Table& table) {
  std::ostringstream out;
  print_csv(table, out);
  return out.str();
}

TEST(Result, ATableIsReadBackAsItWasWritten) {
  const test::TemporaryFolder folder;
  ResultWriter writer(folder / "r.h5");
  writer.write(example());
  writer.write(Table{"job/empty", "Nothing", {{"x", "1", "", std::vector<double>{}}}});
  EXPECT_FALSE(std::filesystem::exists(folder / "r.h5")) << "no name before it is complete";
  writer.commit();
  EXPECT_THAT(list_tables(folder / "r.h5"), ElementsAre("job/things", "job/empty"));
  const Table back = read_table(folder / "r.h5", "job/things");
  EXPECT_EQ(back.title, "Things");
  EXPECT_EQ(back.columns[2].unit, "ha");
  EXPECT_EQ(csv(back), "year,zone,value\n2000,a,0.1\n2000,\"b, \"\"c\"\"\",NA\n2010,a,1e+300\n");
  EXPECT_EQ(read_table(folder / "r.h5", "job/empty").rows(), 0U);
}

TEST(Result, AnUnfinishedFileLeavesNothing) {
  const test::TemporaryFolder folder;
  {
    ResultWriter writer(folder / "r.h5");
    writer.write(example());
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Result, APlaceThatCannotBeWrittenIsRefusedAtOnce) {
  EXPECT_THROW(ResultWriter("/proc/nowhere/r.h5"), InputError);
}

TEST(Result, UnknownTablesAndOtherFilesAreNamed) {
  const test::TemporaryFolder folder;
  ResultWriter writer(folder / "r.h5");
  writer.write(example());
  writer.commit();
  try {
    read_table(folder / "r.h5", "job/thing");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'job/things'?"));
  }
  test::write_text(folder / "text.h5", "no HDF5");
  EXPECT_THROW(list_tables(folder / "text.h5"), InputError);
  EXPECT_THROW(list_tables(folder / "none.h5"), InputError);
}

TEST(Result, ProvenanceNamesInputsWithSizeAndChecksum) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "input.csv", "content");
  ResultWriter writer(folder / "r.h5");
  writer.write(Provenance{"1.0", "terrabalance x", "", 2, 3, {folder / "input.csv"}, {"a note"}});
  writer.commit();
  const std::string inputs = csv(read_table(folder / "r.h5", "provenance/inputs"));
  EXPECT_THAT(inputs, HasSubstr("input.csv,7," + digest_of(folder / "input.csv").checksum));
  EXPECT_THAT(csv(read_table(folder / "r.h5", "provenance/notes")), HasSubstr("a note"));
}

/// Files that say other than they hold, made with h5py.
std::string refusal(const std::string& name) {
  const std::string path = test::source_folder() + "/tests/fuzz/corpus/result/" + name + ".h5";
  try {
    read_table(path, "a/b");
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr(path));
    return error.what();
  }
  return "none";
}

TEST(Result, ColumnsThatDoNotFitTogetherAreRefused) {
  EXPECT_THAT(refusal("lengths"), HasSubstr("column v of table a/b is no list of as many values"));
  EXPECT_THAT(refusal("two_dimensions"), HasSubstr("column year of table a/b is no list"));
  EXPECT_THAT(refusal("missing"), HasSubstr("lacks its column gone"));
  EXPECT_EQ(refusal("whole"), "none");
}

TEST(Result, RowsBeyondWhatTheFileHoldsTakeNoMemory) {
  EXPECT_THAT(refusal("huge"), HasSubstr("column v of table a/b is no list"));
}

TEST(Result, BytesOfOtherFilesAreNotRead) {
  EXPECT_THAT(refusal("external"), HasSubstr("table a/b lacks its column v"));
}

TEST(Result, FormatsWithoutChecksumsAreRefused) {
  EXPECT_THAT(refusal("without_checksums"),
              AllOf(HasSubstr("in a format without checksums"), HasSubstr("run the job again")));
}

TEST(Result, HeadersThatWereChangedAreDamage) {
  const test::TemporaryFolder folder;
  ResultWriter writer(folder / "r.h5");
  writer.write(example());
  writer.commit();
  std::ifstream file(folder / "r.h5", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  // The name of the column is in the header of the table's group.
  std::string changed = whole;
  changed.at(changed.find("value")) = 'V';
  std::ofstream(folder / "r.h5", std::ios::binary) << changed;
  EXPECT_THROW(read_table(folder / "r.h5", "job/things"), InputError);
}

TEST(FileDigest, ChangesWithTheContent) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "a", "one");
  const auto before = digest_of(folder / "a").checksum;
  test::write_text(folder / "a", "two");
  EXPECT_NE(digest_of(folder / "a").checksum, before);
  EXPECT_EQ(digest_of(folder / "missing").checksum, "");
}

TEST(Cube, HoldsATablesValuesOverItsKeys) {
  const Cube cube = make_cube(example(), "job", {"year", "zone"}, "value");
  ASSERT_EQ(cube.dimensions.size(), 2U);
  ASSERT_EQ(cube.values.size(), 4U);
  EXPECT_EQ(cube.values[0], 0.1);
  EXPECT_EQ(cube.values[2], 1e300);
  EXPECT_TRUE(std::isnan(cube.values[3])) << "2010, b: no row";
}

}  // namespace
}  // namespace terrabalance
