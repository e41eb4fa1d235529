#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance::test {

/// Cells drawn as text, one digit a cell; blanks between rows: "112 122 333".
struct Picture {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<double> cells;

  explicit Picture(const std::string& text);
  Picture(std::int64_t columns, std::int64_t rows, std::vector<double> values);
};

/// How a picture becomes a file.
struct RasterFile {
  std::string type = "Byte";
  std::optional<double> nodata{};
  std::array<double, 6> geotransform{500000, 30, 0, 2500000, 0, -30};
  int epsg = 32649;                     ///< 0: none
  std::vector<std::string> creation{};  ///< GeoTIFF creation options
  std::vector<std::uint8_t> mask{};     ///< internal mask, 0 = no value; empty: none
};

void write_raster(const std::string& path, const Picture& picture, const RasterFile& file = {});

/// The cells of a raster file's first band, row-major.
std::vector<double> read_raster(const std::string& path);

/// Polygons of a GeoPackage in the coordinates of the default RasterFile.
struct Polygon {
  std::string id;
  std::vector<std::array<double, 2>> ring;
};
void write_polygons(const std::string& path, const std::vector<Polygon>& polygons,
                    int epsg = 32649);

void write_text(const std::string& path, const std::string& text);

}  // namespace terrabalance::test
