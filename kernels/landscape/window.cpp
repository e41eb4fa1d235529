#include "kernels/landscape/window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/landscape/indices/indices.hpp"

namespace terrabalance::landscape {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// The classes of a tile by slot: 0 ... m - 1 in order of their index, and one for "no class".
class Slots {
 public:
  Slots(const TileView& view, std::size_t layer, const ClassTable& classes)
      : width_(view.tile.width) {
    std::vector<std::uint16_t> slot_of(std::size_t{1} << 16, none);
    classes_.reserve(16);
    for_each_cell(view, layer, classes, [&](std::size_t, ClassIndex c) { slot_of[c] = 0; });
    for (std::size_t c = 0; c < ClassTable::unknown; ++c) {
      if (slot_of[c] == none) continue;
      slot_of[c] = static_cast<std::uint16_t>(classes_.size());
      classes_.push_back(static_cast<ClassIndex>(c));
    }
    cells_.assign(static_cast<std::size_t>(view.tile.cells()), none);
    for_each_cell(view, layer, classes,
                  [&](std::size_t i, ClassIndex c) { cells_[i] = slot_of[c]; });
  }

  static constexpr std::uint16_t none = 0xffff;
  std::uint16_t at(std::int64_t x, std::int64_t y) const {
    return cells_[static_cast<std::size_t>(y * width_ + x)];
  }
  std::size_t count() const { return classes_.size(); }
  /// Slot of a class, or none.
  std::uint16_t slot(ClassIndex c) const {
    const auto found = std::lower_bound(classes_.begin(), classes_.end(), c);
    return found != classes_.end() && *found == c
               ? static_cast<std::uint16_t>(found - classes_.begin())
               : none;
  }

 private:
  template <class Visit>
  void for_each_cell(const TileView& view, std::size_t layer, const ClassTable& classes,
                     const Visit& visit) const {
    std::visit(
        [&](const auto& cells) {
          const int nodata = view.codes[layer].nodata;
          for (std::int64_t y = 0; y < cells.height; ++y) {
            const auto row = cells.row(y);
            for (const ZoneRun& run : view.zones->row(y)) {
              for (std::int32_t x = run.begin; x < run.end; ++x) {
                const auto code = row[static_cast<std::size_t>(x)];
                const ClassIndex c = code == nodata ? ClassTable::outside : classes.of_code[code];
                if (c < ClassTable::unknown) visit(static_cast<std::size_t>(y * width_ + x), c);
              }
            }
          }
        },
        view.codes[layer].cells);
  }

  std::int64_t width_;
  std::vector<ClassIndex> classes_;
  std::vector<std::uint16_t> cells_;
};

/// n ln n, from a table while n is small.
class LogProducts {
 public:
  explicit LogProducts(std::int64_t largest)
      : table_(static_cast<std::size_t>(std::min<std::int64_t>(largest, 1 << 20)) + 1) {
    for (std::size_t n = 1; n < table_.size(); ++n)
      table_[n] = product(static_cast<double>(n));
  }
  double operator()(std::int64_t n) const {
    const auto i = static_cast<std::size_t>(n);
    return i < table_.size() ? table_[i] : product(static_cast<double>(n));
  }

 private:
  static double product(double n) { return n * std::log(n); }
  std::vector<double> table_;
};

/// What is counted in a column of cells, a window's height high, and in the whole window: cells by
/// class; and where sides matter those between two cells one above the other and side by side, by
/// pair of classes.
class Counts {
 public:
  Counts(std::size_t classes, bool sides)
      : classes_(classes), pairs_(sides ? classes * (classes + 1) / 2 : 0) {}

  std::size_t cells(std::size_t slot) const { return slot; }
  std::size_t stacked(std::size_t a, std::size_t b) const { return classes_ + pair(a, b); }
  std::size_t side_by_side(std::size_t a, std::size_t b) const {
    return classes_ + pairs_ + pair(a, b);
  }
  std::size_t first_side_by_side() const { return classes_ + pairs_; }
  std::size_t size() const { return classes_ + 2 * pairs_; }
  std::size_t classes() const { return classes_; }
  bool sides() const { return pairs_ > 0; }

 private:
  std::size_t pair(std::size_t a, std::size_t b) const {
    if (a > b) std::swap(a, b);
    return b * (b + 1) / 2 + a;
  }
  std::size_t classes_;
  std::size_t pairs_;
};

using Vector = std::vector<std::int32_t>;

/// The indices of one window's counts.
class Indices {
 public:
  Indices(const Counts& counts, const CellSize& cell, std::int64_t radius)
      : counts_(counts), cell_(cell), products_(4 * (2 * radius + 1) * (2 * radius + 1)) {}

