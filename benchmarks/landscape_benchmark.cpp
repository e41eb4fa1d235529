#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/landscape/patches/patch_kernel.hpp"

/// \file
/// Cells a second of the landscape kernel on one core, by kind of raster: tiles of 1024 x 1024
/// cells of a raster of about 4096 x 4096, scanned and merged. No decoding.
namespace terrabalance::landscape {
namespace {

constexpr std::int64_t side = 4096;
constexpr std::int64_t tile_side = 1024;

using Codes = std::vector<std::uint8_t>;

struct Raster {
  Codes codes;
  std::int64_t width = side;
  std::int64_t height = side;
};

Codes filled(std::uint8_t (*code)(std::int64_t x, std::int64_t y)) {
  Codes codes;
  codes.reserve(side * side);
  for (std::int64_t y = 0; y < side; ++y)
    for (std::int64_t x = 0; x < side; ++x)
      codes.push_back(code(x, y));
  return codes;
}

Codes one_class() {
  return filled([](std::int64_t, std::int64_t) { return std::uint8_t{1}; });
}
Codes checkerboard() {
  return filled(
      [](std::int64_t x, std::int64_t y) { return static_cast<std::uint8_t>((x + y) % 2); });
}
/// Comb teeth that cross every tile.
Codes comb() {
  return filled([](std::int64_t x, std::int64_t y) {
    return static_cast<std::uint8_t>(y == 0 || x % 4 < 2 ? 1 : 0);
  });
}
/// One arm that winds from the border to the middle, between the turns of another.
Codes spiral() {
  Codes codes(side * side, 0);
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t dx = 1;
  std::int64_t dy = 0;
  const auto set = [&](std::int64_t i, std::int64_t j) {
    return i >= 0 && j >= 0 && i < side && j < side &&
           codes[static_cast<std::size_t>(j * side + i)] == 1;
  };
  const auto inside = [](std::int64_t i, std::int64_t j) {
    return i >= 0 && j >= 0 && i < side && j < side;
  };
  for (int turns = 0; turns < 2;) {
    codes[static_cast<std::size_t>(y * side + x)] = 1;
    if (inside(x + dx, y + dy) && !set(x + dx, y + dy) && !set(x + 2 * dx, y + 2 * dy)) {
      x += dx;
      y += dy;
      turns = 0;
    } else {
      std::swap(dx, dy);
      dx = -dx;
      ++turns;
    }
  }
  return codes;
}

/// Two classes, each cell on its own: percent of class 1.
Codes random_cells(unsigned percent) {
  std::mt19937 random(1);
  Codes codes(side * side);
  for (auto& code : codes)
    code = random() % 100 < percent ? 1 : 0;
  return codes;
}
/// Nine classes in patches of some 8 x 8 cells with ragged edges: as land cover is.
Codes land_cover() {
  std::mt19937 random(2);
  Codes codes(side * side);
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(y * side + x);
      const unsigned die = random() % 64;
      const bool above = y > 0 && (x == 0 || die < 31);
      const bool left = x > 0 && !above && die < 62;
      codes[i] = above  ? codes[i - side]
                 : left ? codes[i - 1]
                        : static_cast<std::uint8_t>(random() % 9);
    }
  }
  return codes;
}

void sweep(benchmark::State& state, const Raster& raster, Directions directions,
           const Measured& measured) {
  const PatchOptions options{.classes = ClassTable::identity(256),
                             .raster_width = raster.width,
                             .raster_height = raster.height,
                             .cell = {30, 30},
                             .directions = directions,
                             .measured = measured};
  for (auto _ : state) {
    Summary whole;
    for (std::int64_t y = 0; y < raster.height; y += tile_side) {
      const std::int64_t height = std::min(tile_side, raster.height - y);
      Summary row;
      for (std::int64_t x = 0; x < raster.width; x += tile_side) {
        const std::int64_t width = std::min(tile_side, raster.width - x);
        ZoneRuns zones;
        for (std::int64_t i = 0; i < height; ++i) {
          zones.add({0, static_cast<std::int32_t>(width), 0});
          zones.end_row();
        }
        TileView view;
        view.tile = {x, y, width, height};
        view.codes = {{Span2D<const std::uint8_t>{raster.codes.data() + y * raster.width + x, width,
                                                  height, raster.width}}};
        view.zones = &zones;
        merge_patches(row, scan_patches(view, 0, options), Side::right, options);
      }
      merge_patches(whole, std::move(row), Side::below, options);
    }
    close_patches(whole, options);
    benchmark::DoNotOptimize(whole.classes.size());
  }
  state.counters["cells/s"] =
      benchmark::Counter(static_cast<double>(state.iterations() * raster.width * raster.height),
                         benchmark::Counter::kIsRate);
}

constexpr Measured counts{};
constexpr Measured everything{.moments = true, .cores = true, .distances = true};

void add(const std::string& name, const Raster& raster) {
  const auto add_one = [&](const char* what, Directions directions, const Measured& measured) {
    benchmark::RegisterBenchmark((name + what).c_str(), sweep, raster, directions, measured)
        ->Unit(benchmark::kMillisecond);
  };
  add_one("_d8", Directions::eight, counts);
  add_one("_d4", Directions::four, counts);
  add_one("_d8_all", Directions::eight, everything);
}

const bool added = [] {
  add("one_class", {one_class()});
  add("land_cover", {land_cover()});
  add("random_41", {random_cells(41)});
  add("random_59", {random_cells(59)});
  add("checkerboard", {checkerboard()});
  add("comb", {comb()});
  add("spiral", {spiral()});
  // As many cells again, one wide and one high.
  add("column_of_1e7", {Codes(10000000, 1), 1, 10000000});
  add("row_of_1e7", {Codes(10000000, 1), 10000000, 1});
  Codes dashes = random_cells(50);
  dashes.resize(10000000);
  add("random_column_of_1e7", {std::move(dashes), 1, 10000000});
  return true;
}();

}  // namespace
}  // namespace terrabalance::landscape
