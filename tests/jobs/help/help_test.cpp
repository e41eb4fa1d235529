#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

// What the program says of itself: help, completions and manual pages, all from one definition.
namespace terrabalance::test {
namespace {

using testing::HasSubstr;

/// The jobs as `terrabalance --help` lists them.
std::vector<std::string> jobs() {
  std::istringstream lines(run("--help").out);
  std::vector<std::string> names;
  bool listing = false;
  for (std::string line; std::getline(lines, line);) {
    if (listing && line.starts_with("  ") && line[2] != ' ')
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    listing = listing ? !line.empty() : line == "Subcommands:";
  }
  return names;
}

/// The long options as a job's --help lists them.
std::set<std::string> options(const std::string& job) {
  std::istringstream lines(run(job + " --help").out);
  std::set<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  -")) continue;
    std::istringstream words(line);
    std::string first;
    words >> first;
    std::istringstream parts(first);
    for (std::string part; std::getline(parts, part, ',');) {
      if (part.starts_with("--")) names.insert(part);
    }
  }
  return names;
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(HelpTest, HasAnExampleForEveryJobThatNamesIt) {
  ASSERT_GE(jobs().size(), 20U);
  for (const auto& job : jobs()) {
    const Outcome outcome = run(job + " --help");
    EXPECT_EQ(outcome.status, 0) << job;
    EXPECT_THAT(outcome.out, HasSubstr("Example: ")) << job;
    EXPECT_THAT(outcome.out.substr(outcome.out.find("Example: ")),
                HasSubstr("terrabalance " + job));
  }
}

TEST(HelpTest, EveryPageOfTheManualHasTheOptionsOfItsJob) {
  const TemporaryFolder folder;
  ASSERT_EQ(run("man -o " + folder / "man").status, 0);
  const std::string program = text_of(folder / "man/terrabalance.1");
  for (const auto& job : jobs()) {
    EXPECT_THAT(program, HasSubstr("\\fB" + job + "\\fR")) << job;
    const std::string page = text_of(folder / "man/terrabalance-" + job + ".1");
    ASSERT_NE(page, "") << job;
    EXPECT_THAT(page, HasSubstr(".SH EXAMPLE")) << job;
    for (std::string option : options(job)) {
      for (auto at = option.find('-'); at != std::string::npos; at = option.find('-', at + 2))
        option.insert(at, "\\");
      EXPECT_THAT(page, HasSubstr("\\fB" + option + "\\fR")) << job;
    }
  }
}

TEST(HelpTest, ManPrintsAPageAndNamesWhatIsNear) {
  EXPECT_EQ(run("man account").out.substr(0, 28), ".TH TERRABALANCE\\-ACCOUNT 1 ");
  const Outcome wrong = run("man acount");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'account'?"));
  EXPECT_EQ(run("completion fish").status, 2);
}

/// What bash would offer for the last of the words. \param script  file of the completion
std::set<std::string> offered(const std::string& script, const std::string& words) {
  const std::string command = "bash -c 'source " + script + "; COMP_WORDS=(" + words +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _terrabalance; "
                              "printf \"%s\\n\" \"${COMPREPLY[@]}\"'";
  const TemporaryFolder folder;
  EXPECT_EQ(std::system((command + " > " + folder / "out").c_str()), 0) << words;
  std::ifstream out(folder / "out");
  std::set<std::string> found;
  for (std::string line; std::getline(out, line);) {
    if (!line.empty()) found.insert(line);
  }
  return found;
}

TEST(HelpTest, BashOffersEveryJobAndOption) {
  const TemporaryFolder folder;
  const std::string script = folder / "completion";
  std::ofstream(script) << run("completion bash").out;
  const auto all = jobs();
  EXPECT_EQ(offered(script, "terrabalance \"\""), std::set<std::string>(all.begin(), all.end()));
  for (const auto& job : all) {
    const auto found = offered(script, "terrabalance -q " + job + " --");
    for (const auto& option : options(job))
      EXPECT_TRUE(found.contains(option)) << job << " " << option;
  }
  EXPECT_EQ(offered(script, "terrabalance report r.h5 --language \"\""),
            (std::set<std::string>{"en", "zh"}));
  EXPECT_EQ(offered(script, "terrabalance completion \"\""),
            (std::set<std::string>{"bash", "zsh"}));
  EXPECT_TRUE(offered(script, "terrabalance account --landuse \"\"").empty());  // then files
}

TEST(HelpTest, ZshKnowsEveryJobAndOption) {
  const std::string script = run("completion zsh").out;
  EXPECT_THAT(script, testing::StartsWith("#compdef terrabalance\n"));
  for (const auto& job : jobs()) {
    const auto begin = script.find("      " + job + ")\n");
    ASSERT_NE(begin, std::string::npos) << job;
    const std::string part = script.substr(begin, script.find(";;", begin) - begin);
    for (const auto& option : options(job))
      EXPECT_THAT(part, HasSubstr(option + "[")) << job;
  }
  if (std::system("command -v zsh > /dev/null") != 0) GTEST_SKIP() << "no zsh to read the script";
  const TemporaryFolder folder;
  std::ofstream(folder / "_terrabalance") << script;
  EXPECT_EQ(std::system(("zsh -n " + folder / "_terrabalance").c_str()), 0);
}

TEST(HelpTest, VersionSaysHowItWasBuilt) {
  const Outcome outcome = run("--version");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, testing::StartsWith("terrabalance 0."));
  for (const char* fact : {"build  ", "loops  ", "MPI    ", "GDAL   ", "HDF5   "})
    EXPECT_THAT(outcome.out, HasSubstr(fact));
}

// `script` gives the program a terminal.
TEST(HelpTest, ColoursOnlyTerminalsAndNeverAgainstNoColor) {
  const std::string failing = "table /nowhere.h5";
  EXPECT_EQ(run(failing).err.find('\033'), std::string::npos);
  if (std::system("command -v script > /dev/null") != 0) GTEST_SKIP() << "no script(1)";
  const TemporaryFolder folder;
  const auto on_terminal = [&](const std::string& before) {
    const std::string command = before + " TERM=xterm-256color script -qec \"" + program_file() +
                                " " + failing + "\" " + folder / "typescript" + " > /dev/null";
    EXPECT_NE(std::system(command.c_str()), 0);
    return text_of(folder / "typescript");
  };
  EXPECT_THAT(on_terminal(""), HasSubstr("\033["));
  EXPECT_EQ(on_terminal("NO_COLOR=1").find('\033'), std::string::npos);
}

}  // namespace
}  // namespace terrabalance::test
