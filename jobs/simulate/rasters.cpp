#include "jobs/simulate/rasters.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <utility>

#include "io/raster/geotiff_writer.hpp"
#include "kernels/simulate/layers.hpp"

namespace terrabalance::simulation {
namespace {

constexpr std::int64_t block = GeoTiffWriter::block;
constexpr float no_elevation = -9999;

/// One raster file: what it holds and how a row of it is made.
struct Layer {
  std::string name;
  GeoTiffOptions format;
  std::size_t cell_bytes = 1;
  /// Fills a row of a block from the land and the zone of each of its cells (0: none).
  std::function<void(const LandRow&, std::span<const std::int32_t> zones, std::byte* row)> fill;
};

template <class T>
std::span<T> cells_of(std::byte* row, std::size_t count) {
  return {reinterpret_cast<T*>(row), count};
}

/// Sets cells outside all zones to `nothing`.
template <class T>
void clear_outside(std::span<T> cells, std::span<const std::int32_t> zones, T nothing) {
  for (std::size_t x = 0; x < cells.size(); ++x) {
    cells[x] = zones[x] == 0 ? nothing : cells[x];
  }
}

Layer land_use_layer(int year, bool land_everywhere) {
  const Stage stage = stage_of(year);
  return {.name = "landuse_" + std::to_string(year) + ".tif",
          .format = {.type = CellType::u8,
                     .nodata = 0,
                     .metadata = {{"LEGEND", "terrabalance"}, {"YEAR", std::to_string(year)}}},
          .cell_bytes = 1,
          .fill = [=](const LandRow& land, std::span<const std::int32_t> zones, std::byte* row) {
            const auto codes = cells_of<std::uint8_t>(row, land.shore.size());
            land_use(land, stage, codes);
            if (!land_everywhere) clear_outside(codes, zones, std::uint8_t{0});
          }};
}

Layer night_light_layer(int year, bool land_everywhere) {
  const Stage stage = stage_of(year);
  return {.name = "nightlight_" + std::to_string(year) + ".tif",
          .format = {.type = CellType::u16,
                     .measured = true,
                     .metadata = {{"UNIT", "0.1 nW / (cm2 sr)"}, {"YEAR", std::to_string(year)}}},
          .cell_bytes = 2,
          .fill = [=](const LandRow& land, std::span<const std::int32_t> zones, std::byte* row) {
            const auto light = cells_of<std::uint16_t>(row, land.shore.size());
            night_light(land, stage, light);
            if (!land_everywhere) clear_outside(light, zones, std::uint16_t{0});
          }};
}

Layer elevation_layer(double cell_size, bool land_everywhere) {
  return {.name = "dem.tif",
          .format = {.type = CellType::f32,
                     .nodata = no_elevation,
                     .measured = true,
                     .metadata = {{"UNIT", "m"}}},
          .cell_bytes = 4,
          .fill = [=](const LandRow& land, std::span<const std::int32_t> zones, std::byte* row) {
            const auto metres = cells_of<float>(row, land.shore.size());
            elevation(land, cell_size, metres);
            if (!land_everywhere) clear_outside(metres, zones, no_elevation);
          }};
}

Layer zone_layer(const std::vector<City>& cities) {
  const auto largest = std::ranges::max(cities, {}, &City::code).code;
  const bool narrow = largest <= std::numeric_limits<std::uint16_t>::max();
  return {.name = "zones.tif",
          .format = {.type = narrow ? CellType::u16 : CellType::i32, .nodata = 0},
          .cell_bytes = narrow ? 2U : 4U,
          .fill = [=](const LandRow&, std::span<const std::int32_t> zones, std::byte* row) {
            if (narrow) {
              std::ranges::transform(zones, reinterpret_cast<std::uint16_t*>(row),
                                     [](auto zone) { return static_cast<std::uint16_t>(zone); });
            } else {
              std::memcpy(row, zones.data(), zones.size_bytes());
            }
          }};
}

/// The files of one rank. They are dealt out singly, so that no rank has all of the large ones.
std::vector<Layer> layers_of(const Communicator& ranks, const SimulateOptions& options,
                             const Plan& plan) {
  std::vector<Layer> all;
  for (const int year : options.years) {
    all.push_back(land_use_layer(year, plan.land_everywhere));
  }
  all.push_back(elevation_layer(plan.world.cell_size, plan.land_everywhere));
  for (const int year : options.years) {
    all.push_back(night_light_layer(year, plan.land_everywhere));
  }
  all.push_back(zone_layer(plan.cities));
  std::vector<Layer> mine;
  const auto size = static_cast<std::size_t>(ranks.size());
  for (auto i = static_cast<std::size_t>(ranks.rank()); i < all.size(); i += size) {
    mine.push_back(std::move(all[i]));
  }
  return mine;
}

/// A block of every layer, row-major.
using Blocks = std::vector<std::vector<std::byte>>;

void make_blocks(const Plan& plan, const std::vector<Layer>& layers, ZoneCells& zones,
                 const Tile& tile, Blocks& blocks) {
  Landscape landscape(plan.world, tile.x, tile.width);
  std::vector<std::int32_t> zone_cells(static_cast<std::size_t>(tile.cells()));
  zones.burn(tile, zone_cells);
  blocks.resize(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    blocks[i].assign(static_cast<std::size_t>(block * block) * layers[i].cell_bytes, std::byte{0});
  }
  for (std::int64_t y = 0; y < tile.height; ++y) {
    const LandRow land = landscape.row(tile.y + y);
    const auto zone_row = std::span(zone_cells)
                              .subspan(static_cast<std::size_t>(y * tile.width),
                                       static_cast<std::size_t>(tile.width));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::size_t start = static_cast<std::size_t>(y * block) * layers[i].cell_bytes;
      layers[i].fill(land, zone_row, blocks[i].data() + start);
    }
  }
}

std::vector<GeoTiffWriter> open_files(const std::vector<Layer>& layers, const Runtime& runtime,
                                      const SimulateOptions& options, const Plan& plan) {
  std::vector<GeoTiffWriter> files;
  for (const Layer& layer : layers) {
    GeoTiffOptions format = layer.format;
    format.threads = runtime.threads;
    format.metadata["SOURCE"] = "simulated by terrabalance simulate, seed " +
                                std::to_string(options.seed) + "; not an observation";
    files.emplace_back(options.output / layer.name, plan.grid, format);
  }
  return files;
}

}  // namespace

