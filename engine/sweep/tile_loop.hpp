#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <utility>

#include "engine/runtime/interruption.hpp"
#include "engine/runtime/runtime.hpp"
#include "engine/sweep/partition.hpp"
#include "engine/sweep/shared_progress.hpp"
#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// The first failure of a rank's threads, in the order of tiles; once there is one, all stop.
class FirstFailure {
 public:
  void record(std::int64_t tile, std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_ || tile < tile_) {
      tile_ = tile;
      failure_ = std::move(failure);
    }
    stop_ = true;
  }
  void stop() { stop_ = true; }
  bool stopped() const { return stop_; }
  const std::exception_ptr& get() const { return failure_; }

 private:
  std::mutex mutex_;
  std::int64_t tile_ = 0;
  std::exception_ptr failure_;
  std::atomic<bool> stop_ = false;
};

/// Hands out a band's tiles in runs that one thread reads one after the other, as they lie in a
/// file: what threads read in turn they all seek, and read twice where blocks share a page. Runs
/// become shorter towards the end, so that no thread waits long for another one.
class TileQueue {
 public:
  struct Run {
    std::int64_t begin;
    std::int64_t end;
  };

  TileQueue(std::int64_t count, int threads) : count_(count), threads_(threads) {}

  /// The next tiles; none once all are taken. Thread-safe.
  Run take() {
    constexpr std::int64_t longest = 4;
    std::int64_t begin = next_;
    std::int64_t end = 0;
    do {
      const std::int64_t rest = count_ - begin;
      end = begin + std::min(rest, std::clamp(rest / (8 * threads_), std::int64_t{1}, longest));
    } while (!next_.compare_exchange_weak(begin, end));
    return {begin, end};
  }

 private:
  std::int64_t count_;
  std::int64_t threads_;
  std::atomic<std::int64_t> next_ = 0;
};

/// Waiting of the threads of a rank for the last of them, and the time of the whole.
class TeamTime {
 public:
  explicit TeamTime(Meter* meter) : meter_(meter) {}
  /// A thread has no more tiles.
  void thread_ends() {
    if (meter_ == nullptr) return;
    ++threads_;
    ends_ += since_start().count();
  }
  void all_ended() {
    if (meter_ == nullptr) return;
    const auto whole = since_start();
    meter_->add(Phase::wait, whole * threads_.load() - std::chrono::nanoseconds(ends_));
    meter_->add_sweep(whole);
  }

 private:
  std::chrono::nanoseconds since_start() const { return Meter::Clock::now() - start_; }

  Meter* meter_;
  Meter::Clock::time_point start_ = Meter::Clock::now();
  std::atomic<std::int64_t> threads_ = 0;
  std::atomic<std::int64_t> ends_ = 0;
};

/// The end that a signal asked for. \throws Interrupted if one has come
void heed_signals(const Runtime& runtime);

/// Visits every tile of a band of this rank once, each thread decoding its own tiles, so that
/// reading overlaps computing; a thread takes the next tiles as soon as it is done with some, so
/// that costly tiles hold up nobody. Collective: a failure on any rank ends the loop on all and is
/// thrown on all; so does a signal that asks for an end.
///
/// \param source  has `reader()`, called once by each thread; a reader has
///                `const TileView& read(const Tile&)`
/// \param visit   void(index, const TileView&), from several threads; the index counts the band's
///                tiles in row-major order
/// \param on_stop called once a failure ends the loop early, to free threads that wait
template <class Source, class Visit, class OnStop>
void for_each_tile(const Runtime& runtime, const Partition& partition, Partition::Band band,
                   const Source& source, const Visit& visit, const OnStop& on_stop) {
  const Communicator& ranks = runtime.communicator;
  Meter* const meter = runtime.meter.get();
  const std::int64_t count = (band.end - band.begin) * partition.columns();
  SharedProgress progress(runtime, count);
  TileQueue queue(count, runtime.threads);
  std::atomic<std::int64_t> done = 0;
  FirstFailure failure;
  TeamTime time(meter);
  const auto read = [&](auto& reader, std::int64_t index) -> const TileView& {
    const Span span(meter, Phase::read, index);
    return reader.read(
        partition.tile(band.begin + index / partition.columns(), index % partition.columns()));
  };

#pragma omp parallel num_threads(runtime.threads)
  {
    std::int64_t index = 0;
    bool main_thread = false;
#pragma omp master
    main_thread = true;
    try {
      auto reader = source.reader();
      for (auto run = queue.take(); run.begin < run.end && !failure.stopped(); run = queue.take()) {
        for (index = run.begin; index < run.end && !failure.stopped(); ++index) {
          heed_signals(runtime);
          const TileView& view = read(reader, index);
          {
            const Span span(meter, Phase::scan, index);
            visit(index, view);
          }
          ++done;
          if (main_thread) {  // only this thread may talk to MPI and to the terminal
            if (ranks.peer_failed()) failure.stop();
            progress.update(done);
          }
        }
      }
    } catch (...) {
      failure.record(index, std::current_exception());
    }
    if (failure.stopped()) on_stop();
    time.thread_ends();
  }
  time.all_ended();
  const bool failed = failure.get() != nullptr;
  if (failed) ranks.announce_failure();
  if (!failure.stopped()) progress.finish();
  ranks.agree(failure.get(), failed);
}

/// The same over this rank's own band.
template <class Source, class Visit, class OnStop>
void for_each_tile(const Runtime& runtime, const Partition& partition, const Source& source,
                   const Visit& visit, const OnStop& on_stop) {
  const Communicator& ranks = runtime.communicator;
  for_each_tile(runtime, partition, partition.band(ranks.rank(), ranks.size()), source, visit,
                on_stop);
}

}  // namespace terrabalance
