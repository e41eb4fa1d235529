#pragma once

#include <cstdint>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// How a grid is cut: tiles in rows, and for each rank a band of whole tile rows. Bands are
/// adjacent, from the top rank 0 to the bottom, and as equal in work as whole tile rows allow.
class Partition {
 public:
  /// \param tile_width, tile_height  of all tiles but those at the right and bottom border
  Partition(const Grid& grid, std::int64_t tile_width, std::int64_t tile_height);

  /// The same with bands that are equal in work instead of rows.
  /// \param work  of each tile row, from 0 up in any unit
  Partition balanced(std::vector<std::int64_t> work) const;

  std::int64_t columns() const { return columns_; }  ///< tiles in a tile row
  std::int64_t rows() const { return rows_; }        ///< tile rows
  Tile tile(std::int64_t tile_row, std::int64_t tile_column) const;
  Tile grid_tile() const { return {0, 0, width_, height_}; }  ///< the whole grid

  struct Band {
    std::int64_t begin;  ///< first tile row
    std::int64_t end;    ///< one past the last
    bool empty() const { return begin == end; }
  };

  /// The rank's band; empty where there are more ranks than tile rows.
  Band band(int rank, int ranks) const;

 private:
  std::int64_t first_row(int rank, int ranks) const;

  std::int64_t width_;
  std::int64_t height_;
  std::int64_t tile_width_;
  std::int64_t tile_height_;
  std::int64_t columns_;
  std::int64_t rows_;
  std::vector<double> work_above_;  // of each tile row, and of all; empty: rows are equal
};

}  // namespace terrabalance
