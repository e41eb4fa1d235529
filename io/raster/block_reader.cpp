#include "io/raster/block_reader.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

/// A value as another type. 32-bit codes beyond int32 and 64-bit ones saturate: they are no codes
/// anyway and are reported by their cell.
template <class T, class Native>
T convert(Native value) {
  if constexpr (std::is_integral_v<T> && std::is_integral_v<Native>) {
    if constexpr (std::is_unsigned_v<Native> && sizeof(Native) >= sizeof(T)) {
      return static_cast<T>(
          std::min<Native>(value, static_cast<Native>(std::numeric_limits<T>::max())));
    } else if constexpr (sizeof(Native) > sizeof(T)) {
      return static_cast<T>(std::clamp<Native>(value, std::numeric_limits<T>::min() + 1,
                                               std::numeric_limits<T>::max()));
    }
  }
  return static_cast<T>(value);
}

/// Bit for bit, so that NaN is like NaN.
template <class Native>
bool is_uniform(const Native* cells, std::int64_t count) {
  return std::memcmp(cells, cells + 1, static_cast<std::size_t>(count - 1) * sizeof(Native)) == 0;
}

/// Rows [y0, y1) and columns [x0, x1) of the grid that a block and a tile have in common.
struct Shared {
  std::int64_t x0, x1, y0, y1;

  Shared(const Tile& tile, std::int64_t block_x, std::int64_t block_y, BlockSize size)
      : x0(std::max(tile.x, block_x * size.width)),
        x1(std::min(tile.x + tile.width, (block_x + 1) * size.width)),
        y0(std::max(tile.y, block_y * size.height)),
        y1(std::min(tile.y + tile.height, (block_y + 1) * size.height)) {}
};

/// Calls visit(block_x, block_y) for the blocks that reach into a tile, until it says false.
template <class Visit>
bool for_each_block(const Tile& tile, BlockSize size, const Visit& visit) {
  for (std::int64_t y = tile.y / size.height; y * size.height < tile.y + tile.height; ++y) {
    for (std::int64_t x = tile.x / size.width; x * size.width < tile.x + tile.width; ++x)
      if (!visit(x, y)) return false;
  }
  return true;
}

}  // namespace

BlockSize block_size_of(GDALRasterBand& band) {
  int width = 0;
  int height = 0;
  band.GetBlockSize(&width, &height);
  return {width, height};
}

BlockReader::BlockReader(std::string path, GDALRasterBand& band, GDALDataset* dataset)
    : path_(std::move(path)),
      band_(&band),
      size_(block_size_of(band)),
      uniform_(path_, band, dataset) {}

bool BlockReader::is_whole_blocks(const Tile& tile) const {
  const auto fits = [](std::int64_t begin, std::int64_t end, std::int64_t block,
                       std::int64_t cells) {
    return begin % block == 0 && (end % block == 0 || end == cells);
  };
  return fits(tile.x, tile.x + tile.width, size_.width, band_->GetXSize()) &&
         fits(tile.y, tile.y + tile.height, size_.height, band_->GetYSize());
}

std::optional<double> BlockReader::value_of(const Tile& tile) {
  std::optional<double> all;
  const bool same = for_each_block(tile, size_, [&](std::int64_t x, std::int64_t y) {
    const auto value = uniform_.value_of(x, y);
    if (!all) all = value;
    return value && *value == *all;
  });
  return same ? all : std::nullopt;
}

template <class Native>
void BlockReader::unpack(std::int64_t block_x, std::int64_t block_y, Native* to) {
  CPLErrorReset();
  if (band_->ReadBlock(static_cast<int>(block_x), static_cast<int>(block_y), to) != CE_None) {
    throw RunError(fmt::format(
        "{}: cannot read block ({}, {}) of {} x {} cells ({}); the file is damaged or cut short: "
        "fetch or write it again",
        path_, block_x, block_y, size_.width, size_.height, gdal_reason()));
  }
  if constexpr (sizeof(Native) <= sizeof(std::int32_t)) {  // a double holds any value of these
    if (uniform_.may_be_uniform() && is_uniform(to, size_.width * size_.height))
      uniform_.note(static_cast<double>(*to));
  }
}

template <class Native, class T>
void BlockReader::read_as(const Tile& tile, LineVector<T>& target) {
  target.resize(static_cast<std::size_t>(tile.cells()));
  const bool in_place = std::is_same_v<Native, T> && tile.width == size_.width &&
                        tile.x % size_.width == 0 && tile.y % size_.height == 0 &&
                        tile.height % size_.height == 0;
  if (!in_place)
    block_.resize(static_cast<std::size_t>(size_.width * size_.height) * sizeof(Native));
  auto* const block = reinterpret_cast<Native*>(block_.data());
  for_each_block(tile, size_, [&](std::int64_t block_x, std::int64_t block_y) {
    const Shared shared(tile, block_x, block_y, size_);
    const std::int64_t width = shared.x1 - shared.x0;
    T* to = target.data() + (shared.y0 - tile.y) * tile.width + (shared.x0 - tile.x);
    if (const auto value = uniform_.value_of(block_x, block_y)) {
      for (std::int64_t y = shared.y0; y < shared.y1; ++y, to += tile.width)
        std::fill_n(to, width, convert<T>(static_cast<Native>(*value)));
      return true;
    }
    if constexpr (std::is_same_v<Native, T>) {
      if (in_place) {  // a column of whole blocks lies in the tile as it lies in the blocks
        unpack(block_x, block_y, to);
        return true;
      }
    }
    unpack(block_x, block_y, block);
    const Native* from = block + (shared.y0 - block_y * size_.height) * size_.width +
                         (shared.x0 - block_x * size_.width);
    for (std::int64_t y = shared.y0; y < shared.y1; ++y, from += size_.width, to += tile.width) {
      if constexpr (std::is_same_v<Native, T>) {
        std::copy_n(from, width, to);
      } else {
        std::transform(from, from + width, to, convert<T, Native>);
      }
    }
    return true;
  });
}

template <class T>
void BlockReader::read(const Tile& tile, LineVector<T>& target) {
  switch (band_->GetRasterDataType()) {
    case GDT_Byte:
      return read_as<std::uint8_t>(tile, target);
    case GDT_UInt16:
      return read_as<std::uint16_t>(tile, target);
    case GDT_Int16:
      return read_as<std::int16_t>(tile, target);
    case GDT_UInt32:
      return read_as<std::uint32_t>(tile, target);
    case GDT_Int32:
      return read_as<std::int32_t>(tile, target);
    case GDT_UInt64:
      return read_as<std::uint64_t>(tile, target);
    case GDT_Int64:
      return read_as<std::int64_t>(tile, target);
    case GDT_Float32:
      return read_as<float>(tile, target);
    case GDT_Float64:
      return read_as<double>(tile, target);
    default:
      throw InputError(
          fmt::format("{}: complex cells cannot be used; convert it with: "
                      "gdal_translate -ot Float32 {} real.tif",
                      path_, path_));
  }
}

template void BlockReader::read(const Tile& tile, LineVector<std::uint8_t>& target);
template void BlockReader::read(const Tile& tile, LineVector<std::uint16_t>& target);
template void BlockReader::read(const Tile& tile, LineVector<std::int32_t>& target);
template void BlockReader::read(const Tile& tile, LineVector<float>& target);

}  // namespace terrabalance
