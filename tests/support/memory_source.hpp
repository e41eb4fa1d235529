#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "engine/value/tile_view.hpp"

namespace terrabalance::test {

/// Layers in memory, as a source for the engine's sweep.
struct MemorySource {
  Grid grid;
  std::vector<std::vector<std::uint8_t>> codes;  ///< one a year, row-major
  std::vector<std::int32_t> zones;               ///< row-major, 0 = none
  std::vector<std::vector<float>> weights{};
  std::vector<std::vector<float>> reals{};

  class Reader {
   public:
    explicit Reader(const MemorySource& source) : source_(&source) {}
    const TileView& read(const Tile& tile) {
      view_ = {tile, {}, {}, &runs_};
      const std::int64_t offset = tile.y * source_->grid.width + tile.x;
      for (const auto& layer : source_->codes) {
        view_.codes.push_back({Span2D<const std::uint8_t>{layer.data() + offset, tile.width,
                                                          tile.height, source_->grid.width},
                               255});
      }
      for (const auto& layer : source_->weights) {
        view_.weights.push_back(
            {layer.data() + offset, tile.width, tile.height, source_->grid.width});
      }
      for (const auto& layer : source_->reals) {
        view_.reals.push_back(
            {layer.data() + offset, tile.width, tile.height, source_->grid.width});
      }
      runs_.clear();
      for (std::int64_t y = 0; y < tile.height; ++y) {
        const std::int32_t* row = source_->zones.data() + offset + y * source_->grid.width;
        for (std::int32_t x = 0; x < tile.width;) {
          std::int32_t end = x + 1;
          while (end < tile.width && row[end] == row[x])
            ++end;
          if (row[x] != 0) runs_.add({x, end, row[x]});
          x = end;
        }
        runs_.end_row();
      }
      return view_;
    }

   private:
    const MemorySource* source_;
    TileView view_;
    ZoneRuns runs_;
  };
  Reader reader() const { return Reader(*this); }

  /// Random codes 1..classes with some nodata (255), zones 0..zone_count in blobs.
  static MemorySource random(std::int64_t width, std::int64_t height, int years, int classes,
                             int zone_count, unsigned seed) {
    MemorySource source{{width, height, {0, 10, 0, 0, 0, -10}, ""}, {}, {}, {}};
    std::mt19937 generator(seed);
    const auto pick = [&](int from, int to) {
      return std::uniform_int_distribution<int>(from, to)(generator);
    };
    const auto cells = static_cast<std::size_t>(width * height);
    for (int year = 0; year < years; ++year) {
      auto& layer = source.codes.emplace_back(cells);
      for (std::size_t i = 0; i < cells; ++i) {
        const bool like_left = i > 0 && pick(0, 3) > 0;
        layer[i] = like_left ? layer[i - 1]
                             : static_cast<std::uint8_t>(pick(0, 19) == 0 ? 255 : pick(1, classes));
      }
    }
    source.zones.resize(cells);
    for (std::size_t i = 0; i < cells; ++i) {
      source.zones[i] = i > 0 && pick(0, 9) > 0 ? source.zones[i - 1] : pick(0, zone_count);
    }
    return source;
  }
};

}  // namespace terrabalance::test
