#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

class GDALRasterBand;

namespace terrabalance {

/// What a code of a map means and how it is drawn.
struct MapCode {
  std::uint16_t code;  ///< > 0; 0 is "no value"
  std::array<std::uint8_t, 3> rgb;
  std::vector<std::string> texts;  ///< one for each column of the legend
  std::int64_t cells = 0;
};

/// Colour table and attribute table of a map of codes.
struct MapLegend {
  std::vector<std::string> columns;  ///< names of the texts; the first is what a viewer shows
  std::vector<MapCode> codes;

  /// Colour and attribute table of a new band.
  void apply_to(GDALRasterBand& band) const;

  /// The same as elements of a VRT's band.
  std::string vrt_xml() const;
};

}  // namespace terrabalance
