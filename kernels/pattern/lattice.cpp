#include "kernels/pattern/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/pattern/shuffle.hpp"

namespace terrabalance::pattern {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Rows of a part of the work, cut evenly.
LatticeRows part_of(LatticeRows rows, std::size_t part, std::size_t parts) {
  const std::size_t count = rows.end - rows.first;
  return {rows.first + count * part / parts, rows.first + count * (part + 1) / parts};
}

}  // namespace

Footprint Footprint::disc(double radius) {
  if (!(radius >= 1 && radius <= 100)) {
    throw InputError("a radius of neighbours lies between 1 and 100 cells");
  }
  Footprint footprint;
  for (int dy = 0; dy <= static_cast<int>(radius); ++dy) {
    const double half = std::sqrt(radius * radius - static_cast<double>(dy) * dy);
    footprint.half.push_back(static_cast<int>(half + 1e-9));
  }
  return footprint;
}

/// The rows around the current one, with a margin of zeros to either side; each is made once.
class LatticePattern::Window {
 public:
  /// \param fill  writes the values of a row
  template <class Fill>
  Window(const LatticePattern& lattice, std::size_t first, const Fill& fill)
      : reach_(static_cast<std::size_t>(lattice.footprint_.reach())),
        margin_(static_cast<std::size_t>(
            *std::max_element(lattice.footprint_.half.begin(), lattice.footprint_.half.end()))),
        stride_(lattice.width_ + 2 * margin_),
        memory_((2 * reach_ + 1) * stride_, 0) {
    for (std::size_t row = first > reach_ ? first - reach_ : 0; row < first + reach_; ++row)
      enter(lattice, row, fill);
  }

  /// Makes the row that comes into reach of the current one. Rows beyond the raster are zeros.
  template <class Fill>
  void enter(const LatticePattern& lattice, std::size_t row, const Fill& fill) {
    double* values = slot(row);
    if (row < lattice.height_) {
      fill(row, values);
    } else {
      std::fill_n(values, lattice.width_, 0.0);
    }
  }
  /// Values of a row within reach, from the first column on.
  double* slot(std::size_t row) {
    return memory_.data() + row % (2 * reach_ + 1) * stride_ + margin_;
  }
  std::size_t reach() const { return reach_; }

 private:
  std::size_t reach_;
  std::size_t margin_;
  std::size_t stride_;
  std::vector<double> memory_;
};

LatticePattern::LatticePattern(std::size_t width, std::size_t height, std::span<const double> x,
                               Footprint footprint, std::string_view variable)
    : width_(width), height_(height), footprint_(std::move(footprint)), valid_(x.size(), 0) {
  std::string name("layer '");
  name.append(variable).append("'");
  for (std::size_t row = 0; row < height; ++row) {
    row_begins_.push_back(static_cast<std::uint32_t>(values_.size()));
    for (std::size_t cell = row * width; cell < (row + 1) * width; ++cell) {
      if (std::isnan(x[cell])) continue;
      if (std::isinf(x[cell])) {
        throw InputError(name + " is infinite in row " + std::to_string(row) + ", column " +
                         std::to_string(cell - row * width) +
                         " (from 0); declare such cells nodata");
      }
      valid_[cell] = 1;
      values_.push_back(x[cell]);
    }
    if (values_.size() > std::numeric_limits<std::int32_t>::max()) {
      throw InputError(name + " has more than 2^31 cells; aggregate it first");
    }
  }
  if (values_.size() < 3) {
    throw InputError(name + " has " + std::to_string(values_.size()) +
                     " cells with a value; spatial association needs at least 3");
  }
  for (const double value : values_)
    mean_ += value;
  mean_ /= static_cast<double>(values_.size());
  for (double& value : values_) {
    value -= mean_;
    sum2_ += value * value;
    largest_ = std::max(largest_, std::abs(value));
  }
  if (largest_ <= 1e-14 * std::abs(mean_)) {
    throw InputError(name + " is constant; there is no pattern to look for");
  }
}

/// Sums over the neighbours of a row's cells, in a fixed order.
std::vector<double> LatticePattern::lags(std::size_t row, Window& window) const {
  std::vector<double> sum(width_, 0);
  const auto reach = static_cast<std::ptrdiff_t>(window.reach());
  for (std::ptrdiff_t dy = -reach; dy <= reach; ++dy) {
    const auto at = static_cast<std::ptrdiff_t>(row) + dy;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(height_)) continue;
    const double* values = window.slot(static_cast<std::size_t>(at));
    const int half = footprint_.half[static_cast<std::size_t>(std::abs(dy))];
    for (int dx = -half; dx <= half; ++dx) {
      if (dx == 0 && dy == 0) continue;
      const double* shifted = values + dx;
      for (std::size_t c = 0; c < width_; ++c)
        sum[c] += shifted[c];
    }
  }
  return sum;
}