void write_rasters(const Runtime& runtime, const SimulateOptions& options, const Plan& plan,
                   const Zones& zones) {
  const std::vector<Layer> layers = layers_of(runtime.communicator, options, plan);
  if (layers.empty()) return;
  std::vector<GeoTiffWriter> files = open_files(layers, runtime, options, plan);
  const std::int64_t columns = (plan.grid.width + block - 1) / block;
  const std::int64_t count = columns * ((plan.grid.height + block - 1) / block);
  // Threads make a few blocks each; then all are written in order, the same bytes every time.
  const std::int64_t batch = 2 * std::int64_t{runtime.threads};
  std::vector<Blocks> made(static_cast<std::size_t>(batch));
  std::vector<ZoneCells> readers;
  for (std::int64_t i = 0; i < batch; ++i) {
    readers.emplace_back(plan, zones);
  }
  for (std::int64_t first = 0; first < count; first += batch) {
    const std::int64_t last = std::min(first + batch, count);
    std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic) num_threads(runtime.threads)
    for (std::int64_t i = first; i < last; ++i) {
      try {
        Tile tile{i % columns * block, i / columns * block, block, block};
        tile.width = std::min(tile.width, plan.grid.width - tile.x);
        tile.height = std::min(tile.height, plan.grid.height - tile.y);
        const auto slot = static_cast<std::size_t>(i - first);
        make_blocks(plan, layers, readers[slot], tile, made[slot]);
      } catch (...) {
#pragma omp critical
        failure = std::current_exception();
      }
    }
    if (failure) std::rethrow_exception(failure);
    for (std::int64_t i = first; i < last; ++i) {
      for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        files[layer].write(i % columns, i / columns,
                           made[static_cast<std::size_t>(i - first)][layer]);
      }
    }
    if (runtime.communicator.is_root()) runtime.progress(last, count);
  }
  for (GeoTiffWriter& file : files) {
    file.finish();
  }
}

}  // namespace terrabalance::simulation
