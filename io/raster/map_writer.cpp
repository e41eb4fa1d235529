#include "io/raster/map_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <type_traits>
#include <utility>

#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

constexpr const char* unfinished = ".partial";
constexpr const char* side_car = ".aux.xml";  // where GDAL keeps what TIFF cannot hold

struct Rows {
  std::int64_t first;
  std::int64_t count;
};

Rows rows_of(const Partition& partition, int rank, int ranks) {
  const auto band = partition.band(rank, ranks);
  if (band.empty()) return {0, 0};
  const std::int64_t first = partition.tile(band.begin, 0).y;
  const Tile last = partition.tile(band.end - 1, 0);
  return {first, last.y + last.height - first};
}

std::string escaped(const std::string& text) {
  char* raw = CPLEscapeString(text.c_str(), -1, CPLES_XML);
  std::string result(raw);
  CPLFree(raw);
  return result;
}

void rename_finished(const std::string& path) {
  std::error_code error;
  fs::rename(path + unfinished, path, error);
  if (error) {
    throw RunError(
        fmt::format("{}: the finished map cannot take its name ({})", path, error.message()));
  }
}

}  // namespace

MapWriter::MapWriter(const std::string& folder, const std::string& name, std::string unit,
                     Grid grid, const Partition& partition, Communicator communicator)
    : kind_(Kind::reals),
      stem_((fs::path(folder) / name).string()),
      unit_(std::move(unit)),
      grid_(std::move(grid)),
      communicator_(std::move(communicator)) {
  create(folder, partition);
}

MapWriter::MapWriter(const std::string& folder, const std::string& name, MapLegend legend,
                     Grid grid, const Partition& partition, Communicator communicator)
    : kind_(Kind::codes),
      stem_((fs::path(folder) / name).string()),
      legend_(std::move(legend)),
      grid_(std::move(grid)),
      communicator_(std::move(communicator)) {
  create(folder, partition);
}

MapWriter::MapWriter(const std::string& folder, const std::string& name, Grid grid,
                     const Partition& partition, Communicator communicator)
    : kind_(Kind::ids),
      stem_((fs::path(folder) / name).string()),
      grid_(std::move(grid)),
      communicator_(std::move(communicator)) {
  create(folder, partition);
}

void MapWriter::create(const std::string& folder, const Partition& partition) {
  std::error_code error;
  fs::create_directories(folder, error);
  const Rows rows = rows_of(partition, communicator_.rank(), communicator_.size());
  if (rows.count == 0) return;
  first_row_ = rows.first;
  const std::string path = piece(communicator_.rank()) + unfinished;
  const std::array<const char*, 9> options{"TILED=YES",
                                           "BLOCKXSIZE=512",
                                           "BLOCKYSIZE=512",
                                           "COMPRESS=DEFLATE",
                                           kind_ == Kind::reals ? "PREDICTOR=3" : "PREDICTOR=2",
                                           "ZLEVEL=1",
                                           "BIGTIFF=IF_SAFER",
                                           "SPARSE_OK=TRUE",
                                           nullptr};
  CPLErrorReset();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  dataset_.reset(driver->Create(path.c_str(), static_cast<int>(grid_.width),
                                static_cast<int>(rows.count), 1,
                                kind_ == Kind::reals   ? GDT_Float32
                                : kind_ == Kind::codes ? GDT_UInt16
                                                       : GDT_Int64,
                                const_cast<char**>(options.data())));
  if (!dataset_) {
    throw InputError(fmt::format("{}: cannot write a map there ({}); choose another folder", folder,
                                 gdal_reason()));
  }
  auto geotransform = grid_.geotransform;
  geotransform[3] += static_cast<double>(rows.first) * geotransform[5];
  dataset_->SetGeoTransform(geotransform.data());
  if (!grid_.crs.empty()) dataset_->SetProjection(grid_.crs.c_str());
  GDALRasterBand* band = dataset_->GetRasterBand(1);
  if (kind_ == Kind::ids) {
    band->SetNoDataValueAsInt64(0);
    return;
  }
  band->SetNoDataValue(legend_ ? 0 : std::numeric_limits<double>::quiet_NaN());
  if (legend_) {
    legend_->apply_to(*band);
  } else {
    band->SetUnitType(unit_.c_str());
  }
}

MapWriter::~MapWriter() {
  if (!dataset_) return;
  dataset_.reset();
  std::error_code ignored;
  fs::remove(piece(communicator_.rank()) + unfinished, ignored);
  fs::remove(piece(communicator_.rank()) + unfinished + side_car, ignored);
}