  double operator()(const Vector& window, WindowMetric metric, bool whole,
                    std::uint16_t slot) const {
    if (!whole && slot == Slots::none) return metric == WindowMetric::pland ? 0 : missing;
    switch (metric) {
      case WindowMetric::pland:
        return 100 * share(window, slot);
      case WindowMetric::ed:
        return edge_density(window, whole, slot);
      case WindowMetric::shdi:
        return diversity(window);
      case WindowMetric::contag:
        return contagion(window);
      case WindowMetric::ai:
        return whole ? aggregation(window) : aggregation(window, slot);
    }
    return missing;
  }

 private:
  std::int64_t cells(const Vector& w, std::size_t slot) const { return w[counts_.cells(slot)]; }
  std::int64_t all(const Vector& w) const {
    std::int64_t sum = 0;
    for (std::size_t slot = 0; slot < counts_.classes(); ++slot)
      sum += cells(w, slot);
    return sum;
  }
  double share(const Vector& w, std::size_t slot) const {
    return static_cast<double>(cells(w, slot)) / static_cast<double>(all(w));
  }
  std::int64_t sides(const Vector& w, std::size_t a, std::size_t b) const {
    return std::int64_t{w[counts_.stacked(a, b)]} + w[counts_.side_by_side(a, b)];
  }

  double edge_density(const Vector& w, bool whole, std::uint16_t slot) const {
    if (!whole && cells(w, slot) == 0) return missing;
    double length = 0;
    for (std::size_t b = 0; b < counts_.classes(); ++b) {
      for (std::size_t a = 0; a < b; ++a) {
        if (!whole && a != slot && b != slot) continue;
        length += w[counts_.stacked(a, b)] * cell_.dx + w[counts_.side_by_side(a, b)] * cell_.dy;
      }
    }
    return length / hectares(all(w), cell_);
  }
  double diversity(const Vector& w) const {
    double sum = 0;
    for (std::size_t slot = 0; slot < counts_.classes(); ++slot)
      sum += products_(cells(w, slot));
    const auto n = static_cast<double>(all(w));
    return std::max(0.0, std::log(n) - sum / n);
  }
  double contagion(const Vector& w) const {
    double sum = 0;
    std::int64_t pairs = 0;
    std::size_t classes = 0;
    for (std::size_t b = 0; b < counts_.classes(); ++b) {
      if (cells(w, b) == 0) continue;
      ++classes;
      for (std::size_t a = 0; a < b; ++a) {
        const std::int64_t unlike = sides(w, a, b);
        pairs += 2 * unlike;
        sum += 2 * products_(unlike);
      }
      const std::int64_t like = 2 * sides(w, b, b);
      pairs += like;
      sum += products_(like);
    }
    if (classes < 2) return missing;
    const auto n = static_cast<double>(pairs);
    const double entropy = pairs > 0 ? std::log(n) - sum / n : 0;
    return (1 - entropy / (2 * std::log(static_cast<double>(classes)))) * 100;
  }
  double aggregation(const Vector& w, std::size_t slot) const {
    const double most = most_adjacencies(cells(w, slot));
    return most > 0 ? static_cast<double>(sides(w, slot, slot)) / most * 100 : missing;
  }
  double aggregation(const Vector& w) const {
    double sum = 0;
    for (std::size_t slot = 0; slot < counts_.classes(); ++slot)
      if (const double value = aggregation(w, slot); !std::isnan(value))
        sum += share(w, slot) * value;
    return sum;
  }

  Counts counts_;
  CellSize cell_;
  LogProducts products_;
};

/// Moves the window over the cells, row by row.
class Mover {
 public:
  Mover(const Slots& slots, const Counts& counts, const Tile& area, std::int64_t radius,
        const Tile& inner)
      : slots_(slots),
        counts_(counts),
        area_(area),
        radius_(radius),
        inner_{inner.x - area.x, inner.y - area.y, inner.width, inner.height},
        columns_(static_cast<std::size_t>(area.width), Vector(counts.size())),
        window_(counts.size()) {}

