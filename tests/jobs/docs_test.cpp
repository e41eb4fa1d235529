#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/study/known_keys.hpp"
#include "tests/support/program.hpp"

namespace terrabalance::test {
namespace {

std::string text_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(source_folder() + "/" + file).rdbuf();
  return text.str();
}

TEST(DocsTest, TheStudyFilesPageHasEveryKey) {
  const std::string page = text_of("docs/study-file.md");
  for (const KnownSection& section : known_sections()) {
    std::string name = section.name;
    const bool named = name.ends_with(".*");  // [zone.limits] CLASS
    if (named) name.resize(name.size() - 2);
    EXPECT_THAT(page, testing::HasSubstr("[" + name + "]"));
    for (const auto& key : section.keys) {
      const auto found = page.find("`" + key + "`") != std::string::npos ||
                         page.find("[" + section.name + "." + key + "]") != std::string::npos ||
                         page.find("{ " + key) != std::string::npos ||
                         page.find(", " + key) != std::string::npos;
      EXPECT_TRUE(found) << section.name << " " << key;
    }
  }
}

TEST(DocsTest, TheReadmeHasEveryJob) {
  const std::string readme = text_of("README.md");
  std::istringstream lines(run("--help").out);
  int jobs = 0;
  bool listing = false;
  for (std::string line; std::getline(lines, line);) {
    if (listing && line.starts_with("  ") && line[2] != ' ') {
      const std::string job = line.substr(2, line.find(' ', 2) - 2);
      EXPECT_THAT(readme, testing::HasSubstr("`" + job + "`"));
      ++jobs;
    }
    listing = listing || line == "Subcommands:";
  }
  EXPECT_GE(jobs, 20);
}

}  // namespace
}  // namespace terrabalance::test
