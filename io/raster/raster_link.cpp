#include "io/raster/raster_link.hpp"

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {

void link_raster(const std::string& raster, const std::string& vrt) {
  const DatasetPtr source = open_raster(raster);
  const QuietGdal quiet;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("VRT");
  const DatasetPtr link(
      driver->CreateCopy(vrt.c_str(), source.get(), 0, nullptr, nullptr, nullptr));
  if (!link || QuietGdal::failed())
    throw RunError(fmt::format("{}: cannot be written ({})", vrt, QuietGdal::reason()));
}

}  // namespace terrabalance
