#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace terrabalance {

/// How a progress sink speaks: a bar that redraws itself on a terminal, a line every few seconds in
/// a batch log.
class ProgressPrinter {
 public:
  /// \param label  what is being done ("account: reading 3 years")
  explicit ProgressPrinter(std::string label);

  void operator()(std::int64_t done, std::int64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  bool terminal_;
  Clock::time_point start_;
  Clock::time_point last_;
};

}  // namespace terrabalance
