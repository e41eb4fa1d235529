#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "io/raster/raster_stack.hpp"

/// \file
/// What the programs share that measure sweeps against decoding alone.
namespace terrabalance {

/// Looks at nothing: what remains is reading and decoding.
struct DecodeOnly {
  using Summary = std::int64_t;
  Summary scan(const TileView& tile) const { return tile.tile.cells(); }
  void merge(Summary& first, Summary&& second, Side /*side*/) const { first += second; }
};

/// landuse_YEAR.tif of a folder that `terrabalance simulate` made, in order of time.
inline std::vector<YearFile> land_use_in(const std::filesystem::path& folder) {
  std::vector<YearFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("landuse_") && entry.path().extension() == ".tif") {
      files.push_back({std::atoll(name.c_str() + 8), entry.path().string()});
    }
  }
  std::ranges::sort(files, {}, &YearFile::year);
  return files;
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace terrabalance
