#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/targets.hpp"
#include "tests/support/program.hpp"

namespace terrabalance::fuzz {
namespace {

/// Every file that once was of interest to a fuzzer: reading it crashes no more.
class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, IsReadOrRefusedInClearWords) {
  const std::string folder =
      test::source_folder() + "/tests/fuzz/corpus/" + std::string(GetParam().name);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    GetParam().run({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    ++files;
  }
  EXPECT_GT(files, 2U) << folder;
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, testing::ValuesIn(targets),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace terrabalance::fuzz
