#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/landscape/patch_kernel.hpp"

/// \file
/// Cells a second of the landscape kernel on one core, by kind of raster: tiles of 1024 x 1024
/// cells of a 4096 x 4096 raster, scanned and merged. No decoding.
namespace terrabalance::landscape {
namespace {

constexpr std::int64_t side = 4096;
constexpr std::int64_t tile_side = 1024;

using Codes = std::vector<std::uint8_t>;

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

void sweep(benchmark::State& state, const Codes& codes, Directions directions,
           const Measured& measured) {
  const PatchOptions options{.classes = ClassTable::identity(256),
                             .raster_width = side,
                             .raster_height = side,
                             .cell = {30, 30},
                             .directions = directions,
                             .measured = measured};
  for (auto _ : state) {
    Summary whole;
    for (std::int64_t y = 0; y < side; y += tile_side) {
      Summary row;
      for (std::int64_t x = 0; x < side; x += tile_side) {
        ZoneRuns zones;
        for (std::int64_t i = 0; i < tile_side; ++i) {
          zones.add({0, tile_side, 0});
          zones.end_row();
        }
        TileView view;
        view.tile = {x, y, tile_side, tile_side};
        view.codes = {
            {Span2D<const std::uint8_t>{codes.data() + y * side + x, tile_side, tile_side, side}}};
        view.zones = &zones;
        merge_patches(row, scan_patches(view, 0, options), Side::right, options);
      }
      merge_patches(whole, std::move(row), Side::below, options);
    }
    close_patches(whole, options);
    benchmark::DoNotOptimize(whole.classes.size());
  }
  state.counters["cells/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * side * side), benchmark::Counter::kIsRate);
}

constexpr Measured counts{};
constexpr Measured everything{.moments = true, .cores = true, .distances = true};

void add(const std::string& name, const Codes& codes) {
  const auto add_one = [&](const char* what, Directions directions, const Measured& measured) {
    benchmark::RegisterBenchmark((name + what).c_str(), sweep, codes, directions, measured)
        ->Unit(benchmark::kMillisecond);
  };
  add_one("_d8", Directions::eight, counts);
  add_one("_d4", Directions::four, counts);
  add_one("_d8_all", Directions::eight, everything);
}

const bool added = [] {
  add("one_class", one_class());
  add("land_cover", land_cover());
  add("random_41", random_cells(41));
  add("random_59", random_cells(59));
  add("checkerboard", checkerboard());
  add("comb", comb());
  return true;
}();

}  // namespace
}  // namespace terrabalance::landscape
