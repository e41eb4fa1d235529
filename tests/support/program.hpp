#pragma once

#include <map>
#include <string>
#include <vector>

namespace terrabalance::test {

/// What a call of the terrabalance executable left behind.
struct Outcome {
  int status;
  std::string out;
  std::string err;
};

/// Runs `terrabalance ARGUMENTS` through the shell, as a user would.
/// \param ranks  0: without a launcher
/// \param before  shell commands to run first, in the same shell
Outcome run(const std::string& arguments, int ranks = 0, const std::string& before = "");

/// The executable.
std::string program_file();

/// Rows of a CSV text with a header, each by column name. For texts without quotes.
std::vector<std::map<std::string, std::string>> csv_rows(const std::string& text);

/// The top of the source tree.
std::string source_folder();

/// The folder with reference data (data/ and expected/), or empty if there is none: set
/// TERRABALANCE_REFERENCE, or lay the folder `shared` beside the source tree.
std::string reference_folder();

}  // namespace terrabalance::test

/// Skips a test that needs reference data where there is none, and says so.
#define SKIP_WITHOUT_REFERENCE() \
  if (terrabalance::test::reference_folder().empty()) GTEST_SKIP() << "no reference data"
