#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

using Json = nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::vector<Json> objects_in(const std::string& text) {
  std::istringstream lines(text);
  std::vector<Json> objects;
  for (std::string line; std::getline(lines, line);)
    objects.push_back(Json::parse(line));
  return objects;
}

class Log : public WithStudy {
 protected:
  static Outcome account(const std::string& options, int ranks = 0,
                         const std::string& before = "") {
    return run("account " + study() + " -o " + *folder / "log.h5 " + options, ranks, before);
  }
};

TEST_F(Log, InJsonEveryLineIsAnObject) {
  const auto objects = objects_in(account("--log-format json").err);
  ASSERT_GE(objects.size(), 2U);
  for (const Json& object : objects) {
    EXPECT_TRUE(object.contains("time") && object.contains("level") && object.contains("message"));
  }
  const Json& phases = objects.back();
  EXPECT_EQ(phases.at("event"), "phases");
  for (const char* phase : {"read", "decode", "scan", "merge", "wait", "communicate", "write"})
    EXPECT_GE(phases.at("measures").at(phase).at("max"), 0) << phase;
  EXPECT_GT(phases.at("measures").at("decode").at("mean"), 0);
  EXPECT_GT(phases.at("measures").at("memory").at("max"), 1e6);

  const Outcome failed = account("--log-format json --tile 64 --legend nowhere.csv");
  EXPECT_EQ(failed.status, 2);
  const auto error = objects_in(failed.err);
  ASSERT_EQ(error.size(), 1U);
  EXPECT_EQ(error.front().at("level"), "error");
}

TEST_F(Log, ProgressOfABatchLogCountsTheTilesOfAllRanks) {
  // Five seconds pass before the first line: the run is held up for a while.
  for (const int ranks : {0, 3}) {
    Running long_run(slow("p.h5") + " --log-format json --checkpoint-interval 0", ranks);
    ASSERT_TRUE(appears(*folder / "p.h5.checkpoint")) << "the sweep does not begin";
    const auto held = ranks == 0 ? std::vector<pid_t>{long_run.pid()} : long_run.children();
    for (const pid_t pid : held)
      kill(pid, SIGSTOP);
    usleep(5500000);
    for (const pid_t pid : held)
      kill(pid, SIGCONT);
    const auto ended = long_run.end_within(60);
    ASSERT_TRUE(ended);
    const auto objects = objects_in(ended->err);
    const auto progress = std::ranges::find_if(
        objects, [](const Json& object) { return object.value("event", "") == "progress"; });
    ASSERT_NE(progress, objects.end()) << ended->err;
    EXPECT_EQ(progress->at("total"), 16) << ranks;
    EXPECT_LE(progress->at("done"), 16);
    EXPECT_GT(progress->at("tiles_per_second"), 0);
  }
}

TEST_F(Log, PhasesStandInTheResultAndTablesOfNumbersStayTheSame) {
  const std::string log = account("", 2).err;
  EXPECT_THAT(log, AllOf(HasSubstr("thread-seconds of a rank"), HasSubstr("communicate"),
                         HasSubstr("sent between ranks"), HasSubstr("the slowest of 2 ranks")));
  const auto table = [](const std::string& name) {
    return run("table " + *folder / "log.h5 " + name).out;
  };
  const auto phases = csv_rows(table("provenance/phases"));
  EXPECT_EQ(phases.front().at("measure"), "read");
  EXPECT_EQ(phases.size(), 13U);
  const std::string balance = table("account/balance");
  account("--threads 2");
  EXPECT_EQ(table("account/balance"), balance);
}

TEST_F(Log, QuietSaysNothing) {
  EXPECT_EQ(account("-q").err, "");
}

TEST_F(Log, ATraceHasEveryTileOfEveryRank) {
  const std::string path = *folder / "trace.json";
  ASSERT_EQ(account("--tile 512 --trace " + path, 2).status, 0);
  const Json trace = Json::parse(std::ifstream(path));
  std::map<int, std::set<int>> scanned;
  for (const Json& event : trace.at("traceEvents")) {
    if (event.at("ph") != "X") continue;
    EXPECT_GE(event.at("dur"), 0);
    if (event.at("name") == "scan") scanned[event.at("pid")].insert(int(event["args"]["tile"]));
  }
  EXPECT_EQ(scanned.size(), 2U);
  EXPECT_EQ(scanned[0].size() + scanned[1].size(), 16U);
  const Outcome nowhere = account("--trace " + *folder / "no/where/trace.json");
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("trace cannot be written there"));
}

TEST_F(Log, ColoursOnlyOnATerminalThatWantsThem) {
  const auto on_terminal = [](const std::string& environment) {
    const std::string words = command_line("account " + study() + " -o " + *folder / "c.h5");
    return run("coefficients", 0, "script -qec '" + environment + words + "' /dev/null; ").out;
  };
  const std::string coloured = on_terminal("env -u NO_COLOR TERM=xterm ");
  if (coloured.find("info") == std::string::npos) GTEST_SKIP() << "no program script";
  EXPECT_THAT(coloured, HasSubstr("\x1b["));
  EXPECT_THAT(on_terminal("env NO_COLOR=1 TERM=xterm "), Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace terrabalance::test
