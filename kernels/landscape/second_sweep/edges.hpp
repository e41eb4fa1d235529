#pragma once

#include <cstdint>
#include <vector>

namespace terrabalance::landscape {

/// Cells [begin, end) of row y on the edge of a patch.
struct EdgeRun {
  std::int32_t y;
  std::int32_t begin;
  std::int32_t end;
  std::int64_t patch;  ///< its first cell
};

/// The edges of the patches of one class in one zone.
struct Edges {
  std::vector<EdgeRun> runs;
  void add(const Edges& other) { runs.insert(runs.end(), other.runs.begin(), other.runs.end()); }
  template <class Archive>
  void archive(Archive& a) {
    a(runs);
  }
};

}  // namespace terrabalance::landscape
