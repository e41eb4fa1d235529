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

/// Whether a source is a name that GDAL itself takes apart: vrt://..., /vsi...,
/// HDF5:"file"://array.
bool is_name_of_gdal(const std::string& source) {
  return source.starts_with("/vsi") || source.starts_with("vrt://") ||
         source.starts_with("HDF5:") || source.starts_with("NETCDF:");
}

/// FILE and BAND of FILE:BAND; a file that is called so is meant as a whole.
std::pair<std::string, std::string> split(const std::string& source) {
  const auto colon = source.rfind(':');
  if (colon == std::string::npos || is_name_of_gdal(source) || std::filesystem::exists(source)) {
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

Grid grid_of_layer(const std::string& source) {
  const std::string path = file_of_layer(source);
  return grid_of(*open_raster(path), path);
}

RealLayer read_real_layer(const std::string& source) {
  const Grid grid = grid_of_layer(source);
  return {grid, read_real_rows(source, 0, grid.height)};
}

std::vector<double> read_real_rows(const std::string& source, std::int64_t first,
                                   std::int64_t count) {
  const auto [path, name] = split(source);
  const DatasetPtr dataset = open_raster(path);
  GDALRasterBand& band = band_of(*dataset, path, name);
  const int width = band.GetXSize();
  const auto top = static_cast<int>(first);
  const auto height = static_cast<int>(count);
  std::vector<double> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(count));
  if (values.empty()) return values;
  std::vector<GByte> mask(values.size());
  if (band.RasterIO(GF_Read, 0, top, width, height, values.data(), width, height, GDT_Float64, 0, 0,
                    nullptr) != CE_None ||
      band.GetMaskBand()->RasterIO(GF_Read, 0, top, width, height, mask.data(), width, height,
                                   GDT_Byte, 0, 0, nullptr) != CE_None) {
    throw RunError(fmt::format("{}: cannot be read ({})", path, gdal_reason()));
  }
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) values[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

}  // namespace terrabalance
