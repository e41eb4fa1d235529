#include "kernels/gwr/lattice/spectral_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/gwr/lanes/lanes.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t rows_at_once = 64;
constexpr double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;

std::size_t rounded_up(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

/// The next length that transforms fast: 2^a, 3 · 2^a or 5 · 2^a.
std::size_t fast_length(std::size_t least) {
  std::size_t best = 64;
  while (best < least)
    best *= 2;
  for (const std::size_t factor : {std::size_t{3}, std::size_t{5}}) {
    std::size_t length = 32 * factor;
    while (length < least)
      length *= 2;
    best = std::min(best, length);
  }
  return best;
}

/// Numbers of the row at `begin` whose transforms are those of the window.
std::vector<double> symmetric(const std::vector<double>& weights, std::size_t length, bool square) {
  std::vector<double> row(length, 0.0);
  for (std::size_t d = 0; d < weights.size(); ++d) {
    const double w = (square ? weights[d] * weights[d] : weights[d]) / static_cast<double>(length);
    row[d] = w;
    if (d > 0) row[length - d] = w;
  }
  return row;
}

double whole(const std::vector<double>& weights, bool square) {
  double sum = 0;
  for (std::size_t d = 0; d < weights.size(); ++d)
    sum += (d == 0 ? 1 : 2) * (square ? weights[d] * weights[d] : weights[d]);
  return sum;
}

}  // namespace

SpectralTiling spectral_tiling(const Window& window, std::size_t width) {
  // Nanoseconds of a core: a number of a transform for each doubling, and of a row's spectrum.
  constexpr double per_transform = 1.5;
  constexpr double per_row = 0.11;
  // The same for each 2^20 bytes of spectra beyond those that stay in the second cache.
  constexpr double per_row_beyond = 0.2;
  constexpr double second_cache = 2;
  const double lines = static_cast<double>(rows_at_once);
  const double reach = static_cast<double>(window.rows());
  const double transforms = 2 + 2 * reach / lines;  // some rows are transformed for two blocks
  SpectralTiling best;
  for (std::size_t pairs = 1; best.length == 0 || pairs <= 64; ++pairs) {
    const std::size_t part = rounded_up(
        std::max<std::size_t>(1, (width + 2 * pairs - 1) / (2 * pairs)), lattice_block_step / 2);
    const std::size_t length = fast_length(part + 2 * window.half());
    const double numbers = static_cast<double>(pairs * length);
    const double held = (lines + 2 * reach) * 16 * static_cast<double>(length) / (1 << 20);
    const double of_row = per_row + per_row_beyond * std::max(0.0, held - second_cache);
    const double cost =
        2 * numbers / static_cast<double>(width) *
        (transforms * per_transform / 2 * std::log2(static_cast<double>(length)) + of_row * reach);
    if (best.length == 0 || cost < best.cost) best = {length, part, cost};
    if (part <= lattice_block_step) break;
  }
  return best;
}

WindowSpectra::WindowSpectra(const Window& window, SpectralTiling tiling)
    : tiling_(tiling), half_(window.half()), frequencies_(rounded_up(tiling.length / 2 + 1, 16)) {
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::Unscaled);
  const std::size_t rows = window.weights.size();
  first_.assign(rows * frequencies_, 0.0);
  second_.assign(rows * frequencies_, 0.0);
  std::vector<std::complex<double>> from(tiling.length);
  std::vector<std::complex<double>> to(tiling.length);
  for (std::size_t dy = 0; dy < rows; ++dy) {
    for (const bool square : {false, true}) {
      const auto row = symmetric(window.weights[dy], tiling.length, square);
      std::copy(row.begin(), row.end(), from.begin());
      fft.fwd(to.data(), from.data(), static_cast<Eigen::Index>(tiling.length));
      auto& spectra = square ? second_ : first_;
      for (std::size_t k = 0; k <= tiling.length / 2; ++k)
        spectra[dy * frequencies_ + k] = to[k].real();
    }
    sizes_.push_back(whole(window.weights[dy], false));
    second_sizes_.push_back(whole(window.weights[dy], true));
  }
}

SpectralSums::SpectralSums(const WindowSpectra& window, const CellColumns& columns)
    : WindowSums(columns, 2 * window.tiling().part, rows_at_once, true),
      window_(&window),
      stride_(4 * window.frequencies() + 8),
      first_(4 * window.frequencies()),
      second_(4 * window.frequencies()),
      real_(window.tiling().length),
      imaginary_(window.tiling().length),
      here_(window.tiling().length),
      there_(window.tiling().length) {
  fft_.SetFlag(Eigen::FFT<double>::Unscaled);
}

