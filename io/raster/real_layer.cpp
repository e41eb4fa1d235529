#include "io/raster/real_layer.hpp"

#include <limits>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {

RealLayer read_real_layer(const std::string& path) {
  const DatasetPtr dataset = open_raster(path);
  RealLayer layer{grid_of(*dataset, path), {}};
  layer.values.resize(static_cast<std::size_t>(layer.grid.cells()));
  GDALRasterBand& band = *dataset->GetRasterBand(1);
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
