#include "engine/runtime/meter.hpp"

#include <ctime>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/runtime/progress.hpp"

namespace terrabalance {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Meter, CountsEveryInstantOnceForTheInnermostPhase) {
  Meter meter;
  const auto start = Meter::Clock::now();
  {
    const Span outer(&meter, Phase::scan);
    std::this_thread::sleep_for(20ms);
    {
      const Span inner(&meter, Phase::merge);
      std::this_thread::sleep_for(30ms);
      const Span innermost(&meter, Phase::write);
      std::this_thread::sleep_for(10ms);
    }
  }
  const auto whole = Meter::Clock::now() - start;
  EXPECT_GE(meter.time(Phase::scan), 20ms);
  EXPECT_GE(meter.time(Phase::merge), 30ms);
  EXPECT_GE(meter.time(Phase::write), 10ms);
  EXPECT_LE(meter.time(Phase::scan) + meter.time(Phase::merge) + meter.time(Phase::write), whole);
}

TEST(Meter, TellsWaitingForFilesFromWorkOnThem) {
  Meter meter;
  {
    const Span span(&meter, Phase::read);
    std::this_thread::sleep_for(30ms);
    const std::clock_t end = std::clock() + CLOCKS_PER_SEC / 50;  // of this, the only busy thread
    while (std::clock() < end) {
    }
  }
  EXPECT_GE(meter.time(Phase::read), 25ms);
  EXPECT_GT(meter.time(Phase::decode), 15ms);
}

TEST(Meter, AddsUpOverThreads) {
  Meter meter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const Span span(&meter, Phase::scan);
      std::this_thread::sleep_for(10ms);
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_GE(meter.time(Phase::scan), 40ms);
}

TEST(Meter, KeepsEventsOnlyWhenTraced) {
  Meter traced(true);
  Meter silent;
  for (Meter* meter : {&traced, &silent})
    const Span span(meter, Phase::scan, 17);
  EXPECT_THAT(traced.trace_json(3, 0), HasSubstr(R"("name":"scan","cat":"tile","ph":"X","pid":3)"));
  EXPECT_THAT(traced.trace_json(3, 0), HasSubstr(R"("args":{"tile":17})"));
  EXPECT_EQ(silent.trace_json(3, 0).find("scan"), std::string::npos);
}

TEST(Progress, SpeaksEverySoOftenAndClosesWhatItBegan) {
  std::vector<StageProgress> said;
  PacedProgress progress("reading", 20ms, true, [&](const auto& state) { said.push_back(state); });
  progress(1, 10);
  EXPECT_TRUE(said.empty()) << "too soon";
  std::this_thread::sleep_for(25ms);
  progress(5, 10);
  progress(6, 10);
  progress(10, 10);
  progress(10, 10);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].done, 5);
  EXPECT_NEAR(said[0].left * said[0].rate, 5, 1e-9);
  EXPECT_TRUE(said[1].finished);
}

TEST(Progress, AsALineForALog) {
  EXPECT_EQ(progress_line({"account: reading", 25, 100, 12.5, 3723, false}),
            "account: reading: 25 % of 100 tiles, 12.5 tiles/s, 1:02:03 left");
  EXPECT_THAT(progress_line({"x", 0, 0, 0, 65, true}), HasSubstr("100 % of 0 tiles"));
}

}  // namespace
}  // namespace terrabalance