std::string MapWriter::piece(int rank) const {
  return communicator_.size() == 1 ? stem_ + ".tif" : fmt::format("{}.rank{:04}.tif", stem_, rank);
}

void MapWriter::write(const Tile& tile, std::span<const double> cells) {
  write_cells(tile, cells);
}

void MapWriter::write(const Tile& tile, std::span<const float> cells) {
  write_cells(tile, cells);
}

void MapWriter::write(const Tile& tile, std::span<const std::uint16_t> cells) {
  write_cells(tile, cells);
}

void MapWriter::write(const Tile& tile, std::span<const std::int64_t> cells) {
  write_cells(tile, cells);
}

template <class Cell>
void MapWriter::write_cells(const Tile& tile, std::span<const Cell> cells) {
  constexpr GDALDataType type = std::is_same_v<Cell, double>         ? GDT_Float64
                                : std::is_same_v<Cell, float>        ? GDT_Float32
                                : std::is_same_v<Cell, std::int64_t> ? GDT_Int64
                                                                     : GDT_UInt16;
  const std::lock_guard lock(mutex_);
  CPLErrorReset();
  const auto width = static_cast<int>(tile.width);
  const auto height = static_cast<int>(tile.height);
  const CPLErr status = dataset_->GetRasterBand(1)->RasterIO(
      GF_Write, static_cast<int>(tile.x), static_cast<int>(tile.y - first_row_), width, height,
      const_cast<Cell*>(cells.data()), width, height, type, 0, 0, nullptr);
  if (status != CE_None) {
    throw RunError(fmt::format("{}: writing the map failed ({}); check the space left with df",
                               path(), gdal_reason()));
  }
}

void MapWriter::commit(const Partition& partition) {
  communicator_.together([&] {
    if (!dataset_) return;
    CPLErrorReset();
    dataset_->FlushCache(true);
    dataset_.reset();
    if (CPLGetLastErrorType() == CE_Failure) {
      throw RunError(fmt::format("{}: writing the map failed ({}); check the space left with df",
                                 path(), gdal_reason()));
    }
    const std::string path = piece(communicator_.rank());
    if (fs::exists(path + unfinished + side_car)) {
      fs::rename(path + unfinished + side_car, path + side_car);
    }
    rename_finished(path);
  });
  communicator_.together([&] {
    if (communicator_.is_root()) write_vrt(partition);
  });
}

void MapWriter::write_vrt(const Partition& partition) const {
  std::ofstream vrt(path() + unfinished);
  const auto& g = grid_.geotransform;
  vrt << fmt::format("<VRTDataset rasterXSize=\"{}\" rasterYSize=\"{}\">\n", grid_.width,
                     grid_.height);
  if (!grid_.crs.empty()) vrt << fmt::format("  <SRS>{}</SRS>\n", escaped(grid_.crs));
  vrt << fmt::format(
      "  <GeoTransform>{:.17g}, {:.17g}, {:.17g}, {:.17g}, {:.17g}, {:.17g}</GeoTransform>\n", g[0],
      g[1], g[2], g[3], g[4], g[5]);
  vrt << fmt::format(
      "  <VRTRasterBand dataType=\"{}\" band=\"1\">\n    <NoDataValue>{}</NoDataValue>\n",
      kind_ == Kind::reals   ? "Float32"
      : kind_ == Kind::codes ? "UInt16"
                             : "Int64",
      kind_ == Kind::reals ? "nan" : "0");
  if (legend_) {
    vrt << legend_->vrt_xml();
  } else if (kind_ == Kind::reals) {
    vrt << fmt::format("    <UnitType>{}</UnitType>\n", escaped(unit_));
  }
  for (int rank = 0; rank < communicator_.size(); ++rank) {
    const Rows rows = rows_of(partition, rank, communicator_.size());
    if (rows.count == 0) continue;
    const std::string name = fs::path(piece(rank)).filename().string();
    vrt << fmt::format(
        "    <SimpleSource><SourceFilename relativeToVRT=\"1\">{}</SourceFilename>"
        "<SourceBand>1</SourceBand>"
        "<SrcRect xOff=\"0\" yOff=\"0\" xSize=\"{}\" ySize=\"{}\"/>"
        "<DstRect xOff=\"0\" yOff=\"{}\" xSize=\"{}\" ySize=\"{}\"/></SimpleSource>\n",
        escaped(name), grid_.width, rows.count, rows.first, grid_.width, rows.count);
  }
  vrt << "  </VRTRasterBand>\n</VRTDataset>\n";
  vrt.close();
  if (!vrt) {
    throw RunError(fmt::format("{}: writing the map failed; check the space left with df", path()));
  }
  rename_finished(path());
}

}  // namespace terrabalance
