#include <algorithm>
#include <bit>
#include <cmath>

#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/lattice/plane_sums.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t least_rows = 64;
constexpr std::size_t most_rows = 512;
/// Cells of a tile: their sums are held at once, some 300 bytes a cell with five coefficients.
constexpr std::size_t most_cells = std::size_t{1} << 18;
/// The same where a window is wider than a quarter of that.
constexpr std::size_t most_cells_of_wide = std::size_t{1} << 19;

/// The next length that transforms fast: 4 · 2^a 3^b 5^c.
std::size_t fast_length(std::size_t least) {
  for (std::size_t length = (least + 3) / 4 * 4;; length += 4) {
    std::size_t rest = length / 4;
    for (const std::size_t factor : {std::size_t{2}, std::size_t{3}, std::size_t{5}})
      while (rest % factor == 0)
        rest /= factor;
    if (rest == 1) return length;
  }
}

/// Numbers that a transform needs so that no tile's sums wrap around into its own cells.
std::size_t needed(std::size_t whole, std::size_t part, std::size_t reach) {
  std::size_t length = 0;
  for (std::size_t first = 0; first < whole; first += part) {
    const std::size_t last = std::min(first + part, whole);
    const std::size_t low = first > reach ? first - reach : 0;
    const std::size_t high = std::min(last + reach, whole);
    length = std::max({length, high + reach - first, last + reach - low});
  }
  return length;
}

}  // namespace

PlaneTiling plane_tiling(const Window& window) {
  // Nanoseconds of a core: a number of a transform for each doubling, and to reorder it.
  constexpr double per_doubling = 1.1;
  constexpr double per_number = 2.8;
  // Of a pair of products: forth, back, and back again for most squares, in five coefficients.
  constexpr double backs = 1.7;
  const std::size_t width = window.shape.width;
  const std::size_t height = window.shape.height;
  const std::size_t rows = std::clamp(std::bit_ceil(8 * window.rows()), least_rows, most_rows);
  const std::size_t lines = std::min(rows, height);
  const std::size_t length_y = fast_length(needed(height, rows, window.rows()));
  const double reads = static_cast<double>(std::min(height, lines + 2 * window.rows()));
  const std::size_t limit = window.rows() * 4 > most_rows ? most_cells_of_wide : most_cells;
  PlaneTiling best;
  for (std::size_t parts = 1;; ++parts) {
    const std::size_t columns = (width + parts - 1) / parts;
    if (best.columns > 0 && (columns < 2 * lattice_block_step || parts > 64)) return best;
    if (columns * lines > limit && columns > 2 * lattice_block_step) continue;
    const std::size_t length_x = fast_length(needed(width, columns, window.half()));
    const double x = static_cast<double>(length_x);
    const double y = static_cast<double>(length_y);
    const double of_rows = per_doubling * std::log2(x) + per_number;
    const double of_columns = per_doubling * std::log2(y) + per_number;
    const double pair = x * (reads * of_rows + y * (1 + backs) * of_columns +
                             static_cast<double>(lines) * backs * of_rows);
    const double cost = pair / 2 / static_cast<double>(columns * lines);
    if (best.columns == 0 || cost < best.cost) best = {columns, rows, length_x, length_y, cost};
  }
}

}  // namespace terrabalance::gwr
