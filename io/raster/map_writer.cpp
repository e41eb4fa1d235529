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
#include "io/drivers.hpp"

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

/// The cells that two tiles share.
Tile common(const Tile& a, const Tile& b) {
  const std::int64_t x = std::max(a.x, b.x);
  const std::int64_t y = std::max(a.y, b.y);
  return {x, y, std::min(a.x + a.width, b.x + b.width) - x,
          std::min(a.y + a.height, b.y + b.height) - y};
}

/// Whether tiles are whole blocks of the map.
bool fits_blocks(const Partition& partition, std::int64_t block) {
  const Tile tile = partition.tile(0, 0);
  return (partition.columns() == 1 || tile.width % block == 0) &&
         (partition.rows() == 1 || tile.height % block == 0);
}

std::string escaped(const std::string& text) {
  char* raw = CPLEscapeString(text.c_str(), -1, CPLES_XML);
  std::string result(raw);
  CPLFree(raw);
  return result;
}

/// Names come from legends and schemes too: none leads out of the folder or hides.
std::string stem_in(const std::string& folder, std::string name) {
  std::ranges::replace_if(
      name, [](unsigned char c) { return c == '/' || c == '\\' || c < ' ' || c == 127; }, '_');
  if (name.starts_with('.')) name.front() = '_';
  return (fs::path(folder) / name).string();
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
      stem_(stem_in(folder, name)),
      unit_(std::move(unit)),
      grid_(std::move(grid)),
      communicator_(std::move(communicator)) {
  create(folder, partition);
}

MapWriter::MapWriter(const std::string& folder, const std::string& name, MapLegend legend,
                     Grid grid, const Partition& partition, Communicator communicator)
    : kind_(Kind::codes),
      stem_(stem_in(folder, name)),
      legend_(std::move(legend)),
      grid_(std::move(grid)),
      communicator_(std::move(communicator)) {
  create(folder, partition);
}

MapWriter::MapWriter(const std::string& folder, const std::string& name, Grid grid,
                     const Partition& partition, Communicator communicator)
    : kind_(Kind::ids),
      stem_(stem_in(folder, name)),
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
  rows_ = rows.count;
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
  fs::remove(path, error);  // not through a link that others may have laid there
  CPLErrorReset();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  dataset_.reset(driver->Create(path.c_str(), static_cast<int>(grid_.width),
                                static_cast<int>(rows.count), 1,
                                kind_ == Kind::reals   ? GDT_Float32
                                : kind_ == Kind::codes ? GDT_UInt16
                                                       : GDT_Int64,
                                const_cast<char**>(options.data())));
  if (!fits_blocks(partition, block)) {  // then a row of blocks waits in the cache to be complete
    enlarge_block_cache(grid_.width * block *
                        (kind_ == Kind::codes   ? std::int64_t{sizeof(std::uint16_t)}
                         : kind_ == Kind::reals ? std::int64_t{sizeof(float)}
                                                : std::int64_t{sizeof(std::int64_t)}));
  }
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
  const std::lock_guard lock(mutex_);
  switch (kind_) {
    case Kind::reals:
      return write_blocks<float>(tile, cells);
    case Kind::codes:
      return write_blocks<std::uint16_t>(tile, cells);
    case Kind::ids:
      return write_blocks<std::int64_t>(tile, cells);
  }
}

/// Blocks of which the tile has all cells go past GDAL's cache: there they would stay until it is
/// full. The others wait in it for the tiles that have the rest.
template <class Native, class Cell>
void MapWriter::write_blocks(const Tile& tile, std::span<const Cell> cells) {
  const Tile piece{tile.x, tile.y - first_row_, tile.width, tile.height};
  for (std::int64_t by = piece.y / block; by * block < piece.y + piece.height; ++by) {
    for (std::int64_t bx = piece.x / block; bx * block < piece.x + piece.width; ++bx) {
      const Tile wanted =
          common({bx * block, by * block, block, block}, {0, 0, grid_.width, rows_});
      const Tile part = common(wanted, piece);
      const bool whole = part == wanted;
      const std::int64_t stride = whole ? block : part.width;
      std::vector<Native> values(static_cast<std::size_t>(stride * (whole ? block : part.height)));
      for (std::int64_t y = part.y; y < part.y + part.height; ++y) {
        const auto from = cells.begin() + (y - piece.y) * piece.width + (part.x - piece.x);
        std::transform(from, from + part.width, values.begin() + (y - part.y) * stride,
                       [](Cell cell) { return static_cast<Native>(cell); });
      }
      write_block(bx, by, part, whole, values.data());
    }
  }
}

void MapWriter::write_block(std::int64_t bx, std::int64_t by, const Tile& part, bool whole,
                            void* values) {
  GDALRasterBand& band = *dataset_->GetRasterBand(1);
  CPLErrorReset();
  const GDALDataType type = band.GetRasterDataType();
  const auto width = static_cast<int>(part.width);
  const auto height = static_cast<int>(part.height);
  const CPLErr status =
      whole ? band.WriteBlock(static_cast<int>(bx), static_cast<int>(by), values)
            : band.RasterIO(GF_Write, static_cast<int>(part.x), static_cast<int>(part.y), width,
                            height, values, width, height, type, 0, 0, nullptr);
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
  std::error_code ignored;
  fs::remove(path() + unfinished, ignored);  // not through a link
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
