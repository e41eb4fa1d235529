#include "kernels/gwr/lattice/plane_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace terrabalance::gwr {
namespace {

constexpr double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;
/// Columns of a plane that are transformed together: their numbers share lines of the cache.
constexpr std::size_t columns_at_once = 16;

}  // namespace

PlaneSpectrum::PlaneSpectrum(const Window& window)
    : window_(&window), tiling_(plane_tiling(window)), height_(tiling_.length_y / 2 + 1) {
  using Complex = std::complex<double>;
  const std::size_t width = tiling_.length_x / 2 + 1;
  quarter_.assign(width * height_, {});
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::Unscaled);
  const double all = static_cast<double>(tiling_.length_x * tiling_.length_y);
  // Both spectra are real: weights and their squares are transformed as one.
  std::vector<Complex> from(tiling_.length_x);
  std::vector<Complex> to(tiling_.length_x);
  for (std::size_t dy = 0; dy <= window.rows(); ++dy) {
    std::fill(from.begin(), from.end(), Complex{});
    for (std::size_t dx = 0; dx < window.weights[dy].size(); ++dx) {
      const double w = window.weights[dy][dx];
      from[dx] = Complex{w, w * w} / all;
      if (dx > 0) from[tiling_.length_x - dx] = from[dx];
      const double times = (dx > 0 ? 2 : 1) * (dy > 0 ? 2 : 1);
      size_ += times * w;
      second_size_ += times * w * w;
    }
    fft.fwd(to.data(), from.data(), static_cast<Eigen::Index>(tiling_.length_x));
    for (std::size_t kx = 0; kx < width; ++kx)
      quarter_[kx * height_ + dy] = to[kx];
  }
  from.resize(tiling_.length_y);
  to.resize(tiling_.length_y);
  for (std::size_t kx = 0; kx < width; ++kx) {
    std::fill(from.begin(), from.end(), Complex{});
    for (std::size_t dy = 0; dy <= window.rows(); ++dy) {
      from[dy] = quarter_[kx * height_ + dy];
      if (dy > 0) from[tiling_.length_y - dy] = from[dy];
    }
    fft.fwd(to.data(), from.data(), static_cast<Eigen::Index>(tiling_.length_y));
    std::copy_n(to.begin(), height_, &quarter_[kx * height_]);
  }
}

PlaneSums::PlaneSums(const PlaneSpectrum& spectrum, const CellColumns& columns)
    : WindowSums(columns, spectrum.tiling().columns, spectrum.tiling().rows, true),
      spectrum_(&spectrum),
      stride_(spectrum.tiling().length_x + 4),
      scale_(columns.count()),
      column_(columns_at_once * spectrum.tiling().length_y),
      here_(std::max(spectrum.tiling().length_x, spectrum.tiling().length_y)),
      there_(here_.size()),
      back_(here_.size()),
      real_(spectrum.tiling().length_x),
      imaginary_(spectrum.tiling().length_x) {
  fft_.SetFlag(Eigen::FFT<double>::Unscaled);
}

PlaneSums::Extent PlaneSums::extent(std::size_t first, std::size_t part, std::size_t reach,
                                    std::size_t whole) const {
  const std::size_t last = std::min(first + part, whole);
  const std::size_t low = first > reach ? first - reach : 0;
  return {low, std::min(last + reach, whole), first - low, last - first};
}

void PlaneSums::compute(std::size_t x, bool squares) {
  const PlaneTiling& tiling = spectrum_->tiling();
  const Window& window = spectrum_->window();
  const std::size_t row = (columns().top + rows().first) / tiling.rows * tiling.rows;
  across_ = extent(x, tiling.columns, window.half(), window.shape.width);
  down_ = extent(row, tiling.rows, window.rows(), window.shape.height);
  if (down_.low < columns().top || down_.high > columns().top + columns().height)
    throw std::logic_error("gwr: a tile reaches beyond the rows that are held");
  scale();
  plane_.resize(down_.read() * stride_);
  first_.resize(down_.count * stride_);
  if (squares && !spectrum_->ones()) second_.resize(down_.count * stride_);
  std::vector<Product> products;
  for (std::size_t m = 0; m < columns().count(); ++m)
    for (std::size_t l = 0; l <= m; ++l)
      products.push_back({m, l, products.size()});
  for (std::size_t p = 0; p < products.size(); p += 2) {
    const Product& a = products[p];
    const Product* b = p + 1 < products.size() ? &products[p + 1] : nullptr;
    const bool second = squares && a.m + 1 < columns().count();
    transform_rows(a, b);
    filter_columns(second && !spectrum_->ones());
    restore(first_, a, b, false);
    if (second) restore(spectrum_->ones() ? first_ : second_, a, b, true);
  }
  bound_errors();
}

/// Powers of two by which the columns' squares have about the same size in this tile.
void PlaneSums::scale() {
  const double cells = static_cast<double>(across_.read() * down_.read());
  for (std::size_t c = 0; c < columns().count(); ++c) {
    double fourth = 0;
    for (std::size_t y = down_.low; y < down_.high; ++y) {
      const double* values = columns().row(c, y - columns().top);
      for (std::size_t x = across_.low; x < across_.high; ++x)
        fourth += values[x] * values[x] * values[x] * values[x];
    }
    const double size = std::sqrt(std::sqrt(fourth / cells));
    scale_[c] = size > 0 && std::isfinite(size) ? std::ldexp(1, -std::ilogb(size)) : 1;
  }
}

