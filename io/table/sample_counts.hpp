#pragma once

#include <string>
#include <vector>

namespace terrabalance {

/// Samples of a map's accuracy assessment: an error matrix as counts.
struct SampleCounts {
  std::string path;
  std::vector<std::string> map;        ///< classes of the rows
  std::vector<std::string> reference;  ///< classes of the columns
  std::vector<double> counts;          ///< row-major
  std::vector<std::string> places;     ///< "FILE:LINE" of each row
};

/// Reads a CSV whose header is `map\ref` and the reference classes, with a row a class of the map.
/// Which side is which cannot be seen from the numbers, so the first field is mandatory.
/// \throws InputError naming file, line and class of a missing `map\ref`, a class given twice, or a
///         count that is no integer >= 0
SampleCounts read_sample_counts(const std::string& path);

}  // namespace terrabalance
