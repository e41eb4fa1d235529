#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "engine/runtime/meter.hpp"
#include "engine/sweep/kernel.hpp"

namespace terrabalance {

/// Folds the summaries of a band's tiles in row-major order, whatever order they arrive in: tiles
/// into their row from left to right, rows into the band from top to bottom. A thread that is too
/// far ahead waits, so that only a bounded number of summaries is ever held.
/// \tparam Merge  void(Summary& first, Summary&& second, Side)
template <class Summary, class Merge>
class OrderedMerge {
 public:
  /// Told, by the thread that merges, how many rows of tiles the band holds now.
  using RowDone = std::function<void(const Summary& band, std::int64_t rows)>;

  /// \param columns  tiles in a row  \param window  summaries that may wait for an earlier one
  /// \param meter    of merging and waiting, or null
  OrderedMerge(
      std::int64_t columns, std::int64_t window, Merge merge,
      RowDone row_done = [](const Summary&, std::int64_t) {}, Meter* meter = nullptr)
      : columns_(columns),
        window_(window),
        merge_(std::move(merge)),
        row_done_(std::move(row_done)),
        meter_(meter) {}

  /// Takes the summary of tile `index`. Thread-safe.
  void add(std::int64_t index, Summary&& summary) {
    std::unique_lock lock(mutex_);
    if (index >= next_ + window_) {
      const Span span(meter_, Phase::wait);
      room_.wait(lock, [&] { return stopped_ || index < next_ + window_; });
    }
    if (stopped_) return;
    waiting_.emplace(index, std::move(summary));
    if (merging_) return;  // the thread that merges now will take this one along
    merging_ = true;
    while (!stopped_ && !waiting_.empty() && waiting_.begin()->first == next_) {
      Summary next = std::move(waiting_.extract(waiting_.begin()).mapped());
      lock.unlock();
      fold(std::move(next));
      lock.lock();
      ++next_;
      room_.notify_all();
    }
    merging_ = false;
  }

  /// Lets waiting threads go; summaries are dropped from now on.
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    room_.notify_all();
  }

  /// The band's summary, once every tile was added; none for an empty band.
  std::optional<Summary> take() && { return std::move(band_); }

  /// What was merged in whole rows, once no thread adds any more.
  const std::optional<Summary>& so_far() const { return band_; }
  std::int64_t rows_so_far() const { return next_ / columns_; }

 private:
  void fold(Summary&& tile) {
    const Span span(meter_, Phase::merge, next_);
    if (row_) {
      merge_(*row_, std::move(tile), Side::right);
    } else {
      row_.emplace(std::move(tile));
    }
    if ((next_ + 1) % columns_ != 0) return;
    if (band_) {
      merge_(*band_, std::move(*row_), Side::below);
    } else {
      band_ = std::move(row_);
    }
    row_.reset();
    row_done_(*band_, (next_ + 1) / columns_);
  }

  std::mutex mutex_;
  std::condition_variable room_;
  std::map<std::int64_t, Summary> waiting_;
  std::int64_t next_ = 0;  // written by the merging thread under the lock only
  bool merging_ = false;
  bool stopped_ = false;

  std::int64_t columns_;
  std::int64_t window_;
  Merge merge_;
  RowDone row_done_;
  Meter* meter_;
  std::optional<Summary> row_;
  std::optional<Summary> band_;
};

}  // namespace terrabalance
