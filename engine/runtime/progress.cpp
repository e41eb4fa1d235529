#include "engine/runtime/progress.hpp"

#include <cstdio>
#include <utility>

#include <unistd.h>

namespace terrabalance {

ProgressPrinter::ProgressPrinter(std::string label)
    : label_(std::move(label)),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      last_(start_) {}

void ProgressPrinter::operator()(std::int64_t done, std::int64_t total) {
  using namespace std::chrono_literals;
  const auto now = Clock::now();
  const auto interval = terminal_ ? Clock::duration(200ms) : Clock::duration(5s);
  const bool finished = done == total;
  const bool was_shown = last_ != start_;
  // Short runs stay silent; a bar that was begun is always closed.
  if (now - last_ < interval && !(finished && was_shown && terminal_)) return;
  last_ = now;
  const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double left = share > 0 ? elapsed * (1 - share) / share : 0;
  if (terminal_) {
    constexpr int width = 30;
    const int filled = static_cast<int>(share * width);
    std::fprintf(stderr, "\r%s [%.*s%*s] %3.0f %%, %.0f s left ", label_.c_str(), filled,
                 "==============================", width - filled, "", share * 100, left);
    if (finished) std::fputc('\n', stderr);
  } else {
    std::fprintf(stderr, "%s: %.0f %% of the tiles, %.0f s left\n", label_.c_str(), share * 100,
                 left);
  }
}

}  // namespace terrabalance
