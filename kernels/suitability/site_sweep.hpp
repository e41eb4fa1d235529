#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

/// \file
/// Exact squared distances on square cells by a sweep over rows. The sites are the marked cells of
/// the rows seen so far; of them the sweep keeps those that are nearest to some cell of the current
/// row. A site that is nearest to none is so for good: its Voronoi cell is convex and holds the
/// site itself, so it cannot miss a row and come back on a later one. A row thus costs as many
/// steps as it has nearest sites, and one for each cell that is marked anew.
namespace terrabalance {

/// One direction: distances to the sites in the current row and the rows before it.
class SiteSweep {
 public:
  static constexpr std::int32_t none = std::numeric_limits<std::int32_t>::max();

  /// Starts afresh. Rows are numbered from 0 in the direction of the sweep.
  /// \param rows_before  of each column, how many rows before row 0 its nearest marked cell lies,
  ///                     at least 1; none if there is no such cell
  void start(std::span<const std::int32_t> rows_before);

  /// Goes on to the next row. \param marks  of its cells: 255 = a site, else 0
  void next_row(std::span<const std::uint8_t> marks);

  static constexpr std::size_t slack = 8;

  /// Squared distance in cells of each cell of the row, but for its marked cells, whose value means
  /// nothing. \param squares  `slack` longer than the row: room for several at a time
  /// \return false if there is no site yet: nothing was written
  template <class Square>
  bool squares(std::span<Square> squares) const;

 private:
  struct Site {
    std::int64_t column;
    std::int64_t row;
    std::int64_t square;    ///< of its distance from the current row
    std::int64_t constant;  ///< column^2 + square
  };

  void push(std::int64_t column, std::int64_t row);
  void push_old_before(std::int64_t column, std::span<const std::uint8_t> marks);
  void insert(std::size_t x, std::span<const std::uint8_t> marks);
  static void fill(std::span<const Site> sites, std::span<std::int32_t> squares);
  static void fill(std::span<const Site> sites, std::span<std::int64_t> squares);
  template <class Square>
  static void fill_row(std::span<const Site> sites, std::span<Square> squares);
  template <class Square>
  static void fill_parabola(std::int64_t begin, std::int64_t end, const Site& site,
                            Square* squares);

  std::int64_t row_ = -1;
  std::vector<Site> sites_;         // of the current row, from left to right
  std::vector<Site> old_;           // of the row before
  std::size_t next_old_ = 0;        // of old_, the first that is not dealt with
  std::vector<std::uint8_t> last_;  // marks of the row before
};

/// Distances in metres of a block of whole rows of square cells.
class SquareDistances {
 public:
  /// \param marks         of the block, row-major, `columns` cells a row; 255 = a target, else 0
  /// \param first_row     of the block, in the grid
  /// \param above, below  of each column, the nearest row beyond the block with a target;
  ///                      none_above, none_below
  /// \param metres        as long as marks; inf if there is no target anywhere
  void fill(std::span<const std::uint8_t> marks, std::int64_t columns, std::int64_t first_row,
            std::span<const std::int32_t> above, std::span<const std::int32_t> below, double cell_m,
            std::span<float> metres);

 private:
  template <class Square>
  void fill_as(std::span<const std::uint8_t> marks, std::int64_t columns, double cell_m,
               std::span<float> metres, std::vector<Square>& upward);

  SiteSweep down_;
  SiteSweep up_;
  std::vector<std::int32_t> rows_before_;
  std::vector<std::int32_t> upward_;       // squares of the upward sweep, of the whole block
  std::vector<std::int64_t> upward_wide_;  // where 32 bits might not do
};

}  // namespace terrabalance
