#include "jobs/suitability/distance.hpp"

#include <bit>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/sweep/strip_loop.hpp"
#include "engine/sweep/sweep.hpp"
#include "kernels/suitability/distance.hpp"

namespace terrabalance {
namespace {

/// Working memory of a row, lent to one thread at a time.
class Workbenches {
 public:
  struct Bench {
    RowDistances rows;
    std::vector<double> metres;
  };

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

}  // namespace

void distances_to(const Runtime& first, const Runtime& second, const Partition& partition,
                  const RasterStack& stack, const std::vector<CodeSet>& targets,
                  const TakeDistances& take) {
  auto [ends] = sweep(first, partition, stack, ColumnEnds(targets));
  const Communicator& ranks = first.communicator;
  ranks.broadcast(ends);
  const auto band = partition.band(ranks.rank(), ranks.size());
  const auto neighbours =
      neighbours_of(ends, static_cast<std::size_t>(band.begin), static_cast<std::size_t>(band.end));
  ends = {};

  const CellSize cells = stack.cell_size();
  const std::int64_t columns = partition.grid_tile().width;
  Workbenches benches;
  Tile strip;
  std::size_t strip_index = 0;
  // First rows apart along columns, then, row by row, the bits of the distance in metres.
  std::vector<std::vector<std::int32_t>> apart(targets.size());
  std::vector<float> metres;
  const auto begin = [&](const Tile& tile) {
    strip = tile;
    for (auto& target : apart)
      target.resize(static_cast<std::size_t>(tile.cells()));
  };
  const auto visit = [&](const TileView& view) {
    for (std::size_t t = 0; t < targets.size(); ++t) {
      column_distances(view, targets[t], neighbours[strip_index], t, columns,
                       apart[t].data() + view.tile.x);
    }
  };
  const auto row = [&](std::int64_t y) {
    auto bench = benches.take();
    bench->metres.resize(static_cast<std::size_t>(columns));
    for (auto& target : apart) {
      const auto line = std::span(target).subspan(static_cast<std::size_t>((y - strip.y) * columns),
                                                  static_cast<std::size_t>(columns));
      if (cells.square()) {
        bench->rows.square(line, cells.width_m(y), bench->metres);
      } else {
        bench->rows.oblong(line, cells.width_m(y), cells.height_m(y), bench->metres);
      }
      for (std::size_t x = 0; x < line.size(); ++x)
        line[x] = std::bit_cast<std::int32_t>(static_cast<float>(bench->metres[x]));
    }
    benches.give(std::move(bench));
  };
  const auto end = [&](const Tile& tile) {
    for (std::size_t t = 0; t < targets.size(); ++t) {
      metres.resize(apart[t].size());
      for (std::size_t i = 0; i < metres.size(); ++i)
        metres[i] = std::bit_cast<float>(apart[t][i]);
      take(t, tile, metres);
    }
    ++strip_index;
  };
  for_each_strip(second, partition, stack, begin, visit, row, end);
}

}  // namespace terrabalance
