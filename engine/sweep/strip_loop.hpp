#pragma once

#include <cstdint>
#include <exception>
#include <optional>

#include "engine/runtime/runtime.hpp"
#include "engine/sweep/tile_loop.hpp"

namespace terrabalance {

/// Visits this rank's tile rows from top to bottom, for computations that need whole rows of the
/// grid: the threads first share out the tiles of a tile row, then its rows of cells. Only one tile
/// row is in work at a time. Collective: a failure on any rank ends the loop on all.
///
/// \param begin  void(const Tile& strip), by one thread; the strip is the whole tile row
/// \param visit  void(const TileView&), from several threads
/// \param row    void(int64 y), from several threads, once all tiles were visited; y is a row of
///               the grid
/// \param end    void(const Tile& tile), from several threads, for every tile, once all rows were
///               visited
template <class Source, class Begin, class Visit, class Row, class End>
void for_each_strip(const Runtime& runtime, const Partition& partition, const Source& source,
                    const Begin& begin, const Visit& visit, const Row& row, const End& end) {
  const Communicator& ranks = runtime.communicator;
  const auto band = partition.band(ranks.rank(), ranks.size());
  Meter* const meter = runtime.meter.get();
  SharedProgress progress(runtime, band.end - band.begin);
  FirstFailure failure;
  TeamTime time(meter);
  const auto guarded = [&](std::int64_t place, const auto& work, Phase phase = Phase::scan) {
    if (failure.stopped()) return;
    try {
      const Span span(meter, phase, place);
      work();
    } catch (...) {
      failure.record(place, std::current_exception());
    }
  };

#pragma omp parallel num_threads(runtime.threads)
  {
    std::optional<decltype(source.reader())> reader;
    guarded(0, [&] { reader.emplace(source.reader()); });
#pragma omp barrier
    const auto read = [&](const Tile& tile) -> const TileView& {
      const Span span(meter, Phase::read, tile.y);
      return reader->read(tile);
    };
    for (std::int64_t tile_row = band.begin; tile_row < band.end; ++tile_row) {
      const Tile first = partition.tile(tile_row, 0);
      const Tile strip{0, first.y, partition.grid_tile().width, first.height};
#pragma omp master
      {
        guarded(strip.y, [&] {
          heed_signals(runtime);
          begin(strip);
        });
        if (ranks.peer_failed()) failure.stop();
        progress.update(tile_row - band.begin);
      }
#pragma omp barrier
#pragma omp for schedule(dynamic)
      for (std::int64_t column = 0; column < partition.columns(); ++column) {
        guarded(strip.y, [&] { visit(read(partition.tile(tile_row, column))); });
      }
#pragma omp for schedule(dynamic, 4)
      for (std::int64_t y = strip.y; y < strip.y + strip.height; ++y) {
        guarded(y, [&] { row(y); });
      }
#pragma omp for schedule(dynamic)
      for (std::int64_t column = 0; column < partition.columns(); ++column) {
        guarded(
            strip.y, [&] { end(partition.tile(tile_row, column)); }, Phase::write);
      }
    }
    time.thread_ends();
  }
  time.all_ended();
  const bool failed = failure.get() != nullptr;
  if (failed) ranks.announce_failure();
  if (!failure.stopped()) progress.finish();
  ranks.agree(failure.get(), failed);
}

}  // namespace terrabalance
