#include "io/raster/dataset.hpp"

#include <cmath>
#include <filesystem>

#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {
namespace {

std::string describe(const Grid& grid) {
  const auto& g = grid.geotransform;
  return fmt::format("{} x {} cells of {} x {} from ({}, {})", grid.width, grid.height, g[1], g[5],
                     g[0], g[3]);
}

OGRSpatialReference reference_of(const Grid& grid) {
  OGRSpatialReference reference;
  if (!grid.crs.empty()) reference.importFromWkt(grid.crs.c_str());
  return reference;
}

bool same_crs(const Grid& a, const Grid& b) {
  if (a.crs == b.crs) return true;
  if (a.crs.empty() || b.crs.empty()) return false;
  const auto reference = reference_of(b);
  return reference_of(a).IsSame(&reference) != 0;
}

}  // namespace

void CloseDataset::operator()(GDALDataset* dataset) const {
  GDALClose(dataset);
}

std::vector<std::string> files_behind(const std::string& path) {
  start_gdal();
  const QuietGdal quiet;
  std::vector<std::string> files{path};
  const GDALDatasetUniquePtr dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!dataset) return files;
  char** list = dataset->GetFileList();
  for (char** file = list; file != nullptr && *file != nullptr; ++file) {
    if (path != *file) files.emplace_back(*file);
  }
  CSLDestroy(list);
  return files;
}

std::string gdal_reason() {
  std::string message = CPLGetLastErrorMsg();
  if (message.find("not recognized") != std::string::npos) {
    message += "; formats besides the usual ones are read with --allow-driver NAME";
  }
  return message.empty() ? "no reason given" : message;
}

DatasetPtr open_raster(const std::string& path) {
  start_gdal();
  CPLErrorReset();
  DatasetPtr dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR));
  if (!dataset) {
    const bool missing = !path.starts_with("/vsi") && !std::filesystem::exists(path);
    throw InputError(missing ? fmt::format("{}: no such file; check the path", path)
                             : fmt::format("{}: not a readable raster ({}); check it with gdalinfo",
                                           path, gdal_reason()));
  }
  if (dataset->GetRasterCount() < 1) {
    throw InputError(fmt::format("{}: has no raster band; check it with gdalinfo", path));
  }
  return dataset;
}

Grid grid_of(GDALDataset& dataset, const std::string& path) {
  Grid grid;
  grid.width = dataset.GetRasterXSize();
  grid.height = dataset.GetRasterYSize();
  dataset.GetGeoTransform(grid.geotransform.data());
  const auto& g = grid.geotransform;
  if (g[2] != 0 || g[4] != 0) {
    throw InputError(
        fmt::format("{}: the grid is rotated; straighten it with: gdalwarp -r near {} straight.tif",
                    path, path));
  }
  if (g[1] == 0 || g[5] == 0 || !std::isfinite(g[1] * g[5])) {
    throw InputError(fmt::format("{}: the cell size is {} x {}; set it with gdal_edit.py -a_ullr",
                                 path, g[1], g[5]));
  }
  if (const OGRSpatialReference* reference = dataset.GetSpatialRef()) {
    char* wkt = nullptr;
    if (reference->exportToWkt(&wkt) == OGRERR_NONE) grid.crs = wkt;
    CPLFree(wkt);
  }
  return grid;
}

bool is_geographic(const Grid& grid) {
  return !grid.crs.empty() && reference_of(grid).IsGeographic() != 0;
}

namespace {

/// A grid with the measures of its CRS: either metres per unit, or an ellipsoid and the grid in
/// degrees.
struct Measured {
  bool geographic;
  double metres_per_unit;
  Grid degrees;
  double semi_major;
  double inverse_flattening;
};

Measured measure(const Grid& grid, const std::string& path) {
  if (grid.crs.empty()) {
    throw InputError(
        fmt::format("{}: states no coordinate reference system, so its cells have no known area; "
                    "state it with: gdal_edit.py -a_srs EPSG:CODE {}",
                    path, path));
  }
  const OGRSpatialReference reference = reference_of(grid);
  if (reference.IsGeographic() == 0) {
    if (reference.IsProjected() == 0) {
      throw InputError(
          fmt::format("{}: its coordinate reference system is neither projected nor geographic; "
                      "state the right one with: gdal_edit.py -a_srs EPSG:CODE {}",
                      path, path));
    }
    return {false, reference.GetLinearUnits(), {}, 0, 0};
  }
  OGRErr error = OGRERR_NONE;
  const double semi_major = reference.GetSemiMajor(&error);
  if (error != OGRERR_NONE || !(semi_major > 0)) {
    throw InputError(fmt::format(
        "{}: is in degrees but its datum has no ellipsoid; state it with: gdal_edit.py -a_srs "
        "EPSG:4326 {}",
        path, path));
  }
  Grid degrees = grid;
  const double to_degrees = reference.GetAngularUnits() * 180 / std::acos(-1.0);
  if (std::abs(to_degrees - 1) > 1e-9) {
    for (double& g : degrees.geotransform)
      g *= to_degrees;
  }
  return {true, 0, degrees, semi_major, reference.GetInvFlattening()};
}

}  // namespace

CellArea cell_area_of(const Grid& grid, const std::string& path) {
  const Measured m = measure(grid, path);
  return m.geographic ? CellArea::ellipsoidal(m.degrees, m.semi_major, m.inverse_flattening)
                      : CellArea::planar(grid, m.metres_per_unit);
}

CellSize cell_size_of(const Grid& grid, const std::string& path) {
  const Measured m = measure(grid, path);
  return m.geographic ? CellSize::ellipsoidal(m.degrees, m.semi_major, m.inverse_flattening)
                      : CellSize::planar(grid, m.metres_per_unit);
}

namespace {

/// A shifted origin counts at both ends of the raster.
bool same_cells(const Grid& study, const Grid& layer) {
  const auto& a = study.geotransform;
  const auto& b = layer.geotransform;
  const auto close = [&](std::size_t i, double cell, double cells) {
    return std::abs(a[i] - b[i]) * cells <= 1e-6 * std::abs(cell);
  };
  return study.width == layer.width && study.height == layer.height && close(0, a[1], 1) &&
         close(3, a[5], 1) && close(1, a[1], static_cast<double>(study.width)) &&
         close(5, a[5], static_cast<double>(study.height));
}

}  // namespace

bool same_grid(const Grid& a, const Grid& b) {
  return same_cells(a, b) && same_crs(a, b);
}

void require_same_grid(const Grid& study, const std::string& study_path, const Grid& layer,
                       const std::string& layer_path) {
  if (same_grid(study, layer)) return;
  const auto& a = study.geotransform;
  const bool crs = same_crs(study, layer);
  const double right = a[0] + a[1] * static_cast<double>(study.width);
  const double bottom = a[3] + a[5] * static_cast<double>(study.height);
  const std::string warp_crs =
      crs ? "" : fmt::format("-t_srs \"$(gdalsrsinfo -o wkt {})\" ", study_path);
  throw InputError(fmt::format(
      "{}: its grid ({}{}) is not that of {} ({}); align it with: gdalwarp -r near {}"
      "-te {:.17g} {:.17g} {:.17g} {:.17g} -ts {} {} {} aligned.tif",
      layer_path, describe(layer), crs ? "" : ", another coordinate reference system", study_path,
      describe(study), warp_crs, std::min(a[0], right), std::min(a[3], bottom),
      std::max(a[0], right), std::max(a[3], bottom), study.width, study.height, layer_path));
}

}  // namespace terrabalance
