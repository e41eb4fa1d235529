#include "kernels/suitability/site_sweep.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

#include "kernels/suitability/column_ends.hpp"

namespace terrabalance {

__extension__ using WideInteger = __int128;

namespace {

constexpr std::size_t word_of_marks = sizeof(std::uint64_t);
constexpr bool little_endian = std::endian::native == std::endian::little;

std::uint64_t load(std::span<const std::uint8_t> marks, std::size_t x) {
  std::uint64_t word = 0;
  std::memcpy(&word, marks.data() + x, sizeof(word));
  return word;
}

/// Place in memory of the first byte of a word that is not 0.
int first_byte(std::uint64_t word) {
  return (little_endian ? std::countr_zero(word) : std::countl_zero(word)) / 8;
}

std::uint64_t byte_mask(int byte) {
  return std::uint64_t{255} << (8 * (little_endian ? byte : 7 - byte));
}

}  // namespace

void SiteSweep::start(std::span<const std::int32_t> rows_before) {
  row_ = -1;
  sites_.clear();
  last_.assign(rows_before.size(), 0);
  for (std::size_t x = 0; x < rows_before.size(); ++x) {
    if (rows_before[x] != none) push(static_cast<std::int64_t>(x), -rows_before[x]);
  }
}

/// Adds a site to the right of all others, which drops those that it leaves without a cell.
void SiteSweep::push(std::int64_t column, std::int64_t row) {
  const std::int64_t rows = std::max<std::int64_t>(row_, 0) - row;
  const Site site{column, row, rows * rows, column * column + rows * rows};
  while (sites_.size() >= 2) {
    const Site& a = sites_[sites_.size() - 2];
    const Site& b = sites_.back();
    const auto cross_b = static_cast<WideInteger>(b.constant - a.constant) * (column - b.column);
    const auto cross_c =
        static_cast<WideInteger>(site.constant - b.constant) * (b.column - a.column);
    if (cross_b < cross_c) break;
    sites_.pop_back();
  }
  sites_.push_back(site);
}

/// Takes over the old sites left of a column, but for those whose column is marked now: there a
/// nearer one takes their place.
void SiteSweep::push_old_before(std::int64_t column, std::span<const std::uint8_t> marks) {
  for (; next_old_ < old_.size() && old_[next_old_].column < column; ++next_old_) {
    const Site& site = old_[next_old_];
    if (marks[static_cast<std::size_t>(site.column)] == 0) push(site.column, site.row);
  }
}

/// New sites: the ends of a run of marked cells, as its inner cells are nearest to none but
/// themselves in this row; and marked cells of the row before where the mark ends.
void SiteSweep::insert(std::size_t x, std::span<const std::uint8_t> marks) {
  const auto column = static_cast<std::int64_t>(x);
  push_old_before(column, marks);
  if (next_old_ < old_.size() && old_[next_old_].column == column) ++next_old_;
  push(column, marks[x] != 0 ? row_ : row_ - 1);
}

void SiteSweep::next_row(std::span<const std::uint8_t> marks) {
  ++row_;
  std::swap(sites_, old_);
  sites_.clear();
  next_old_ = 0;
  const std::size_t n = marks.size();
  const auto insert_if_new = [&](std::size_t x) {
    const bool inside = (x == 0 || marks[x - 1] != 0) && (x + 1 == n || marks[x + 1] != 0);
    if (marks[x] != 0 ? !inside : last_[x] != 0) insert(x, marks);
  };
  // Words of cells, with their neighbours to the left and right, but for the row's ends.
  std::size_t x = 0;
  for (; x < std::min<std::size_t>(1, n); ++x)
    insert_if_new(x);
  for (; x + word_of_marks < n; x += word_of_marks) {
    const std::uint64_t now = load(marks, x);
    const std::uint64_t ends = now & ~(load(marks, x - 1) & load(marks, x + 1));
    std::uint64_t sites = ends | (load(last_, x) & ~now);
    while (sites != 0) {
      const int byte = first_byte(sites);
      insert(x + static_cast<std::size_t>(byte), marks);
      sites &= ~byte_mask(byte);
    }
  }
  for (; x < n; ++x)
    insert_if_new(x);
  push_old_before(static_cast<std::int64_t>(n), marks);
  std::ranges::copy(marks, last_.begin());
}

/// Squared distances of columns begin .. end - 1 to a site, several at a time; what comes behind
/// them, up to SiteSweep::slack columns, is overwritten.
template <class Square>
[[gnu::always_inline]] inline void SiteSweep::fill_parabola(std::int64_t begin, std::int64_t end,
                                                            const Site& site, Square* squares) {
  constexpr std::size_t width = 32 / sizeof(Square);
  static_assert(width <= slack);
  using Unsigned = std::make_unsigned_t<Square>;  // where columns behind the last may overflow
  using Lanes [[gnu::vector_size(32)]] = Unsigned;
  Lanes along{};
  for (std::size_t i = 0; i < width; ++i)
    along[i] = static_cast<Unsigned>(i);
  along += static_cast<Unsigned>(begin - site.column);
  // (a + width)^2 = a^2 + (2 a + width) width
  Lanes square = along * along + static_cast<Unsigned>(site.square);
  Lanes more = (along + along + static_cast<Unsigned>(width)) * static_cast<Unsigned>(width);
  for (std::int64_t x = begin; x < end; x += std::int64_t{width}) {
    std::memcpy(squares + x, &square, sizeof(square));
    square += more;
    more += static_cast<Unsigned>(2 * width * width);
  }
}

template <class Square>
[[gnu::always_inline]] inline void SiteSweep::fill_row(std::span<const Site> sites,
                                                       std::span<Square> squares) {
  const auto columns = static_cast<std::int64_t>(squares.size() - slack);
  std::int64_t x = 0;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const Site& site = sites[s];
    std::int64_t end = columns;
    if (s + 1 < sites.size()) {
      const Site& next = sites[s + 1];
      const std::int64_t difference = next.constant - site.constant;
      if (difference < 0) continue;  // the next one is nearer from before the first column on
      end = std::min(columns, difference / (2 * (next.column - site.column)) + 1);
    }
    fill_parabola(x, end, site, squares.data());
    x = std::max(x, end);
  }
}

