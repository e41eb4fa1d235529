#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/libraries.hpp"
#include "jobs/doctor/self_test.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;

TEST(DoctorTest, FindsAllWellWhereTheTestsRun) {
  const Outcome outcome = run("doctor");
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  for (const char* subject : {"program", "processor", "threads", "memory", "MPI", "GDAL", "PROJ",
                              "HDF5", "Slurm", "browser", "temporary", "self-test"})
    EXPECT_THAT(outcome.out, HasSubstr(std::string(" ") + subject + " ")) << subject;
  EXPECT_THAT(outcome.out, HasSubstr("values as expected"));
  EXPECT_THAT(outcome.out, testing::EndsWith("all is well\n"));
  EXPECT_EQ(outcome.out.find("BAD"), std::string::npos);
}

TEST(DoctorTest, SaysWhatToDoWhereProjectionsDoNotWork) {
  const TemporaryFolder empty;
  const Outcome outcome =
      run("doctor", 0, "export PROJ_LIB=" + empty.path() + " PROJ_DATA=" + empty.path() + "; ");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("BAD   PROJ"));
  EXPECT_THAT(outcome.out, HasSubstr("-> install PROJ's database"));
  EXPECT_THAT(outcome.err, HasSubstr("are bad; see the advice"));
}

TEST(DoctorTest, SaysWhatToDoWithoutATemporaryFolder) {
  const Outcome outcome = run("doctor", 0, "export TMPDIR=/nowhere/at/all; ");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("-> set TMPDIR to one"));
}

TEST(DoctorTest, NotesWhatIsNotInPath) {
  const Outcome outcome = run("doctor", 0, "unset CHROMIUM; PATH=/nowhere; ");
  EXPECT_EQ(outcome.status, 0);  // comfort, not results
  EXPECT_THAT(outcome.out, HasSubstr("note  browser"));
  EXPECT_THAT(outcome.out, HasSubstr("no mpirun in PATH"));
}

TEST(DoctorTest, ExpectsValuesOfEveryStep) {
  std::vector<std::string> tables;
  for (const auto& expected : doctor::expected_values())
    tables.emplace_back(expected.table);
  for (const char* job :
       {"account", "change", "landscape", "coupling", "evaluate", "pattern", "detect"})
    EXPECT_THAT(tables, testing::Contains(testing::StartsWith(std::string(job) + "/"))) << job;
}

TEST(DoctorTest, LibrariesFitByRelease) {
  EXPECT_TRUE((LibraryVersion{"3.6.2", "3.6.4"}.fits()));
  EXPECT_FALSE((LibraryVersion{"3.6.2", "3.8.2"}.fits()));
}

}  // namespace
}  // namespace terrabalance::test
