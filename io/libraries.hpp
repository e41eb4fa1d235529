#pragma once

#include <string>
#include <vector>

namespace terrabalance {

/// A library as the program was built with it and as it is loaded.
struct LibraryVersion {
  std::string built;
  std::string running;

  /// Whether both are of one release, patches aside.
  bool fits() const;
};

/// The libraries that read and write files.
struct Libraries {
  LibraryVersion gdal;
  LibraryVersion hdf5;
  bool hdf5_parallel = false;  ///< the build that works under MPI
};

Libraries libraries_in_use();

/// Of the formats that terrabalance reads and writes by itself, those that this GDAL lacks.
std::vector<std::string> missing_formats();

/// Whether coordinates can be transformed: PROJ finds its database. Empty if so, else the reason.
std::string projection_trouble();

}  // namespace terrabalance