  /// visit(i, window) for the i-th cell of `inner` that counts itself.
  template <class Visit>
  void run(const Visit& visit) {
    for (std::int64_t y = 0; y < area_.height && y <= inner_.y + radius_; ++y)
      if (y >= inner_.y - radius_) add_row(y, 1);
    std::size_t i = 0;
    for (std::int64_t y = inner_.y; y < inner_.y + inner_.height; ++y) {
      sweep_row(y, i, visit);
      if (y - radius_ >= 0) add_row(y - radius_, -1);
      if (y + radius_ + 1 < area_.height) add_row(y + radius_ + 1, 1);
    }
  }

 private:
  /// A row enters (sign 1) below the others, or leaves (-1) above them.
  void add_row(std::int64_t y, std::int32_t sign) {
    const bool entering = sign > 0;
    const std::int64_t beside = entering ? y - 1 : y + 1;
    const bool has_beside = entering ? rows_ > 0 : rows_ > 1;
    std::uint16_t left = Slots::none;
    for (std::int64_t x = 0; x < area_.width; ++x) {
      const std::uint16_t slot = slots_.at(x, y);
      if (slot != Slots::none) {
        Vector& column = columns_[static_cast<std::size_t>(x)];
        column[counts_.cells(slot)] += sign;
        if (counts_.sides()) {
          if (left != Slots::none) column[counts_.side_by_side(left, slot)] += sign;
          if (has_beside)
            if (const std::uint16_t other = slots_.at(x, beside); other != Slots::none)
              column[counts_.stacked(other, slot)] += sign;
        }
      }
      left = slot;
    }
    rows_ += sign;
  }

  template <class Visit>
  void sweep_row(std::int64_t y, std::size_t& i, const Visit& visit) {
    std::fill(window_.begin(), window_.end(), 0);
    const std::int64_t first = std::max<std::int64_t>(0, inner_.x - radius_);
    for (std::int64_t x = first; x < std::min(area_.width, inner_.x + radius_ + 1); ++x)
      enter(x, x > first);
    for (std::int64_t x = inner_.x; x < inner_.x + inner_.width; ++x, ++i) {
      if (slots_.at(x, y) != Slots::none) visit(i, window_);
      if (x - radius_ >= 0) leave(x - radius_);
      if (x + radius_ + 1 < area_.width) enter(x + radius_ + 1, radius_ > 0);
    }
  }

  /// Column x enters at the right; its sides with the column before it count if that is inside.
  void enter(std::int64_t x, bool with_left) {
    const Vector& column = columns_[static_cast<std::size_t>(x)];
    const std::size_t end = with_left ? counts_.size() : counts_.first_side_by_side();
    for (std::size_t k = 0; k < end; ++k)
      window_[k] += column[k];
  }
  /// Column x leaves at the left, and with it the sides that the next one has with it.
  void leave(std::int64_t x) {
    const Vector& column = columns_[static_cast<std::size_t>(x)];
    for (std::size_t k = 0; k < counts_.first_side_by_side(); ++k)
      window_[k] -= column[k];
    if (radius_ == 0 || x + 1 >= area_.width) return;
    const Vector& next = columns_[static_cast<std::size_t>(x + 1)];
    for (std::size_t k = counts_.first_side_by_side(); k < counts_.size(); ++k)
      window_[k] -= next[k];
  }

  const Slots& slots_;
  Counts counts_;
  Tile area_;
  std::int64_t radius_;
  Tile inner_;
  std::vector<Vector> columns_;
  Vector window_;
  std::int64_t rows_ = 0;
};

}  // namespace

void window_indices(const TileView& view, std::size_t layer, const ClassTable& classes,
                    const CellSize& cell, std::int64_t radius, std::span<const WindowIndex> indices,
                    std::span<std::vector<double>> maps) {
  const Slots slots(view, layer, classes);
  const bool sides = std::any_of(indices.begin(), indices.end(), [](const WindowIndex& index) {
    return index.metric != WindowMetric::pland && index.metric != WindowMetric::shdi;
  });
  const Counts counts(slots.count(), sides);
  const Indices value(counts, cell, radius);
  std::vector<std::uint16_t> slot;
  for (std::size_t k = 0; k < indices.size(); ++k) {
    slot.push_back(slots.slot(indices[k].of_class));
    maps[k].assign(static_cast<std::size_t>(view.core.cells()), missing);
  }
  Mover(slots, counts, view.tile, radius, view.core).run([&](std::size_t i, const Vector& window) {
    for (std::size_t k = 0; k < indices.size(); ++k)
      maps[k][i] = value(window, indices[k].metric,
                         indices[k].of_class == WindowIndex::whole_landscape, slot[k]);
  });
}

}  // namespace terrabalance::landscape
