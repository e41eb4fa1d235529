#include "io/raster/uniform_blocks.hpp"

#include <cstdlib>
#include <utility>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

namespace terrabalance {
namespace {

/// Bytes that a block may have to be looked at: even LZW packs one value better. None where block
/// offsets are not known or not worth it.
std::int64_t most_bytes(GDALRasterBand& band, GDALDataset* dataset) {
  constexpr std::int64_t least_cells =
      std::int64_t{256} * 256;  // smaller ones are unpacked as fast
  constexpr std::int64_t cells_a_byte = 64;
  int width = 0;
  int height = 0;
  band.GetBlockSize(&width, &height);
  const std::int64_t cells = std::int64_t{width} * height;
  const GDALDriver* driver = dataset != nullptr ? dataset->GetDriver() : nullptr;
  const bool geotiff = driver != nullptr && EQUAL(driver->GetDescription(), "GTiff");
  return geotiff && cells >= least_cells ? cells / cells_a_byte : 0;
}

std::optional<std::int64_t> block_item(GDALRasterBand& band, const char* what, std::int64_t block_x,
                                       std::int64_t block_y) {
  const std::string item = fmt::format("BLOCK_{}_{}_{}", what, block_x, block_y);
  const char* text = band.GetMetadataItem(item.c_str(), "TIFF");
  if (text == nullptr) return std::nullopt;
  return std::strtoll(text, nullptr, 10);
}

}  // namespace

void UniformBlocks::CloseFile::operator()(void* file) const {
  VSIFCloseL(static_cast<VSILFILE*>(file));
}

UniformBlocks::UniformBlocks(std::string path, GDALRasterBand& band, GDALDataset* dataset)
    : band_(&band), path_(std::move(path)), most_bytes_(most_bytes(band, dataset)) {}

bool UniformBlocks::read_packed(std::int64_t block_x, std::int64_t block_y) {
  const auto size = block_item(*band_, "SIZE", block_x, block_y);
  if (!size || *size <= 0 || *size > most_bytes_) return false;
  const auto offset = block_item(*band_, "OFFSET", block_x, block_y);
  if (!offset) return false;
  if (!file_) file_.reset(VSIFOpenL(path_.c_str(), "rb"));
  auto* const file = static_cast<VSILFILE*>(file_.get());
  if (file == nullptr || VSIFSeekL(file, static_cast<vsi_l_offset>(*offset), SEEK_SET) != 0)
    return false;
  const auto bytes = static_cast<std::size_t>(*size);
  packed_.resize(bytes);
  return VSIFReadL(packed_.data(), 1, bytes, file) == bytes;
}

std::optional<double> UniformBlocks::value_of(std::int64_t block_x, std::int64_t block_y) {
  if (most_bytes_ == 0) return std::nullopt;
  if (block_x != block_x_ || block_y != block_y_) {
    value_ = look_up(block_x, block_y);
    block_x_ = block_x;
    block_y_ = block_y;
  }
  return value_;
}

std::optional<double> UniformBlocks::look_up(std::int64_t block_x, std::int64_t block_y) {
  if (!read_packed(block_x, block_y)) {
    packed_.clear();
    return std::nullopt;
  }
  const auto known = value_by_bytes_.find(packed_);
  if (known == value_by_bytes_.end()) return std::nullopt;
  return known->second;
}

void UniformBlocks::note(double value) {
  constexpr std::size_t most_known = 256;
  if (!packed_.empty() && value_by_bytes_.size() < most_known)
    value_by_bytes_.emplace(packed_, value);
  value_ = value;
}

}  // namespace terrabalance
