#include "io/raster/band_map.hpp"

#include <array>
#include <filesystem>
#include <limits>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

void fail_writing(const std::string& path) {
  throw RunError(fmt::format("{}: writing the map failed ({}); check the space left with df", path,
                             gdal_reason()));
}

DatasetPtr create(const std::string& folder, const std::string& path, const Grid& grid,
                  std::size_t bands) {
  const std::array<const char*, 6> options{"TILED=YES",       "COMPRESS=DEFLATE", "PREDICTOR=3",
                                           "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER", nullptr};
  CPLErrorReset();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  DatasetPtr dataset(driver->Create(path.c_str(), static_cast<int>(grid.width),
                                    static_cast<int>(grid.height), static_cast<int>(bands),
                                    GDT_Float64, const_cast<char**>(options.data())));
  if (!dataset)
    throw InputError(fmt::format("{}: cannot write a map there ({}); choose another folder", folder,
                                 gdal_reason()));
  auto geotransform = grid.geotransform;
  dataset->SetGeoTransform(geotransform.data());
  if (!grid.crs.empty()) dataset->SetProjection(grid.crs.c_str());
  return dataset;
}

}  // namespace

struct BandMapWriter::File {
  std::string path;
  std::int64_t width;
  DatasetPtr dataset;

  std::string unfinished() const { return path + ".partial"; }
};

BandMapWriter::BandMapWriter(const std::string& folder, const std::string& name, const Grid& grid,
                             const std::vector<MapBand>& bands) {
  std::error_code error;
  fs::create_directories(folder, error);
  const std::string path = (fs::path(folder) / (name + ".tif")).string();
  file_ = std::make_unique<File>(File{path, grid.width, nullptr});
  file_->dataset = create(folder, file_->unfinished(), grid, bands.size());
  for (std::size_t i = 0; i < bands.size(); ++i) {
    GDALRasterBand& band = *file_->dataset->GetRasterBand(static_cast<int>(i) + 1);
    band.SetNoDataValue(std::numeric_limits<double>::quiet_NaN());
    band.SetDescription(bands[i].name.c_str());
    band.SetUnitType(bands[i].unit.c_str());
  }
}

BandMapWriter::~BandMapWriter() {
  if (!file_) return;
  file_->dataset.reset();
  std::error_code ignored;
  fs::remove(file_->unfinished(), ignored);
}

void BandMapWriter::write(std::size_t band, std::int64_t first, const std::vector<double>& cells) {
  const auto width = static_cast<int>(file_->width);
  const auto height = static_cast<int>(static_cast<std::int64_t>(cells.size()) / file_->width);
  if (file_->dataset->GetRasterBand(static_cast<int>(band) + 1)
          ->RasterIO(GF_Write, 0, static_cast<int>(first), width, height,
                     const_cast<double*>(cells.data()), width, height, GDT_Float64, 0, 0,
                     nullptr) != CE_None)
    fail_writing(file_->path);
}

void BandMapWriter::commit() {
  CPLErrorReset();
  file_->dataset->FlushCache(true);
  file_->dataset.reset();
  if (CPLGetLastErrorType() == CE_Failure) fail_writing(file_->path);
  std::error_code error;
  fs::rename(file_->unfinished(), file_->path, error);
  if (error) fail_writing(file_->path);
  file_.reset();
}

void write_band_map(const std::string& folder, const std::string& name, const Grid& grid,
                    const std::vector<MapBand>& bands) {
  BandMapWriter map(folder, name, grid, bands);
  for (std::size_t i = 0; i < bands.size(); ++i)
    map.write(i, 0, bands[i].cells);
  map.commit();
}

}  // namespace terrabalance
