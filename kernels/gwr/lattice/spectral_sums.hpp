#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include <unsupported/Eigen/FFT>

#include "kernels/gwr/lattice/window_sums.hpp"

namespace terrabalance::gwr {

/// How a row is cut for its spectra: two neighbouring parts at a time, as the real and the
/// imaginary part of one transform.
struct SpectralTiling {
  std::size_t length = 0;  ///< of a transform
  std::size_t part = 0;    ///< cells; length >= part + twice the window's half
  double cost = 0;         ///< nanoseconds of a core for a cell and product, as measured
};
/// The cheapest cut of a row of `width` cells.
SpectralTiling spectral_tiling(const Window& window, std::size_t width);

/// Spectra of the rows of a window: real, as the rows are symmetric. Divided by the transform's
/// length, which makes up for a transform forth and back.
class WindowSpectra {
 public:
  WindowSpectra(const Window& window, SpectralTiling tiling);

  const SpectralTiling& tiling() const { return tiling_; }
  std::size_t reach() const { return sizes_.size() - 1; }
  std::size_t half() const { return half_; }
  /// Numbers of a spectrum: frequencies 0 to length / 2, filled up for the loops.
  std::size_t frequencies() const { return frequencies_; }
  const double* first() const { return first_.data(); }    ///< row after row
  const double* second() const { return second_.data(); }  ///< of squared weights
  /// Sum of the weights, of their squares, of the row at distance dy.
  double size(std::size_t dy) const { return sizes_[dy]; }
  double second_size(std::size_t dy) const { return second_sizes_[dy]; }

 private:
  SpectralTiling tiling_;
  std::size_t half_;
  std::size_t frequencies_;
  std::vector<double> first_;
  std::vector<double> second_;
  std::vector<double> sizes_;
  std::vector<double> second_sizes_;
};

/// Windows as convolutions along rows: spectra of the rows about a row are multiplied by those of
/// the window's rows and added, and transformed back once. Cost per cell and product: a transform
/// forth and back and rows() + 1 products.
///
/// Error: with u = 2⁻⁵³ and transforms of N numbers a sum is off by no more than
/// u (8 log2 N + rows()) Σ_dy ‖w_dy‖₁ ‖f_dy‖₂, over the N numbers of both parts of a row.
class SpectralSums : public WindowSums {
 public:
  SpectralSums(const WindowSpectra& window, const CellColumns& columns);

 private:
  using Complex = std::complex<double>;

  void compute(std::size_t x, bool squares) override;
  /// Spectra of a product in the rows that the window reaches.
  void transform(std::size_t m, std::size_t l, std::size_t x);
  void put_spectrum(double* out);
  /// Transforms a spectrum back to the sums of a row.
  void restore(const double* spectrum, double* out);
  void bound_errors(std::size_t column);

  const WindowSpectra* window_;
  std::size_t stride_;           ///< of the rows of spectra
  std::vector<double> spectra_;  ///< a row: Re F(k), Im F(k), Re F(N - k), Im F(N - k)
  std::vector<double> first_;
  std::vector<double> second_;
  std::vector<double> norms_;  ///< of the rows' products
  std::vector<double> real_;
  std::vector<double> imaginary_;
  std::vector<Complex> here_;
  std::vector<Complex> there_;
  Eigen::FFT<double> fft_;
};

}  // namespace terrabalance::gwr
