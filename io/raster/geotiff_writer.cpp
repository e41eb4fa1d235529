#include "io/raster/geotiff_writer.hpp"

#include <cassert>
#include <system_error>
#include <utility>

#include <cpl_string.h>
#include <gdal_priv.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {
namespace {

GDALDataType gdal_type(CellType type) {
  switch (type) {
    case CellType::u8:
      return GDT_Byte;
    case CellType::u16:
      return GDT_UInt16;
    case CellType::i32:
      return GDT_Int32;
    case CellType::f32:
      return GDT_Float32;
  }
  return GDT_Unknown;
}

CPLStringList creation_options(const GeoTiffOptions& options) {
  const std::string block = std::to_string(GeoTiffWriter::block);
  CPLStringList list;
  list.SetNameValue("TILED", "YES");
  list.SetNameValue("BLOCKXSIZE", block.c_str());
  list.SetNameValue("BLOCKYSIZE", block.c_str());
  // Level 6, GDAL's own, is decoded fastest (docs/performance.md, Codecs). Measured values hardly
  // pack better for it.
  list.SetNameValue("COMPRESS", "DEFLATE");
  list.SetNameValue("ZLEVEL", options.measured ? "2" : "6");
  // Codes and ids repeat; measured values differ little from their neighbours.
  if (options.measured && options.type == CellType::u16) list.SetNameValue("PREDICTOR", "2");
  if (options.measured && options.type == CellType::f32) list.SetNameValue("PREDICTOR", "3");
  list.SetNameValue("BIGTIFF", "IF_SAFER");
  if (options.threads > 1) {
    list.SetNameValue("NUM_THREADS", std::to_string(options.threads).c_str());
  }
  return list;
}

}  // namespace

struct GeoTiffWriter::File {
  std::filesystem::path path;
  std::filesystem::path temporary;
  GDALDatasetUniquePtr dataset;

  ~File() {
    if (!dataset) return;
    const QuietGdal quiet;
    dataset.reset();
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw RunError(path.string() + ": cannot be written: " + reason +
                   "; check the free space (df) and the quota of that folder, then run again");
  }
};

GeoTiffWriter::GeoTiffWriter(std::filesystem::path path, const Grid& grid,
                             const GeoTiffOptions& options)
    : file_(std::make_unique<File>()) {
  start_gdal();
  file_->path = std::move(path);
  file_->temporary = file_->path;
  file_->temporary += ".partial";
  const QuietGdal quiet;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  if (driver == nullptr) throw RunError("this GDAL has no GeoTIFF driver; install libgdal");
  file_->dataset.reset(driver->Create(file_->temporary.c_str(), static_cast<int>(grid.width),
                                      static_cast<int>(grid.height), 1, gdal_type(options.type),
                                      creation_options(options).List()));
  if (!file_->dataset) {
    throw InputError(file_->path.string() + ": cannot be created: " + QuietGdal::reason() +
                     "; give an output folder that you may write to");
  }
  GDALDataset& dataset = *file_->dataset;
  auto geotransform = grid.geotransform;
  dataset.SetGeoTransform(geotransform.data());
  if (!grid.crs.empty()) dataset.SetProjection(grid.crs.c_str());
  for (const auto& [key, value] : options.metadata) {
    dataset.SetMetadataItem(key.c_str(), value.c_str());
  }
  if (options.nodata) dataset.GetRasterBand(1)->SetNoDataValue(*options.nodata);
  if (QuietGdal::failed()) file_->fail(QuietGdal::reason());
}

GeoTiffWriter::~GeoTiffWriter() = default;
GeoTiffWriter::GeoTiffWriter(GeoTiffWriter&&) noexcept = default;
GeoTiffWriter& GeoTiffWriter::operator=(GeoTiffWriter&&) noexcept = default;

void GeoTiffWriter::write(std::int64_t block_column, std::int64_t block_row,
                          std::span<const std::byte> cells) {
  const QuietGdal quiet;
  GDALRasterBand* band = file_->dataset->GetRasterBand(1);
  assert(cells.size() == static_cast<std::size_t>(
                             block * block * GDALGetDataTypeSizeBytes(band->GetRasterDataType())));
  // WriteBlock goes past GDAL's block cache; it does not change the cells.
  auto* data = const_cast<std::byte*>(cells.data());
  const CPLErr status =
      band->WriteBlock(static_cast<int>(block_column), static_cast<int>(block_row), data);
  if (status != CE_None || QuietGdal::failed()) file_->fail(QuietGdal::reason());
}

void GeoTiffWriter::finish() {
  const QuietGdal quiet;
  file_->dataset->FlushCache(false);
  bool failed = QuietGdal::failed();
  std::string reason = failed ? QuietGdal::reason() : "";
  if (!failed) {
    file_->dataset.reset();  // writes the directory
    failed = QuietGdal::failed();
    if (failed) reason = QuietGdal::reason();
  }
  std::error_code error;
  if (!failed) {
    std::filesystem::rename(file_->temporary, file_->path, error);
    failed = static_cast<bool>(error);
    if (failed) reason = error.message();
  }
  if (failed) {
    file_->dataset.reset();
    std::filesystem::remove(file_->temporary, error);
    file_->fail(reason);
  }
}

}  // namespace terrabalance
