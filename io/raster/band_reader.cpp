#include "io/raster/band_reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <type_traits>
#include <utility>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/aligned.hpp"

namespace terrabalance {
namespace {

constexpr std::int32_t no_value = std::numeric_limits<std::int32_t>::min();

template <class T>
Span2D<const T> view(const LineVector<T>& cells, const Tile& tile) {
  return {cells.data(), tile.width, tile.height, tile.width};
}

std::string cell_name(const Tile& tile, std::size_t i) {
  const auto index = static_cast<std::int64_t>(i);
  return fmt::format("column {}, row {}", tile.x + index % tile.width, tile.y + index / tile.width);
}

}  // namespace

BandReader::BandReader(const std::string& path) : BandReader(path, open_raster(path)) {}

BandReader::BandReader(const std::string& path, const Grid& aligned_to)
    : BandReader(path, align_nearest(open_raster(path), aligned_to, path)) {}

BandReader::BandReader(std::string path, DatasetPtr dataset)
    : path_(std::move(path)), dataset_(std::move(dataset)), band_(dataset_->GetRasterBand(1)) {
  int has_nodata = 0;
  nodata_ = band_->GetNoDataValue(&has_nodata);
  has_nodata_ = has_nodata != 0;
  const int flags = band_->GetMaskFlags();
  has_mask_ = (flags & (GMF_ALL_VALID | GMF_NODATA)) == 0;
  blocks_.emplace(path_, *band_, dataset_.get());
  if (has_mask_) mask_blocks_.emplace(path_, *band_->GetMaskBand(), nullptr);
}

bool BandReader::is_zone(double value) const {
  return value != 0 && !(has_nodata_ && value == nodata_);
}

BlockSize BandReader::block_size() const {
  return block_size_of(*band_);
}

bool BandReader::is_integer() const {
  const GDALDataType type = band_->GetRasterDataType();
  return GDALDataTypeIsInteger(type) != 0 && GDALDataTypeIsComplex(type) == 0;
}

std::int64_t BandReader::cell_bytes() const {
  const GDALDataType type = band_->GetRasterDataType();
  const std::int64_t stored = GDALGetDataTypeSizeBytes(type);
  constexpr std::int64_t converted = 4 + 2;  // int32 or float, and 16-bit codes
  return stored + (type == GDT_Byte ? 1 : stored + converted) + (has_mask_ ? 1 : 0);
}

std::int64_t BandReader::stored_bytes(std::int64_t block_x, std::int64_t block_y) const {
  const std::string item = fmt::format("BLOCK_SIZE_{}_{}", block_x, block_y);
  const char* bytes = band_->GetMetadataItem(item.c_str(), "TIFF");
  return bytes != nullptr ? std::strtoll(bytes, nullptr, 10) : 0;
}

template <class T>
void BandReader::read_cached(GDALRasterBand& band, const Tile& tile, LineVector<T>& target) {
  constexpr GDALDataType type = std::is_same_v<T, std::uint8_t>    ? GDT_Byte
                                : std::is_same_v<T, std::uint16_t> ? GDT_UInt16
                                : std::is_same_v<T, std::int32_t>  ? GDT_Int32
                                                                   : GDT_Float32;
  target.resize(static_cast<std::size_t>(tile.cells()));
  const auto width = static_cast<int>(tile.width);
  const auto height = static_cast<int>(tile.height);
  CPLErrorReset();
  if (band.RasterIO(GF_Read, static_cast<int>(tile.x), static_cast<int>(tile.y), width, height,
                    target.data(), width, height, type, 0, 0, nullptr) != CE_None) {
    throw RunError(fmt::format(
        "{}: cannot read {} x {} cells from {} on ({}); the file is damaged or cut short: fetch or "
        "write it again",
        path_, tile.width, tile.height, cell_name(tile, 0), gdal_reason()));
  }
}

template <class T>
void BandReader::read_cells(const Tile& tile, LineVector<T>& target) {
  if (blocks_->is_whole_blocks(tile)) return blocks_->read(tile, target);
  read_cached(*band_, tile, target);
}

/// The one value of all cells of a tile, where that is known without unpacking them.
std::optional<double> BandReader::uniform_value(const Tile& tile) {
  if (has_mask_ || !blocks_->is_whole_blocks(tile)) return std::nullopt;
  return blocks_->value_of(tile);
}

/// Into mask_: 0 where there is no value.
void BandReader::read_mask(const Tile& tile) {
  if (mask_blocks_->is_whole_blocks(tile)) return mask_blocks_->read(tile, mask_);
  read_cached(*band_->GetMaskBand(), tile, mask_);
}

/// Into integers_; `no_value` where there is none.
void BandReader::read_integers(const Tile& tile) {
  read_cells(tile, integers_);
  if (has_nodata_ && nodata_ >= no_value && nodata_ <= std::numeric_limits<std::int32_t>::max()) {
    std::ranges::replace(integers_, static_cast<std::int32_t>(nodata_), no_value);
  }
  if (has_mask_) {
    read_mask(tile);
    for (std::size_t i = 0; i < mask_.size(); ++i) {
      if (mask_[i] == 0) integers_[i] = no_value;
    }
  }
}

/// Into bytes_, 255 where there is no value; whether 255 is no code of this tile.
bool BandReader::read_masked_bytes(const Tile& tile, int nodata) {
  read_cells(tile, bytes_);
  read_mask(tile);
  bool clash = false;
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    const bool none = mask_[i] == 0 || bytes_[i] == nodata;
    clash |= none ? false : bytes_[i] == 255;
    bytes_[i] = none ? std::uint8_t{255} : bytes_[i];
  }
  return !clash;
}

