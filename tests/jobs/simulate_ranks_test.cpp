#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

TEST(SimulateUnderMpi, GivesTheSameBytesForAnyNumberOfRanks) {
  const char* program = std::getenv("TERRABALANCE_PROGRAM");
  const char* source = std::getenv("TERRABALANCE_SOURCE");
  if (program == nullptr || source == nullptr)
    GTEST_SKIP() << "TERRABALANCE_PROGRAM and TERRABALANCE_SOURCE are not set; run through ctest";
  const fs::path folder = fs::path(testing::TempDir()) / "terrabalance_simulate_ranks";
  fs::remove_all(folder);
  const auto simulate = [&](const std::string& launcher, const std::string& output) {
    const std::string command = launcher + program +
                                " -q simulate --size 700x600 --years 2000,2010 --zones 5 -o " +
                                (folder / output).string();
    EXPECT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c)
    return contents(folder / output);
  };
  const auto alone = simulate("", "alone");
  EXPECT_EQ(alone.size(), 10U);
  for (const std::string ranks : {"1", "2", "3"}) {
    const std::string launcher = std::string(source) + "/scripts/mpirun.sh -n " + ranks + " ";
    const auto together = simulate(launcher, ranks);
    ASSERT_EQ(together.size(), alone.size()) << ranks;
    for (const auto& [name, bytes] : alone)
      EXPECT_TRUE(together.at(name) == bytes) << name << " under " << ranks << " ranks";
  }
  fs::remove_all(folder);
}

}  // namespace
