#pragma once

#include <atomic>
#include <exception>
#include <mutex>

#include "engine/runtime/interruption.hpp"
#include "engine/runtime/runtime.hpp"
#include "engine/sweep/partition.hpp"
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

/// Visits every tile of a band of this rank once, each thread decoding its own tiles, so that
/// reading overlaps computing. Collective: a failure on any rank ends the loop on all and is thrown
/// on all; so does a signal that asks for an end.
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
  const std::int64_t count = (band.end - band.begin) * partition.columns();
  std::atomic<std::int64_t> next = 0;
  std::atomic<std::int64_t> done = 0;
  FirstFailure failure;

#pragma omp parallel num_threads(runtime.threads)
  {
    std::int64_t index = 0;
    bool main_thread = false;
#pragma omp master
    main_thread = true;
    try {
      auto reader = source.reader();
      while (!failure.stopped() && (index = next++) < count) {
        if (interruption_asked()) {
          throw Interrupted("stopped by a signal; what was done is kept: go on with --resume");
        }
        const Tile tile =
            partition.tile(band.begin + index / partition.columns(), index % partition.columns());
        visit(index, reader.read(tile));
        ++done;
        if (main_thread) {  // only this thread may talk to MPI and to the terminal
          if (ranks.peer_failed()) failure.stop();
          if (ranks.is_root()) runtime.progress(done, count);
        }
      }
    } catch (...) {
      failure.record(index, std::current_exception());
    }
    if (failure.stopped()) on_stop();
  }
  const bool failed = failure.get() != nullptr;
  if (failed) ranks.announce_failure();
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
