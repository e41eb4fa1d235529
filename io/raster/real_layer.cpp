#include "io/raster/real_layer.hpp"

#include <filesystem>
#include <limits>
#include <utility>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {

namespace {

/// FILE and BAND of FILE:BAND; a file that is called so is meant as a whole.
std::pair<std::string, std::string> split(const std::string& source) {
  const auto colon = source.rfind(':');
  if (colon == std::string::npos || source.starts_with("/vsi") || std::filesystem::exists(source)) {
    return {source, ""};
  }
  return {source.substr(0, colon), source.substr(colon + 1)};
}

GDALRasterBand& band_of(GDALDataset& dataset, const std::string& path, const std::string& name) {
  if (name.empty()) return *dataset.GetRasterBand(1);
  std::string known;
  for (int k = 1; k <= dataset.GetRasterCount(); ++k) {
    GDALRasterBand& band = *dataset.GetRasterBand(k);
    if (name == std::to_string(k) || name == band.GetDescription()) return band;
    known += fmt::format("{} {}", known.empty() ? "" : ",", k);
    if (*band.GetDescription() != 0) known += fmt::format(" ({})", band.GetDescription());
  }
  throw InputError(fmt::format("{}: has no band '{}'; its bands are:{}", path, name, known));
}

}  // namespace

std::string file_of_layer(const std::string& source) {
  return split(source).first;
}

RealLayer read_real_layer(const std::string& source) {
  const auto [path, name] = split(source);
  const DatasetPtr dataset = open_raster(path);
  RealLayer layer{grid_of(*dataset, path), {}};
  layer.values.resize(static_cast<std::size_t>(layer.grid.cells()));
  GDALRasterBand& band = band_of(*dataset, path, name);
  const int width = static_cast<int>(layer.grid.width);
  const int height = static_cast<int>(layer.grid.height);
  std::vector<GByte> mask(layer.values.size());
  if (band.RasterIO(GF_Read, 0, 0, width, height, layer.values.data(), width, height, GDT_Float64,
                    0, 0, nullptr) != CE_None ||
      band.GetMaskBand()->RasterIO(GF_Read, 0, 0, width, height, mask.data(), width, height,
                                   GDT_Byte, 0, 0, nullptr) != CE_None) {
    throw RunError(fmt::format("{}: cannot be read ({})", path, gdal_reason()));
  }
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) layer.values[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return layer;
}

}  // namespace terrabalance
