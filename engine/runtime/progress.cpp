#include "engine/runtime/progress.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace terrabalance {
namespace {

/// "1:02:03", "2:03"
std::string clock_text(double seconds) {
  const auto all = static_cast<long long>(std::ceil(seconds));
  std::array<char, 32> text{};
  if (all >= 3600) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", all / 3600, all / 60 % 60,
                  all % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", all / 60, all % 60);
  }
  return text.data();
}

std::string rate_and_rest(const StageProgress& progress) {
  std::array<char, 32> rate{};
  std::snprintf(rate.data(), rate.size(), "%.3g tiles/s, ", progress.rate);
  return rate.data() + clock_text(progress.left) + " left";
}

}  // namespace

PacedProgress::PacedProgress(std::string label, Clock::duration interval, bool closes, Say say)
    : label_(std::move(label)),
      interval_(interval),
      closes_(closes),
      say_(std::move(say)),
      start_(Clock::now()),
      last_(start_) {}

void PacedProgress::operator()(std::int64_t done, std::int64_t total) {
  const auto now = Clock::now();
  const bool finished = done == total;
  const bool closing = finished && closes_ && last_ != start_ && !finished_;
  if (now - last_ < interval_ && !closing) return;
  last_ = now;
  finished_ = finished;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  StageProgress state{label_, done, total, 0, 0, finished};
  if (elapsed > 0) state.rate = static_cast<double>(done) / elapsed;
  if (state.rate > 0) state.left = static_cast<double>(total - done) / state.rate;
  say_(state);
}

void print_bar(const StageProgress& progress) {
  constexpr int width = 30;
  const int filled = static_cast<int>(progress.share() * width);
  std::fprintf(stderr, "\r%s [%.*s%*s] %3.0f %%, %s  %s", progress.label.c_str(), filled,
               "==============================", width - filled, "", progress.share() * 100,
               rate_and_rest(progress).c_str(), progress.finished ? "\n" : "");
}

std::string progress_line(const StageProgress& progress) {
  std::array<char, 64> share{};
  std::snprintf(share.data(), share.size(), ": %.0f %% of %lld tiles, ", progress.share() * 100,
                static_cast<long long>(progress.total));
  return progress.label + share.data() + rate_and_rest(progress);
}

}  // namespace terrabalance
