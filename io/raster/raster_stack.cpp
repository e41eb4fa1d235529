#include "io/raster/raster_stack.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/runtime.hpp"
#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

Grid first_grid(const std::vector<YearFile>& land_use) {
  if (land_use.empty()) {
    throw InputError("no land-use raster given; name one a year with --landuse YEAR=FILE");
  }
  return BandReader(land_use.front().path).grid();
}

/// The smallest block that is whole blocks of both; where that would be the better part of the
/// raster, the larger of the two.
std::int64_t common_block(std::int64_t a, std::int64_t b) {
  const std::int64_t both = std::lcm(a, b);
  return both <= 4 * std::max(a, b) ? both : std::max(a, b);
}

std::int64_t round_up(std::int64_t cells, std::int64_t block) {
  return (cells + block - 1) / block * block;
}

}  // namespace

RasterStack::RasterStack(std::vector<YearFile> land_use, const std::optional<ZoneSource>& zones,
                         std::vector<std::string> weights, Alignment alignment)
    : land_use_(std::move(land_use)),
      weights_(std::move(weights)),
      grid_(first_grid(land_use_)),
      zones_(zones ? Zones::open(*zones, grid_, land_use_.front().path) : Zones::whole()) {
  for (const auto& layer : land_use_) {
    const std::string& path = layer.path;
    if (alignment == Alignment::nearest && !same_grid(grid_, BandReader(path).grid())) {
      resampled_.push_back(path);
    }
    const BandReader band = open_land_use(path);
    const bool gave_grid = &layer == &land_use_.front();  // reading its CRS again would take long
    if (!gave_grid) require_same_grid(grid_, land_use_.front().path, band.grid(), path);
    if (!band.is_integer()) {
      throw InputError(
          fmt::format("{}: land use must be integer class codes; convert it with: "
                      "gdal_translate -ot Byte {} codes.tif",
                      path, path));
    }
    add(band);
  }
  for (const auto& path : weights_) {
    const BandReader band(path);
    require_same_grid(grid_, land_use_.front().path, band.grid(), path);
    add(band);
  }
  if (const auto block = zones_.block_size()) {
    fit(*block);
    constexpr std::int64_t of_zones = 12;  // ids as they are stored and as integers
    cell_bytes_ += of_zones;
  }
}

std::vector<std::string> RasterStack::paths() const {
  std::vector<std::string> paths;
  for (const auto& layer : land_use_)
    paths.push_back(layer.path);
  paths.insert(paths.end(), weights_.begin(), weights_.end());
  paths.insert(paths.end(), reals_.begin(), reals_.end());
  return paths;
}

Partition RasterStack::partition(std::optional<std::int64_t> side) const {
  const std::int64_t width = round_up(side.value_or(usual_.width), block_.width);
  const std::int64_t rows = side.value_or(
      std::max<std::int64_t>(1, usual_.width * usual_.height / std::min(width, grid_.width)));
  const Partition equal(grid_, width, round_up(rows, block_.height));
  // One rank takes all anyway.
  return launched_under_mpi() ? equal.balanced(work_of_rows(equal)) : equal;
}

std::vector<std::int64_t> RasterStack::work_of_rows(const Partition& partition) const {
  // Cells that cost as much as a byte of packed blocks; docs/performance.md.
  constexpr std::int64_t cells_a_byte = 50;
  // Blocks of each row of blocks that are asked: enough to tell sea from land.
  constexpr std::int64_t asked = 64;
  std::vector<std::int64_t> work(static_cast<std::size_t>(partition.rows()));
  for (std::int64_t row = 0; row < partition.rows(); ++row) {
    const Tile tile = partition.tile(row, 0);
    work[static_cast<std::size_t>(row)] =
        grid_.width * tile.height * static_cast<std::int64_t>(land_use_.size());
  }
  for (const auto& layer : land_use_) {
    const BandReader band = open_land_use(layer.path);
    const BlockSize size = band.block_size();
    const std::int64_t columns = (grid_.width + size.width - 1) / size.width;
    const std::int64_t step = std::max<std::int64_t>(1, columns / asked);
    const std::int64_t tile_height = partition.tile(0, 0).height;
    for (std::int64_t by = 0; by * size.height < grid_.height; ++by) {
      std::int64_t bytes = 0;
      for (std::int64_t bx = 0; bx < columns; bx += step)
        bytes += band.stored_bytes(bx, by);
      work[static_cast<std::size_t>(by * size.height / tile_height)] += cells_a_byte * step * bytes;
    }
  }
  return work;
}

void RasterStack::add(const BandReader& band) {
  fit(band.block_size());
  cell_bytes_ += band.cell_bytes();
}

void RasterStack::fit(BlockSize block) {
  block_.width = common_block(block_.width, block.width);
  block_.height = common_block(block_.height, block.height);
}

void RasterStack::add_reals(const std::string& path) {
  const BandReader band(path);
  require_same_grid(grid_, land_use_.front().path, band.grid(), path);
  add(band);
  reals_.push_back(path);
}

BandReader RasterStack::open_land_use(const std::string& path) const {
  const bool resampled = std::ranges::find(resampled_, path) != resampled_.end();
  return resampled ? BandReader(path, grid_) : BandReader(path);
}

RasterStack::Reader RasterStack::reader() const {
  return Reader(*this);
}

RasterStack::Reader::Reader(const RasterStack& stack) : zones_(stack.zones_.reader()) {
  for (const auto& layer : stack.land_use_)
    land_use_.push_back(stack.open_land_use(layer.path));
  for (const auto& path : stack.weights_)
    weights_.emplace_back(path);
  for (const auto& path : stack.reals_)
    reals_.emplace_back(path);
  view_.reals.resize(reals_.size());
  view_.codes.resize(land_use_.size());
  view_.weights.resize(weights_.size());
}

const TileView& RasterStack::Reader::read(const Tile& tile) {
  view_.tile = tile;
  view_.core = tile;
  for (std::size_t i = 0; i < land_use_.size(); ++i) {
    view_.codes[i] = land_use_[i].read_codes(tile);
  }
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    view_.weights[i] = weights_[i].read_weights(tile);
  }
  for (std::size_t i = 0; i < reals_.size(); ++i) {
    view_.reals[i] = reals_[i].read_reals(tile);
  }
  view_.zones = &zones_.read(tile);
  return view_;
}

}  // namespace terrabalance
