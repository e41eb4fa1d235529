#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Local spatial association of the cells of a raster. Neighbours are offsets, so nothing of the
/// size cells x cells or cells x neighbours is ever held; a block of rows can be asked for alone.
namespace terrabalance::pattern {

/// Which cells around are neighbours: at dy rows from the cell those within half[|dy|] columns,
/// without the cell itself.
struct Footprint {
  std::vector<int> half;

  static Footprint queen() { return {{1, 1}}; }
  static Footprint rook() { return {{1, 0}}; }
  /// All within `radius` cells, centre to centre. \throws InputError outside [1, 100]
  static Footprint disc(double radius);
  int reach() const { return static_cast<int>(half.size()) - 1; }
};

/// Rows [first, end).
struct LatticeRows {
  std::size_t first = 0;
  std::size_t end = 0;
};

/// One value a cell of some rows, row-major; NaN where the cell has no value or no neighbours.
struct LatticeLocal {
  std::vector<double> gi_star_z;  ///< Gi* (Ord and Getis 1995), binary weights, w_ii = 1
  std::vector<double> moran_i;    ///< local Moran with row-standardised weights, population scale
  std::vector<double> moran_z;    ///< by its moments under conditional randomisation
};

/// A raster of reals, NaN where there is no value. Values equal those of getis_ord() and
/// local_moran() with the same neighbours as weights.
class LatticePattern {
 public:
  /// \throws InputError naming the variable if it is constant, infinite somewhere or has fewer than
  /// 3 cells with a value, or more than 2^31
  LatticePattern(std::size_t width, std::size_t height, std::span<const double> x,
                 Footprint footprint, std::string_view variable);

  std::size_t cells() const { return values_.size(); }  ///< with a value
  double mean() const { return mean_; }

  /// O(cells of the rows * neighbours); the same for every number of threads and cut into rows.
  LatticeLocal local(LatticeRows rows, int threads) const;

  /// Pseudo p of the lag, which orders I_i and Gi* alike: (1 + #{as or more extreme}) / (1 +
  /// permutations) on the observed side. Each permutation shuffles the whole raster, by a
  /// bijection that needs no memory (Black and Rogaway 2002, generalised Feistel); a cell keeps its
  /// own value but, unlike in permute_local(), may also find it among its neighbours, once in
  /// cells / neighbours times. O(permutations * cells of the rows).
  std::vector<double> permutation_p(LatticeRows rows, int permutations, std::uint64_t seed,
                                    int threads) const;

 private:
  class Window;
  std::vector<double> lags(std::size_t row, Window& window) const;

  std::size_t width_;
  std::size_t height_;
  Footprint footprint_;
  std::vector<double> values_;             ///< deviations from the mean, of cells with a value
  std::vector<std::uint8_t> valid_;        ///< [cell]
  std::vector<std::uint32_t> row_begins_;  ///< [row]: number of its first value
  double mean_ = 0;
  double sum2_ = 0;
  double largest_ = 0;
};

/// Moran's I of all cells (row-standardised) from their local ones: the mean over those that have
/// neighbours, summed row by row.
double moran_of_lattice(std::span<const double> moran_i);

}  // namespace terrabalance::pattern