LatticeLocal LatticePattern::local(LatticeRows rows, [[maybe_unused]] int threads) const {
  const std::size_t first_cell = rows.first * width_;
  const std::size_t count = (rows.end - rows.first) * width_;
  LatticeLocal result{std::vector<double>(count, nan), std::vector<double>(count, nan),
                      std::vector<double>(count, nan)};
  const auto n = static_cast<double>(cells());
  const double m2 = sum2_ / n;
  const auto fill_values = [&](std::size_t row, double* out) {
    std::uint32_t next = row_begins_[row];
    for (std::size_t c = 0; c < width_; ++c)
      out[c] = valid_[row * width_ + c] != 0 ? values_[next++] : 0;
  };
  const auto fill_valid = [&](std::size_t row, double* out) {
    for (std::size_t c = 0; c < width_; ++c)
      out[c] = valid_[row * width_ + c];
  };
  const auto parts = static_cast<std::size_t>(threads);
#pragma omp parallel for schedule(static, 1) num_threads(threads)
  for (std::size_t part = 0; part < parts; ++part) {
    const LatticeRows own = part_of(rows, part, parts);
    if (own.first == own.end) continue;
    Window values(*this, own.first, fill_values);
    Window valid(*this, own.first, fill_valid);
    for (std::size_t row = own.first; row < own.end; ++row) {
      values.enter(*this, row + values.reach(), fill_values);
      valid.enter(*this, row + valid.reach(), fill_valid);
      const auto lag = lags(row, values);
      const auto neighbours = lags(row, valid);
      const double* z = values.slot(row);
      for (std::size_t c = 0; c < width_; ++c) {
        const double m = neighbours[c];
        if (valid_[row * width_ + c] == 0 || m == 0) continue;
        const std::size_t at = row * width_ + c - first_cell;
        const double all = m + 1;  // with the cell itself
        const double spread = n * all - all * all;
        if (spread > 0) {
          result.gi_star_z[at] = (lag[c] + z[c]) / std::sqrt(m2 * spread / (n - 1));
        }
        const double z2 = z[c] * z[c];
        const double i = z[c] * (lag[c] / m) / m2;
        const double expected = -1 / (n - 1) * z2 / m2;
        const double variance =
            z2 / (m2 * m2) * n / ((n - 1) * (n - 2)) * ((n - 1) / m - 1) * (m2 - z2 / (n - 1));
        result.moran_i[at] = i;
        if (variance > 0) result.moran_z[at] = (i - expected) / std::sqrt(variance);
      }
    }
  }
  return result;
}

std::vector<double> LatticePattern::permutation_p(LatticeRows rows, int permutations,
                                                  std::uint64_t seed,
                                                  [[maybe_unused]] int threads) const {
  if (permutations < 1) throw InputError("the number of permutations must be at least 1");
  const std::size_t first_cell = rows.first * width_;
  const std::size_t count = (rows.end - rows.first) * width_;
  const auto fill_values = [&](std::size_t row, double* out) {
    std::uint32_t next = row_begins_[row];
    for (std::size_t c = 0; c < width_; ++c)
      out[c] = valid_[row * width_ + c] != 0 ? values_[next++] : 0;
  };
  const auto local_i = local(rows, threads).moran_i;  // NaN says which cells have no p
  std::vector<double> p(count, nan);
  const double tolerance =
      1e-12 * largest_ * static_cast<double>(footprint_.half.size() * footprint_.half.size() * 4);
  const auto parts = static_cast<std::size_t>(threads);
#pragma omp parallel for schedule(static, 1) num_threads(threads)
  for (std::size_t part = 0; part < parts; ++part) {
    const LatticeRows own = part_of(rows, part, parts);
    const std::size_t begin = own.first * width_ - first_cell;
    const std::size_t size = (own.end - own.first) * width_;
    if (size == 0) continue;
    std::vector<double> observed;
    observed.reserve(size);
    Window values(*this, own.first, fill_values);
    for (std::size_t row = own.first; row < own.end; ++row) {
      values.enter(*this, row + values.reach(), fill_values);
      const auto lag = lags(row, values);
      observed.insert(observed.end(), lag.begin(), lag.end());
    }
    std::vector<std::int32_t> above(size, 0);
    std::vector<std::int32_t> below(size, 0);
    std::vector<std::uint32_t> places;
    for (int draw = 0; draw < permutations; ++draw) {
      const Shuffle shuffle(static_cast<std::uint32_t>(cells()), seed,
                            static_cast<std::uint32_t>(draw));
      const auto fill_shuffled = [&](std::size_t row, double* out) {
        const std::uint32_t first = row_begins_[row];
        const std::size_t end = row + 1 < height_ ? row_begins_[row + 1] : values_.size();
        places.resize(end - first);
        shuffle.run(first, places);
        const std::uint32_t* next = places.data();
        for (std::size_t c = 0; c < width_; ++c)
          out[c] = valid_[row * width_ + c] != 0 ? values_[*next++] : 0;
      };
      Window shuffled(*this, own.first, fill_shuffled);
      for (std::size_t row = own.first; row < own.end; ++row) {
        shuffled.enter(*this, row + shuffled.reach(), fill_shuffled);
        const auto lag = lags(row, shuffled);
        const std::size_t at = (row - own.first) * width_;
        for (std::size_t c = 0; c < width_; ++c) {
          above[at + c] += lag[c] >= observed[at + c] - tolerance ? 1 : 0;
          below[at + c] += lag[c] <= observed[at + c] + tolerance ? 1 : 0;
        }
      }
    }
    for (std::size_t k = 0; k < size; ++k) {
      if (std::isnan(local_i[begin + k])) continue;
      p[begin + k] = (1.0 + std::min(above[k], below[k])) / (1.0 + permutations);
    }
  }
  return p;
}

double moran_of_lattice(std::span<const double> moran_i) {
  double sum = 0;
  double count = 0;
  for (const double i : moran_i) {
    if (std::isnan(i)) continue;
    sum += i;
    ++count;
  }
  return count > 0 ? sum / count : nan;
}

}  // namespace terrabalance::pattern
