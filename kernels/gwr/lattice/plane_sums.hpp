#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include <unsupported/Eigen/FFT>

#include "kernels/gwr/lattice/window_sums.hpp"

namespace terrabalance::gwr {

/// How a lattice is cut for transforms in both directions. Tiles are counted from the first row and
/// column of the whole lattice, whoever holds which rows.
struct PlaneTiling {
  std::size_t columns = 0;   ///< cells of a tile
  std::size_t rows = 0;      ///< a power of two, the larger the wider the window
  std::size_t length_x = 0;  ///< of the transforms
  std::size_t length_y = 0;
  double cost = 0;  ///< nanoseconds of a core for a cell and product, as measured
};
PlaneTiling plane_tiling(const Window& window);

/// Spectrum of a window, real as the window is symmetric: one quarter of it. Divided by the numbers
/// of a transform, which makes up for a transform forth and back.
class PlaneSpectrum {
 public:
  explicit PlaneSpectrum(const Window& window);

  const Window& window() const { return *window_; }
  const PlaneTiling& tiling() const { return tiling_; }
  /// Frequencies (kx, ky), ky <= length_y / 2, of weights and, as imaginary part, of their squares.
  const std::complex<double>* column(std::size_t kx) const {
    return &quarter_[(2 * kx > tiling_.length_x ? tiling_.length_x - kx : kx) * height_];
  }
  double size() const { return size_; }                ///< sum of the weights
  double second_size() const { return second_size_; }  ///< and of their squares
  /// Whether every weight is 1, its own square.
  bool ones() const { return size_ == second_size_; }

 private:
  const Window* window_;
  PlaneTiling tiling_;
  std::size_t height_;
  std::vector<std::complex<double>> quarter_;
  double size_ = 0;
  double second_size_ = 0;
};

/// Windows as convolutions of tiles of the plane: two products at a time, as real and imaginary
/// part, are transformed along rows and columns, multiplied by the window's spectrum and
/// transformed back. Cost per cell and product: that of the transforms, whatever the window.
///
/// Error: u 8 log2 N ‖w‖₁ ‖f‖₂ bounds the root of the sum of all N squared errors of a tile
/// (u = 2⁻⁵³; f both products together). As rounding errors of a transform are spread over all its
/// numbers, a single sum is taken to be off by no more than eight times their mean: by
/// 64 u log2 N ‖w‖₁ ‖f‖₂ / √N. Columns are scaled by powers of two so that products can be paired.
class PlaneSums : public WindowSums {
 public:
  PlaneSums(const PlaneSpectrum& spectrum, const CellColumns& columns);

 private:
  using Complex = std::complex<double>;
  struct Product {
    std::size_t m = 0;
    std::size_t l = 0;
    std::size_t number = 0;
  };
  /// Cells of the lattice along one axis that a tile reads, and where its own lie.
  struct Extent {
    std::size_t low = 0;
    std::size_t high = 0;
    std::size_t first = 0;  ///< of its own cells, from low on
    std::size_t count = 0;
    std::size_t read() const { return high - low; }
  };

  void compute(std::size_t x, bool squares) override;
  Extent extent(std::size_t first, std::size_t part, std::size_t reach, std::size_t whole) const;
  void scale();
  double load_row(const Product& product, std::size_t row, double* out) const;
  void transform_rows(const Product& a, const Product* b);
  void filter_columns(bool squares);
  void restore(const std::vector<Complex>& plane, const Product& a, const Product* b, bool second);
  void bound_errors();

  const PlaneSpectrum* spectrum_;
  std::size_t stride_;  ///< of the rows of planes
  Extent across_;
  Extent down_;
  std::vector<double> scale_;    ///< of the columns, for this tile
  std::vector<Complex> plane_;   ///< spectra of the rows that are read
  std::vector<Complex> first_;   ///< of the tile's own rows, filtered
  std::vector<Complex> second_;  ///< with squared weights
  std::vector<Complex> column_;
  std::vector<Complex> here_;
  std::vector<Complex> there_;
  std::vector<Complex> back_;
  std::vector<double> real_;
  std::vector<double> imaginary_;
  Eigen::FFT<double> fft_;
};

}  // namespace terrabalance::gwr