/// A scaled product in the cells that are read. \return  sum of its squares
double PlaneSums::load_row(const Product& product, std::size_t row, double* out) const {
  columns().multiply(product.m, product.l, static_cast<std::ptrdiff_t>(across_.low),
                     static_cast<std::ptrdiff_t>(row - columns().top), across_.read(), out);
  const double factor = scale_[product.m] * scale_[product.l];
  double norm2 = 0;
  for (std::size_t i = 0; i < across_.read(); ++i) {
    out[i] *= factor;
    norm2 += out[i] * out[i];
  }
  return norm2;
}

void PlaneSums::transform_rows(const Product& a, const Product* b) {
  const std::size_t length = spectrum_->tiling().length_x;
  std::fill(imaginary_.begin(), imaginary_.end(), 0.0);
  std::fill_n(here_.begin(), length, Complex{});
  for (std::size_t j = 0; j < down_.read(); ++j) {
    double norm2 = load_row(a, down_.low + j, real_.data());
    if (b != nullptr) norm2 += load_row(*b, down_.low + j, imaginary_.data());
    Complex* out = &plane_[j * stride_];
    if (norm2 == 0) {
      std::fill_n(out, length, Complex{});
      continue;
    }
    for (std::size_t i = 0; i < across_.read(); ++i)
      here_[i] = {real_[i], imaginary_[i]};
    fft_.fwd(out, here_.data(), static_cast<Eigen::Index>(length));
  }
}

/// Along columns: forth, times the spectrum, and back to the tile's own rows.
void PlaneSums::filter_columns(bool squares) {
  const std::size_t width = spectrum_->tiling().length_x;
  const std::size_t length = spectrum_->tiling().length_y;
  const auto count = static_cast<Eigen::Index>(length);
  const auto put_back = [&](std::vector<Complex>& plane, std::size_t kx, std::size_t columns) {
    for (std::size_t y = 0; y < down_.count; ++y)
      for (std::size_t c = 0; c < columns; ++c)
        plane[y * stride_ + kx + c] = column_[c * length + down_.first + y];
  };
  std::vector<Complex>& squared = back_;
  std::vector<Complex> of_squares(squares ? columns_at_once * length : 0);
  for (std::size_t kx = 0; kx < width; kx += columns_at_once) {
    const std::size_t columns = std::min(columns_at_once, width - kx);
    std::fill(column_.begin(), column_.end(), Complex{});
    for (std::size_t y = 0; y < down_.read(); ++y)
      for (std::size_t c = 0; c < columns; ++c)
        column_[c * length + y] = plane_[y * stride_ + kx + c];
    for (std::size_t c = 0; c < columns; ++c) {
      fft_.fwd(there_.data(), &column_[c * length], count);
      const Complex* weights = spectrum_->column(kx + c);
      for (std::size_t k = 0; k < length; ++k) {
        const Complex& w = weights[2 * k > length ? length - k : k];
        here_[k] = there_[k] * w.real();
        squared[k] = there_[k] * w.imag();
      }
      fft_.inv(&column_[c * length], here_.data(), count);
      if (squares) fft_.inv(&of_squares[c * length], squared.data(), count);
    }
    put_back(first_, kx, columns);
    if (!squares) continue;
    column_.swap(of_squares);
    put_back(second_, kx, columns);
  }
}

void PlaneSums::restore(const std::vector<Complex>& plane, const Product& a, const Product* b,
                        bool second) {
  const auto length = static_cast<Eigen::Index>(spectrum_->tiling().length_x);
  const auto unscaled = [this](const Product& p) { return 1 / (scale_[p.m] * scale_[p.l]); };
  const double of_a = unscaled(a);
  const double of_b = b != nullptr ? unscaled(*b) : 0;
  const std::size_t top = down_.low + down_.first - columns().top;
  for (std::size_t y = rows().first; y < rows().last; ++y) {
    fft_.inv(there_.data(), &plane[(y - top) * stride_], length);
    double* out_a = second ? second_row(a.number, y) : first_row(a.number, y);
    for (std::size_t i = 0; i < across_.count; ++i)
      out_a[i] = there_[across_.first + i].real() * of_a;
    if (b == nullptr || (second && b->m + 1 == columns().count())) continue;
    double* out_b = second ? second_row(b->number, y) : first_row(b->number, y);
    for (std::size_t i = 0; i < across_.count; ++i)
      out_b[i] = there_[across_.first + i].imag() * of_b;
  }
}

/// A scaled column's squares have a mean square below 16, and so has the product of two columns.
void PlaneSums::bound_errors() {
  const PlaneTiling& tiling = spectrum_->tiling();
  const double all = static_cast<double>(tiling.length_x * tiling.length_y);
  const double cells = static_cast<double>(across_.read() * down_.read());
  const double norm = std::sqrt(2 * 16 * cells / all);
  const double share = 64 * unit_roundoff * std::log2(all) * norm;
  for (std::size_t c = 0; c < columns().count(); ++c) {
    const double unit = share / (scale_[c] * scale_[c]);
    for (std::size_t y = rows().first; y < rows().last; ++y)
      set_errors(c, y, unit * spectrum_->size(), unit * spectrum_->second_size());
  }
}

}  // namespace terrabalance::gwr
