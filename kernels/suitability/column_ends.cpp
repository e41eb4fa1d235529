#include "kernels/suitability/column_ends.hpp"

#include <cstring>
#include <span>

namespace terrabalance {
namespace {

/// An order of rows: from one to another, both included.
struct RowOrder {
  std::int64_t from;
  std::int64_t to;
  std::int64_t step;
};

/// Notes for each column the first row of the grid, in the order given, with a marked cell.
/// \param wanted  columns that have one, at most; the search ends when so many were found
/// \return columns that have one
std::size_t note_first_marks(const Tile& tile, const TargetMarks& marks, RowOrder order,
                             std::size_t wanted, std::span<std::int32_t> rows) {
  constexpr std::size_t word = sizeof(std::uint64_t);
  const std::size_t padded = (rows.size() + word - 1) / word * word;
  std::vector<std::uint8_t> line(padded);
  std::vector<std::uint8_t> seen(padded);
  std::size_t found = 0;
  for (std::int64_t y = order.from; found < wanted; y += order.step) {
    marks.fill(y, line);
    for (std::size_t x = 0; x < padded; x += word) {
      std::uint64_t marked = 0;
      std::uint64_t before = 0;
      std::memcpy(&marked, line.data() + x, word);
      std::memcpy(&before, seen.data() + x, word);
      if ((marked & ~before) == 0) continue;
      for (std::size_t i = x; i < x + word; ++i) {
        if (line[i] <= seen[i]) continue;
        seen[i] = line[i];
        rows[i] = static_cast<std::int32_t>(tile.y + y);
        ++found;
      }
    }
    if (y == order.to) break;
  }
  return found;
}

}  // namespace

ColumnEnds column_ends(const TileView& tile, const CodeSet& target) {
  const auto width = static_cast<std::size_t>(tile.tile.width);
  ColumnEnds ends{std::vector<std::int32_t>(width, none_below),
                  std::vector<std::int32_t>(width, none_above)};
  const TargetMarks marks(tile, target);
  const std::int64_t bottom = tile.tile.height - 1;
  const std::size_t columns = note_first_marks(tile.tile, marks, {0, bottom, 1}, width, ends.first);
  note_first_marks(tile.tile, marks, {bottom, 0, -1}, columns, ends.last);
  return ends;
}

}  // namespace terrabalance
