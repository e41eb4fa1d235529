#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/value/grid.hpp"

namespace terrabalance {

enum class CellType { u8, u16, i32, f32 };

struct GeoTiffOptions {
  CellType type = CellType::u8;
  std::optional<double> nodata{};
  bool measured = false;  ///< values that differ little from their neighbours, no codes or ids
  std::map<std::string, std::string> metadata{};  ///< TIFF metadata items
  int threads = 1;                                ///< that compress blocks in the background
};

/// Writes one tiled GeoTIFF (DEFLATE; BigTIFF where it may pass 4 GB), block by block. The file
/// stands under its name only after finish(); a writer that is destroyed before leaves no file.
/// Throws InputError if the file cannot be created, RunError if it cannot be written to its end.
class GeoTiffWriter {
 public:
  static constexpr std::int64_t block = 512;  ///< cells a side

  GeoTiffWriter(std::filesystem::path path, const Grid& grid, const GeoTiffOptions& options);
  ~GeoTiffWriter();
  GeoTiffWriter(GeoTiffWriter&&) noexcept;
  GeoTiffWriter& operator=(GeoTiffWriter&&) noexcept;

  /// Blocks from left to right, then downwards; each once. \param cells block x block values,
  /// row-major, of the file's type; those beyond the grid's edge are not looked at by readers.
  void write(std::int64_t block_column, std::int64_t block_row, std::span<const std::byte> cells);

  void finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace terrabalance
