#include "kernels/landscape/patches/erosion.hpp"

#include <algorithm>

namespace terrabalance::landscape {
namespace {

/// Walks a row's runs from left to right.
class Cursor {
 public:
  explicit Cursor(std::span<const Run> row) : row_(row) {}

  /// The first run that ends beyond x; nullptr after the last. x must not decrease.
  const Run* at(std::int32_t x) {
    while (next_ < row_.size() && row_[next_].end <= x)
      ++next_;
    return next_ < row_.size() ? &row_[next_] : nullptr;
  }

 private:
  std::span<const Run> row_;
  std::size_t next_ = 0;
};

/// Appends the parts of the runs' insides that have the same group above and below.
void erode_row(std::span<const Run> above, std::span<const Run> row, std::span<const Run> below,
               std::vector<Run>& inner) {
  Cursor up(above);
  Cursor down(below);
  for (const Run& run : row) {
    std::int32_t x = run.begin + 1;
    while (x < run.end - 1) {
      const Run* const over = up.at(x);
      const Run* const under = down.at(x);
      if (over == nullptr || under == nullptr) break;
      const std::int32_t begin = std::max({x, over->begin, under->begin});
      const std::int32_t end = std::min({run.end - 1, over->end, under->end});
      if (begin < end && over->group == run.group && under->group == run.group)
        inner.push_back({begin, end, run.group, run.label});
      x = std::max(x + 1, std::min(over->end, under->end));
    }
  }
}

/// Whether every row is one and the same run. Not of tiles that are a line of cells.
bool uniform(const RunRows& runs, std::int64_t width) {
  return width > 1 && runs.height() > 1 && std::ssize(runs.all()) == runs.height() &&
         std::ranges::all_of(runs.all(), [&](const Run& run) {
           return run.begin == 0 && run.end == width && run.group == runs.all().front().group;
         });
}

/// The tile is of one group throughout.
Erosion erode_uniform(const RunRows& runs, std::int64_t width, const ClosedSides& closed) {
  const auto w = static_cast<std::size_t>(width);
  const auto height = static_cast<std::size_t>(runs.height());
  Erosion result;
  const auto line = [](std::size_t length, bool all_closed, bool first_closed, bool last_closed) {
    std::vector<std::uint8_t> flags(length, all_closed ? 0 : 1);
    if (first_closed) flags.front() = 0;
    if (last_closed) flags.back() = 0;
    return flags;
  };
  result.left = line(height, closed.left, closed.top, closed.bottom);
  result.right = line(height, closed.right, closed.top, closed.bottom);
  result.top = line(w, closed.top, closed.left, closed.right);
  result.bottom = line(w, closed.bottom, closed.left, closed.right);
  for (std::size_t y = 0; y < height; ++y) {
    Run run = runs.all()[y];
    ++run.begin;
    --run.end;
    if (y > 0 && y + 1 < height && run.begin < run.end) result.inner.runs().push_back(run);
    result.inner.end_row();
  }
  return result;
}

constexpr std::uint32_t no_group = ~std::uint32_t{0};

std::uint32_t group_at(std::span<const Run> row, std::int32_t x) {
  const auto run =
      std::partition_point(row.begin(), row.end(), [x](const Run& r) { return r.end <= x; });
  return run != row.end() && run->begin <= x ? run->group : no_group;
}

}  // namespace

RunRows inner_cells(const RunRows& runs) {
  RunRows inner;
  for (std::int64_t y = 0; y < runs.height(); ++y) {
    if (y > 0 && y < runs.height() - 1)
      erode_row(runs.row(y - 1), runs.row(y), runs.row(y + 1), inner.runs());
    inner.end_row();
  }
  return inner;
}

Erosion erode(const RunRows& runs, std::int64_t width, const ClosedSides& closed) {
  if (uniform(runs, width)) return erode_uniform(runs, width, closed);
  Erosion result;
  const std::int64_t height = runs.height();
  const auto w = static_cast<std::int32_t>(width);

  const auto flag = [&](std::int32_t x, std::int64_t y) -> std::uint8_t {
    const std::uint32_t group = group_at(runs.row(y), x);
    const auto alike = [&](bool beyond, bool is_closed, std::int32_t nx, std::int64_t ny) {
      return beyond ? !is_closed : group_at(runs.row(ny), nx) == group;
    };
    return group != no_group && alike(x == 0, closed.left, x - 1, y) &&
           alike(x == w - 1, closed.right, x + 1, y) && alike(y == 0, closed.top, x, y - 1) &&
           alike(y == height - 1, closed.bottom, x, y + 1);
  };

  const auto line = [&](std::int64_t y) {
    std::vector<std::uint8_t> flags(static_cast<std::size_t>(w), 0);
    if ((y == 0 && closed.top) || (y == height - 1 && closed.bottom)) return flags;
    std::vector<Run> alike;
    erode_row(runs.row(y > 0 ? y - 1 : y), runs.row(y), runs.row(y < height - 1 ? y + 1 : y),
              alike);
    for (const Run& run : alike)
      std::fill(flags.begin() + run.begin, flags.begin() + run.end, std::uint8_t{1});
    flags.front() = flag(0, y);
    flags.back() = flag(w - 1, y);
    return flags;
  };

  for (std::int64_t y = 0; y < height; ++y) {
    result.left.push_back(flag(0, y));
    result.right.push_back(flag(w - 1, y));
  }
  result.inner = inner_cells(runs);
  result.top = line(0);
  result.bottom = line(height - 1);
  return result;
}

}  // namespace terrabalance::landscape