/// Into bytes_. \return whether they are of one value
bool BandReader::read_bytes(const Tile& tile) {
  const auto value = uniform_value(tile);
  if (!value) {
    bytes_value_.reset();
    read_cells(tile, bytes_);
  } else if (bytes_value_ != value || static_cast<std::int64_t>(bytes_.size()) != tile.cells()) {
    bytes_.assign(static_cast<std::size_t>(tile.cells()), static_cast<std::uint8_t>(*value));
    bytes_value_ = value;
  }
  return value.has_value();
}

CodeLayer BandReader::read_codes(const Tile& tile) {
  if (band_->GetRasterDataType() == GDT_Byte) {
    const bool stored =
        has_nodata_ && nodata_ >= 0 && nodata_ <= 255 && nodata_ == std::floor(nodata_);
    const int nodata = stored ? static_cast<int>(nodata_) : -1;
    if (!has_mask_) {
      const bool uniform = read_bytes(tile);
      return {view(bytes_, tile), nodata, uniform};
    }
    if (read_masked_bytes(tile, nodata)) return {view(bytes_, tile), 255};
  }
  read_integers(tile);
  return narrow(tile);
}

CodeLayer BandReader::narrow(const Tile& tile) {
  constexpr std::int32_t byte_nodata = 255;
  constexpr std::int32_t word_nodata = 65535;
  std::int32_t most = 0;
  bool negative = false;
  for (const std::int32_t value : integers_) {
    most = std::max(most, value);
    negative |= value < 0 && value != no_value;
  }
  if (negative || most >= word_nodata) {
    const auto bad = std::ranges::find_if(
        integers_, [&](std::int32_t v) { return v != no_value && (v < 0 || v >= word_nodata); });
    throw RunError(
        fmt::format("{}: value {} at {} is no class code (0 to 65534); state it as nodata with: "
                    "gdal_edit.py -a_nodata {} {}",
                    path_, *bad, cell_name(tile, static_cast<std::size_t>(bad - integers_.begin())),
                    *bad, path_));
  }
  const auto pack = [&](auto& target, std::int32_t nodata) -> CodeLayer {
    using T = typename std::remove_reference_t<decltype(target)>::value_type;
    target.resize(integers_.size());
    std::ranges::transform(integers_, target.begin(), [nodata](std::int32_t v) {
      return static_cast<T>(v == no_value ? nodata : v);
    });
    return {view(target, tile), nodata};
  };
  return most < byte_nodata ? pack(bytes_, byte_nodata) : pack(words_, word_nodata);
}

template <class Native>
void BandReader::zones_from(const Tile& tile, LineVector<Native>& cells, ZoneRuns& runs) {
  const auto width = static_cast<std::int32_t>(tile.width);
  if (const auto zone = uniform_value(tile)) {
    constexpr double most = std::numeric_limits<std::int32_t>::max();
    const auto id = static_cast<std::int32_t>(std::min(*zone, most));
    for (std::int64_t y = 0; y < tile.height; ++y) {
      if (is_zone(id)) runs.add({0, width, id});
      runs.end_row();
    }
    return;
  }
  read_cells(tile, cells);
  if (has_mask_) {
    read_mask(tile);
    for (std::size_t i = 0; i < mask_.size(); ++i) {
      if (mask_[i] == 0) cells[i] = 0;
    }
  }
  for (std::int64_t y = 0; y < tile.height; ++y) {
    const Native* row = cells.data() + y * tile.width;
    for (std::int32_t x = 0; x < width;) {
      const std::int32_t begin = x;
      const Native zone = row[x];
      // Long runs first: a stretch at a time, without a branch in between.
      constexpr std::int32_t stretch = 32;
      while (x + stretch <= width) {
        Native differs = 0;
        for (std::int32_t i = 0; i < stretch; ++i) {
          differs = static_cast<Native>(differs | (row[x + i] ^ zone));
        }
        if (differs != 0) break;
        x += stretch;
      }
      while (x < width && row[x] == zone)
        ++x;
      if (is_zone(zone)) runs.add({begin, x, static_cast<std::int32_t>(zone)});
    }
    runs.end_row();
  }
}

void BandReader::read_zones(const Tile& tile, ZoneRuns& runs) {
  switch (band_->GetRasterDataType()) {
    case GDT_Byte:
      return zones_from(tile, bytes_, runs);
    case GDT_UInt16:
      return zones_from(tile, words_, runs);
    default:
      return zones_from(tile, integers_, runs);
  }
}

Span2D<const float> BandReader::read_reals(const Tile& tile) {
  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  read_cells(tile, reals_);
  if (has_nodata_) std::ranges::replace(reals_, static_cast<float>(nodata_), none);
  if (has_mask_) {
    read_mask(tile);
    for (std::size_t i = 0; i < mask_.size(); ++i) {
      if (mask_[i] == 0) reals_[i] = none;
    }
  }
  return view(reals_, tile);
}

Span2D<const float> BandReader::read_weights(const Tile& tile) {
  read_cells(tile, reals_);
  if (has_mask_) read_mask(tile);
  const auto nodata = static_cast<float>(nodata_);
  for (std::size_t i = 0; i < reals_.size(); ++i) {
    float& value = reals_[i];
    if (std::isnan(value) || (has_nodata_ && value == nodata) || (has_mask_ && mask_[i] == 0)) {
      value = 0;
    } else if (!(value >= 0) || std::isinf(value)) {
      throw InputError(fmt::format(
          "{}: weight {} at {} is not a finite number from 0 up; set such cells to nodata", path_,
          value, cell_name(tile, i)));
    }
  }
  return view(reals_, tile);
}

}  // namespace terrabalance
