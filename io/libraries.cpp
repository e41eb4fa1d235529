#include "io/libraries.hpp"

#include <array>
#include <memory>

#include <gdal_priv.h>
#include <hdf5.h>
#include <ogr_spatialref.h>
#include <spdlog/fmt/fmt.h>

#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {

bool LibraryVersion::fits() const {
  const auto release = [](const std::string& text) { return text.substr(0, text.rfind('.')); };
  return release(built) == release(running);
}

Libraries libraries_in_use() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned patch = 0;
  H5get_libversion(&major, &minor, &patch);
#ifdef H5_HAVE_PARALLEL
  constexpr bool parallel = true;
#else
  constexpr bool parallel = false;
#endif
  return {{GDAL_RELEASE_NAME, GDALVersionInfo("RELEASE_NAME")},
          {fmt::format("{}.{}.{}", H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE),
           fmt::format("{}.{}.{}", major, minor, patch)},
          parallel};
}

std::vector<std::string> missing_formats() {
  start_gdal();
  std::vector<std::string> missing;
  for (const char* name :
       {"VRT", "GTiff", "COG", "HFA", "ENVI", "EHdr", "AAIGrid", "ESRI Shapefile", "MapInfo File",
        "CSV", "GeoJSON", "FlatGeobuf", "GPKG"}) {
    if (GetGDALDriverManager()->GetDriverByName(name) == nullptr) missing.emplace_back(name);
  }
  return missing;
}

std::string projection_trouble() {
  start_gdal();
  const QuietGdal quiet;
  CPLErrorReset();
  OGRSpatialReference degrees;
  OGRSpatialReference metres;
  if (degrees.importFromEPSG(4326) != OGRERR_NONE || metres.importFromEPSG(3857) != OGRERR_NONE)
    return gdal_reason();
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::unique_ptr<OGRCoordinateTransformation> way(
      OGRCreateCoordinateTransformation(&degrees, &metres));
  double x = 108;
  double y = 22;
  if (way == nullptr || way->Transform(1, &x, &y) == 0) return gdal_reason();
  return {};
}

}  // namespace terrabalance
