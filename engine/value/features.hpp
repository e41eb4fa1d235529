#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance {

/// A ring of a polygon: vertices [begin, end), the first repeated as the last.
struct Ring {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::int32_t polygon = 0;
  bool hole = false;
};

/// (Multi)polygons as plain coordinates, in the units of their file.
struct Polygons {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<Ring> rings;
  std::vector<std::string> ids;  ///< one a polygon, to name it in messages

  std::size_t size() const { return ids.size(); }
};

/// Places, in the units of their file.
struct Points {
  std::vector<double> x;
  std::vector<double> y;

  std::size_t size() const { return x.size(); }
};

}  // namespace terrabalance