#if defined(__x86_64__)
[[gnu::target_clones("default", "avx2")]]
#endif
void SiteSweep::fill(std::span<const Site> sites, std::span<std::int32_t> squares) {
  fill_row(sites, squares);
}

void SiteSweep::fill(std::span<const Site> sites, std::span<std::int64_t> squares) {
  fill_row(sites, squares);
}

template <class Square>
bool SiteSweep::squares(std::span<Square> squares) const {
  if (!sites_.empty()) fill(sites_, squares);
  return !sites_.empty();
}

template bool SiteSweep::squares<std::int32_t>(std::span<std::int32_t>) const;
template bool SiteSweep::squares<std::int64_t>(std::span<std::int64_t>) const;

namespace {

/// Roots of the lesser squares of two sweeps, 0 at marked cells. Written once, compiled for each
/// instruction set below: square roots take most of the time.
template <class Square>
[[gnu::always_inline]] inline void roots_of_lesser(std::span<const Square> up,
                                                   std::span<const Square> down,
                                                   std::span<const std::uint8_t> marks,
                                                   double cell_m, std::span<float> metres) {
  for (std::size_t x = 0; x < metres.size(); ++x) {
    // A mask, as compilers do not turn a choice into one here: 0 or -1.
    const auto keep = static_cast<Square>(static_cast<Square>(marks[x] != 0) - 1);
    const Square square = std::min(up[x], down[x]) & keep;
    metres[x] = static_cast<float>(std::sqrt(static_cast<double>(square)) * cell_m);
  }
}

#if defined(__x86_64__)
[[gnu::target_clones("default", "avx2", "avx512f")]]
#endif
void to_metres(std::span<const std::int32_t> up, std::span<const std::int32_t> down,
               std::span<const std::uint8_t> marks, double cell_m, std::span<float> metres) {
  roots_of_lesser(up, down, marks, cell_m, metres);
}

void to_metres(std::span<const std::int64_t> up, std::span<const std::int64_t> down,
               std::span<const std::uint8_t> marks, double cell_m, std::span<float> metres) {
  roots_of_lesser(up, down, marks, cell_m, metres);
}

}  // namespace

template <class Square>
void SquareDistances::fill_as(std::span<const std::uint8_t> marks, std::int64_t columns,
                              double cell_m, std::span<float> metres, std::vector<Square>& upward) {
  const auto n = static_cast<std::size_t>(columns);
  const std::size_t rows = marks.size() / n;
  constexpr Square far = std::numeric_limits<Square>::max();
  const std::size_t stride = n + SiteSweep::slack;
  upward.resize((rows + 1) * stride);  // and one row for the other sweep
  const std::span all(upward);
  for (std::size_t y = rows; y-- > 0;) {
    up_.next_row(marks.subspan(y * n, n));
    const auto line = all.subspan(y * stride, stride);
    if (!up_.squares(line)) std::ranges::fill(line, far);
  }
  const auto downward = all.subspan(rows * stride, stride);
  for (std::size_t y = 0; y < rows; ++y) {
    const auto row = marks.subspan(y * n, n);
    const auto line = all.subspan(y * stride, n);
    down_.next_row(row);
    if (!down_.squares(downward)) std::ranges::fill(downward, far);
    const auto out = metres.subspan(y * n, n);
    if (row.front() == 0 && line.front() == far && downward.front() == far) {  // no target at all
      std::ranges::fill(out, std::numeric_limits<float>::infinity());
    } else {
      to_metres(std::span<const Square>(line), std::span<const Square>(downward), row, cell_m, out);
    }
  }
}

void SquareDistances::fill(std::span<const std::uint8_t> marks, std::int64_t columns,
                           std::int64_t first_row, std::span<const std::int32_t> above,
                           std::span<const std::int32_t> below, double cell_m,
                           std::span<float> metres) {
  const auto rows = static_cast<std::int64_t>(marks.size()) / columns;
  std::int64_t furthest = rows;
  const auto start = [&](SiteSweep& sweep, const auto& rows_before) {
    rows_before_.resize(above.size());
    for (std::size_t x = 0; x < above.size(); ++x) {
      rows_before_[x] = rows_before(x);
      if (rows_before_[x] != SiteSweep::none) {
        furthest = std::max<std::int64_t>(furthest, rows_before_[x] + rows);
      }
    }
    sweep.start(rows_before_);
  };
  start(down_, [&](std::size_t x) {
    return above[x] == none_above ? SiteSweep::none
                                  : static_cast<std::int32_t>(first_row - above[x]);
  });
  start(up_, [&](std::size_t x) {
    return below[x] == none_below ? SiteSweep::none
                                  : static_cast<std::int32_t>(below[x] - (first_row + rows - 1));
  });
  if (columns * columns + furthest * furthest < SiteSweep::none) {
    fill_as(marks, columns, cell_m, metres, upward_);
  } else {
    fill_as(marks, columns, cell_m, metres, upward_wide_);
  }
}

}  // namespace terrabalance
