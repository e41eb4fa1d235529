#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace terrabalance {

/// How far a stage is.
struct StageProgress {
  std::string label;  ///< what is being done ("account: reading land use")
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< tiles of all ranks
  double rate = 0;         ///< tiles a second, since the stage began
  double left = 0;         ///< seconds, at that rate
  bool finished = false;

  double share() const {
    return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1;
  }
};

/// A progress sink that speaks every so often. Stages shorter than an interval stay silent.
class PacedProgress {
 public:
  using Clock = std::chrono::steady_clock;
  using Say = std::function<void(const StageProgress&)>;

  /// \param closes  whether a stage that was spoken of is always told to be finished
  PacedProgress(std::string label, Clock::duration interval, bool closes, Say say);

  void operator()(std::int64_t done, std::int64_t total);

 private:
  std::string label_;
  Clock::duration interval_;
  bool closes_;
  Say say_;
  Clock::time_point start_;
  Clock::time_point last_;
  bool finished_ = false;
};

/// A bar that redraws itself, for a terminal.
void print_bar(const StageProgress& progress);

/// "reading land use: 43 % of 9000 tiles, 812 tiles/s, 0:06 left"
std::string progress_line(const StageProgress& progress);

}  // namespace terrabalance
