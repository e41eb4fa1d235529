#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// One band of a map that is small enough to be held in memory.
struct MapBand {
  std::string name;  ///< becomes the band's description
  std::string unit;
  std::vector<double> cells;  ///< row-major, one a cell of the grid; NaN: no value
};

/// A GeoTIFF of float64 bands, written row by row; it takes its name when it is complete, and
/// vanishes if it never is. One rank's affair.
class BandMapWriter {
 public:
  /// \param bands  their names and units
  /// \throws InputError if it cannot be created there
  BandMapWriter(const std::string& folder, const std::string& name, const Grid& grid,
                const std::vector<MapBand>& bands);
  ~BandMapWriter();
  BandMapWriter(const BandMapWriter&) = delete;
  BandMapWriter& operator=(const BandMapWriter&) = delete;

  /// Whole rows of a band, from `first` on. \throws RunError if they cannot be written
  void write(std::size_t band, std::int64_t first, const std::vector<double>& cells);
  /// \throws RunError if it cannot be written to its end
  void commit();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// A whole map at once.
void write_band_map(const std::string& folder, const std::string& name, const Grid& grid,
                    const std::vector<MapBand>& bands);

}  // namespace terrabalance
