#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace terrabalance {

/// What a thread spends its time on. Each instant counts once, for the innermost phase.
enum class Phase : std::uint8_t {
  read,         ///< waiting for files: time of reading less the thread's own work on it
  decode,       ///< that work: unpacking blocks, laying out tiles
  scan,         ///< kernels
  merge,        ///< summaries into one
  wait,         ///< for other threads of the rank
  communicate,  ///< MPI, with waiting for other ranks
  write         ///< results, maps, checkpoints
};
inline constexpr std::array<const char*, 7> phase_names{"read", "decode",      "scan", "merge",
                                                        "wait", "communicate", "write"};

/// Adds up where the time of one rank goes, over its threads, and keeps events for a trace if asked
/// to. Thread-safe; costs some tens of nanoseconds a span.
class Meter {
 public:
  using Clock = std::chrono::steady_clock;

  struct Event {
    Phase phase;
    int thread;
    std::int64_t tile;    ///< within the rank's band; -1: none
    std::int64_t start;   ///< ns since the meter's zero
    std::int64_t length;  ///< ns
  };

  /// \param traced  whether events are kept
  explicit Meter(bool traced = false) : traced_(traced) {}

  void add(Phase phase, std::chrono::nanoseconds time) {
    times_[static_cast<std::size_t>(phase)].fetch_add(time.count(), std::memory_order_relaxed);
  }
  void add_sent(std::int64_t bytes) { sent_ += bytes; }
  /// Time of a sweep from the first to the last tile of the rank.
  void add_sweep(std::chrono::nanoseconds time) { sweeps_ += time.count(); }
  void keep(const Event& event);

  std::chrono::nanoseconds time(Phase phase) const {
    return std::chrono::nanoseconds(times_[static_cast<std::size_t>(phase)]);
  }
  std::int64_t sent() const { return sent_; }  ///< bytes over MPI
  std::chrono::nanoseconds sweeps() const { return std::chrono::nanoseconds(sweeps_); }
  bool traced() const { return traced_; }
  Clock::time_point zero() const { return zero_; }

  /// Events so far as JSON objects of Chrome's trace format, joined by commas.
  /// \param shift  ns to add to every time, so that the zeros of all ranks agree
  std::string trace_json(int rank, std::int64_t shift) const;

 private:
  bool traced_;
  Clock::time_point zero_ = Clock::now();
  std::array<std::atomic<std::int64_t>, phase_names.size()> times_{};
  std::atomic<std::int64_t> sent_ = 0;
  std::atomic<std::int64_t> sweeps_ = 0;
  mutable std::mutex mutex_;
  std::vector<Event> events_;
};

/// Times what its thread does while it lives; spans within it are not counted twice.
class Span {
 public:
  /// \param meter  may be null: nothing is timed  \param tile  for the trace
  Span(Meter* meter, Phase phase, std::int64_t tile = -1);
  ~Span();
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;

 private:
  Meter* meter_;
  Phase phase_;
  std::int64_t tile_;
  Span* outer_ = nullptr;
  Meter::Clock::time_point start_;
  std::int64_t cpu_start_ = 0;  ///< ns; of reading only
  std::chrono::nanoseconds inner_{0};
};

}  // namespace terrabalance