void SpectralSums::compute(std::size_t x, bool squares) {
  const std::size_t reach = window_->reach();
  std::size_t product = 0;
  for (std::size_t m = 0; m < columns().count(); ++m) {
    for (std::size_t l = 0; l <= m; ++l, ++product) {
      const bool second = squares && m + 1 < columns().count();
      transform(m, l, x);
      if (l == m) bound_errors(m);
      for (std::size_t y = rows().first; y < rows().last; ++y) {
        lane_loops().spectra(&spectra_[(y - rows().first + reach) * stride_], stride_,
                             window_->first(), window_->second(), reach, window_->frequencies(),
                             first_.data(), second ? second_.data() : nullptr);
        restore(first_.data(), first_row(product, y));
        if (second) restore(second_.data(), second_row(product, y));
      }
    }
  }
}

void SpectralSums::transform(std::size_t m, std::size_t l, std::size_t x) {
  const std::size_t length = window_->tiling().length;
  const std::size_t lines = rows().count() + 2 * window_->reach();
  spectra_.resize(lines * stride_);
  norms_.assign(lines, 0.0);
  const auto left = static_cast<std::ptrdiff_t>(x) - static_cast<std::ptrdiff_t>(window_->half());
  const auto right = left + static_cast<std::ptrdiff_t>(window_->tiling().part);
  for (std::size_t j = 0; j < lines; ++j) {
    const auto y = static_cast<std::ptrdiff_t>(rows().first + j) -
                   static_cast<std::ptrdiff_t>(window_->reach());
    columns().multiply(m, l, left, y, length, real_.data());
    columns().multiply(m, l, right, y, length, imaginary_.data());
    double norm2 = 0;
    for (std::size_t i = 0; i < length; ++i) {
      here_[i] = {real_[i], imaginary_[i]};
      norm2 += real_[i] * real_[i] + imaginary_[i] * imaginary_[i];
    }
    norms_[j] = std::sqrt(norm2);
    double* out = &spectra_[j * stride_];
    if (norm2 == 0) {
      std::fill_n(out, stride_, 0.0);
      continue;
    }
    fft_.fwd(there_.data(), here_.data(), static_cast<Eigen::Index>(length));
    put_spectrum(out);
  }
}

void SpectralSums::put_spectrum(double* out) {
  const std::size_t length = window_->tiling().length;
  const std::size_t line = window_->frequencies();
  std::fill_n(out, stride_, 0.0);
  for (std::size_t k = 0; k <= length / 2; ++k) {
    const Complex& mirrored = there_[k == 0 ? 0 : length - k];
    out[k] = there_[k].real();
    out[line + k] = there_[k].imag();
    out[2 * line + k] = mirrored.real();
    out[3 * line + k] = mirrored.imag();
  }
}

void SpectralSums::restore(const double* spectrum, double* out) {
  const std::size_t length = window_->tiling().length;
  const std::size_t line = window_->frequencies();
  for (std::size_t k = 0; k <= length / 2; ++k) {
    here_[k] = {spectrum[k], spectrum[line + k]};
    if (k > 0) here_[length - k] = {spectrum[2 * line + k], spectrum[3 * line + k]};
  }
  fft_.inv(there_.data(), here_.data(), static_cast<Eigen::Index>(length));
  const std::size_t part = window_->tiling().part;
  for (std::size_t i = 0; i < part; ++i) {
    out[i] = there_[window_->half() + i].real();
    out[part + i] = there_[window_->half() + i].imag();
  }
}

void SpectralSums::bound_errors(std::size_t column) {
  const std::size_t reach = window_->reach();
  const double share =
      unit_roundoff *
      (8 * std::log2(static_cast<double>(window_->tiling().length)) + static_cast<double>(reach));
  for (std::size_t y = rows().first; y < rows().last; ++y) {
    const std::size_t middle = y - rows().first + reach;
    double first = window_->size(0) * norms_[middle];
    double second = window_->second_size(0) * norms_[middle];
    for (std::size_t dy = 1; dy <= reach; ++dy) {
      const double norm = norms_[middle - dy] + norms_[middle + dy];
      first += window_->size(dy) * norm;
      second += window_->second_size(dy) * norm;
    }
    set_errors(column, y, share * first, share * second);
  }
}

}  // namespace terrabalance::gwr
