#include "jobs/suitability/distance.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/strip_loop.hpp"
#include "engine/sweep/tile_loop.hpp"
#include "jobs/suitability/strip_ends.hpp"
#include "kernels/suitability/distance.hpp"
#include "kernels/suitability/marked_strip.hpp"
#include "kernels/suitability/site_sweep.hpp"

namespace terrabalance {
namespace {

/// Working memory, lent to one thread at a time.
template <class Bench>
class Workbenches {
 public:
  std::unique_ptr<Bench> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<Bench>();
    auto bench = std::move(free_.back());
    free_.pop_back();
    return bench;
  }
  void give(std::unique_ptr<Bench> bench) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(bench));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Bench>> free_;
};

/// Square cells: sites are swept down and up through blocks of rows.
class SquareCells {
 public:
  SquareCells(const std::vector<CodeSet>& targets, const CellSize& cells, int threads)
      : targets_(&targets), cell_m_(cells.width_m(0)), threads_(threads), marks_(targets.size()) {}

  void begin(const Tile& strip) {
    // Blocks enough for all threads, but not so low that starting them counts.
    block_rows_ = std::clamp<std::int64_t>(strip.height / (2 * threads_), 32, 128);
    strip_ = strip;
    for (auto& marks : marks_)
      marks.start(strip, block_rows_);
  }
  void tile(const TileView& view, const StripNeighbours& neighbours) {
    for (std::size_t t = 0; t < targets_->size(); ++t)
      marks_[t].add(view, (*targets_)[t], neighbours, t);
  }
  /// Works on the block that begins at row y, if one does.
  void row(std::int64_t y, std::vector<std::vector<float>>& metres) {
    const std::int64_t in_strip = y - strip_.y;
    if (in_strip % block_rows_ != 0) return;
    auto bench = benches_.take();
    for (std::size_t t = 0; t < targets_->size(); ++t) {
      const auto block = marks_[t].block(static_cast<std::size_t>(in_strip / block_rows_));
      bench->fill(block.marks, strip_.width, block.first_row, block.above, block.below, cell_m_,
                  std::span(metres[t]).subspan(static_cast<std::size_t>(in_strip * strip_.width),
                                               block.marks.size()));
    }
    benches_.give(std::move(bench));
  }

 private:
  const std::vector<CodeSet>* targets_;
  double cell_m_;
  std::int64_t threads_;
  Tile strip_;
  std::int64_t block_rows_ = 1;
  std::vector<MarkedStrip> marks_;
  Workbenches<SquareDistances> benches_;
};

/// Cells of any shape: distances along columns, then along rows.
class OblongCells {
 public:
  OblongCells(const std::vector<CodeSet>& targets, CellSize cells, int /*threads*/)
      : targets_(&targets), cells_(std::move(cells)), rows_apart_(targets.size()) {}

  void begin(const Tile& strip) {
    strip_ = strip;
    for (auto& target : rows_apart_)
      target.resize(static_cast<std::size_t>(strip.cells()));
  }
  void tile(const TileView& view, const StripNeighbours& neighbours) {
    for (std::size_t t = 0; t < targets_->size(); ++t) {
      column_distances(view, (*targets_)[t], neighbours, t, strip_.width,
                       rows_apart_[t].data() + view.tile.x);
    }
  }
  void row(std::int64_t y, std::vector<std::vector<float>>& metres) {
    auto bench = benches_.take();
    const auto n = static_cast<std::size_t>(strip_.width);
    const std::size_t at = static_cast<std::size_t>(y - strip_.y) * n;
    for (std::size_t t = 0; t < targets_->size(); ++t) {
      bench->fill(std::span<const std::int32_t>(rows_apart_[t]).subspan(at, n), cells_.width_m(y),
                  cells_.height_m(y), std::span(metres[t]).subspan(at, n));
    }
    benches_.give(std::move(bench));
  }

 private:
  const std::vector<CodeSet>* targets_;
  CellSize cells_;
  Tile strip_;
  std::vector<std::vector<std::int32_t>> rows_apart_;  // [target][cell of the strip]
  Workbenches<RowDistances> benches_;
};

/// The second sweep, one row of tiles after another.
template <class Cells>
void transform(const Runtime& runtime, const Partition& partition, const RasterStack& stack,
               const std::vector<CodeSet>& targets, const StripEnds& ends,
               const TakeDistances& take) {
  Cells cells(targets, stack.cell_size(), runtime.threads);
  std::vector<std::vector<float>> metres(targets.size());  // [target][cell of the strip]
  Tile strip;
  StripNeighbours near;
  std::int64_t next_strip = 0;
  for_each_strip(
      runtime, partition, stack,
      [&](const Tile& next) {
        strip = next;
        near = ends.neighbours(next_strip++);
        for (auto& target : metres)
          target.resize(static_cast<std::size_t>(strip.cells()));
        cells.begin(strip);
      },
      [&](const TileView& view) { cells.tile(view, near); },
      [&](std::int64_t y) { cells.row(y, metres); },
      [&](const Tile& tile) {
        const std::int64_t at = (tile.y - strip.y) * strip.width + tile.x;
        for (std::size_t t = 0; t < targets.size(); ++t)
          take(t, tile, {metres[t].data() + at, tile.width, tile.height, strip.width});
      });
}

}  // namespace

void distances_to(const Runtime& first, const Runtime& second, const Partition& partition,
                  const RasterStack& stack, const std::vector<CodeSet>& targets,
                  const std::string& scratch, const TakeDistances& take) {
  const Communicator& ranks = first.communicator;
  const auto band = partition.band(ranks.rank(), ranks.size());
  const std::int64_t columns = partition.grid_tile().width;
  std::optional<StripEnds> ends;
  ranks.together([&] {
    ends.emplace(fmt::format("{}.{}", scratch, ranks.rank()), band.end - band.begin,
                 columns * static_cast<std::int64_t>(targets.size()));
  });
  for_each_tile(
      first, partition, stack,
      [&](std::int64_t index, const TileView& view) {
        for (std::size_t t = 0; t < targets.size(); ++t) {
          const ColumnEnds found = column_ends(view, targets[t]);
          ends->put(index / partition.columns(),
                    static_cast<std::int64_t>(t) * columns + view.tile.x, found.first, found.last);
        }
      },
      [] {});
  ends->settle(ranks);
  const auto work = stack.cell_size().square() ? transform<SquareCells> : transform<OblongCells>;
  work(second, partition, stack, targets, *ends, take);
}

}  // namespace terrabalance
