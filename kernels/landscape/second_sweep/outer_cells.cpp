#include "kernels/landscape/second_sweep/outer_cells.hpp"

#include <algorithm>
#include <utility>

namespace terrabalance::landscape {
namespace {

/// Cells as they are picked, some of them twice.
class Picked {
 public:
  void add(const EdgeRun& run, std::int32_t x) { cells_.push_back({run.y, x, x + 1, run.patch}); }

  /// As runs, each cell once.
  std::vector<EdgeRun> take() && {
    std::ranges::sort(cells_, {},
                      [](const EdgeRun& cell) { return std::pair(cell.y, cell.begin); });
    std::size_t count = 0;
    for (const EdgeRun& cell : cells_) {
      if (count > 0) {
        EdgeRun& last = cells_[count - 1];
        if (last.y == cell.y && last.patch == cell.patch && cell.begin <= last.end) {
          last.end = cell.end;
          continue;
        }
      }
      cells_[count++] = cell;
    }
    cells_.resize(count);
    cells_.shrink_to_fit();
    return std::move(cells_);
  }

 private:
  std::vector<EdgeRun> cells_;
};

/// From one side on: the first cell met, and the first of another patch.
struct FirstTwo {
  static constexpr std::int64_t none = -1;
  std::int64_t patch = none;
  bool both = false;

  bool takes(std::int64_t next) {
    if (both || next == patch) return false;
    both = patch != none;
    patch = both ? patch : next;
    return true;
  }
};

/// A span from its end to its beginning.
template <class T>
struct Backwards {
  std::span<T> values;
  auto begin() const { return values.rbegin(); }
  auto end() const { return values.rend(); }
};
template <class T>
Backwards(std::span<T>) -> Backwards<T>;

/// The runs of one row, and those of the next ...
template <class Visit>
void for_each_row(std::span<const EdgeRun> runs, const Visit& visit) {
  for (std::size_t i = 0; i < runs.size();) {
    std::size_t end = i;
    while (end < runs.size() && runs[end].y == runs[i].y)
      ++end;
    visit(runs.subspan(i, end - i));
    i = end;
  }
}

/// By column: one value each.
template <class T>
class Columns {
 public:
  Columns(std::span<const EdgeRun> runs, T value) {
    for (const EdgeRun& run : runs) {
      begin_ = std::min(begin_, run.begin);
      end_ = std::max(end_, run.end);
    }
    if (begin_ < end_) values_.assign(static_cast<std::size_t>(end_ - begin_), value);
  }
  T& operator[](std::int32_t x) { return values_[static_cast<std::size_t>(x - begin_)]; }

 private:
  std::int32_t begin_ = std::numeric_limits<std::int32_t>::max();
  std::int32_t end_ = std::numeric_limits<std::int32_t>::min();
  std::vector<T> values_;
};

/// The first two cells of every row and column from each open side.
void pick_targets(std::span<const EdgeRun> runs, const Surroundings& outside, Picked& picked) {
  for_each_row(runs, [&](std::span<const EdgeRun> row) {
    FirstTwo left;
    FirstTwo right;
    if (outside.left())
      for (const EdgeRun& run : row)
        if (left.takes(run.patch)) picked.add(run, run.begin);
    if (outside.right())
      for (const EdgeRun& run : Backwards{row})
        if (right.takes(run.patch)) picked.add(run, run.end - 1);
  });
  const auto down_columns = [&](auto&& in_order) {
    Columns<FirstTwo> columns(runs, {});
    for (const EdgeRun& run : in_order)
      for (std::int32_t x = run.begin; x < run.end; ++x)
        if (columns[x].takes(run.patch)) picked.add(run, x);
  };
  if (outside.top()) down_columns(runs);
  if (outside.bottom()) down_columns(Backwards{runs});
}

/// The first cells of one patch in every row and column from each open side, as far as they are
/// nearer to it than what the patch has found.
class Sources {
 public:
  Sources(std::span<const EdgeRun> runs, const Surroundings& outside, Picked& picked)
      : runs_(runs), outside_(outside), picked_(picked), stamps_(runs, 0) {}

  void pick(std::span<const std::uint32_t> own, double reach) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      const EdgeRun& run = runs_[own[i]];
      const bool first = i == 0 || runs_[own[i - 1]].y != run.y;
      const bool last = i + 1 == own.size() || runs_[own[i + 1]].y != run.y;
      if (first && outside_.left_of(run.begin) < reach) picked_.add(run, run.begin);
      if (last && outside_.right_of(run.end - 1) < reach) picked_.add(run, run.end - 1);
    }
    down_columns(own, [&](const EdgeRun& run) { return outside_.above(run.y) < reach; });
    down_columns(Backwards{own}, [&](const EdgeRun& run) { return outside_.below(run.y) < reach; });
  }

 private:
  template <class Order, class Near>
  void down_columns(const Order& own, const Near& near) {
    ++pass_;
    for (const std::uint32_t i : own) {
      const EdgeRun& run = runs_[i];
      if (!near(run)) return;  // the rest is farther
      for (std::int32_t x = run.begin; x < run.end; ++x)
        if (std::exchange(stamps_[x], pass_) != pass_) picked_.add(run, x);
    }
  }

  std::span<const EdgeRun> runs_;
  const Surroundings& outside_;
  Picked& picked_;
  Columns<std::int64_t> stamps_;
  std::int64_t pass_ = 0;
};

}  // namespace

std::vector<EdgeRun> outer_cells(std::span<const EdgeRun> runs,
                                 std::span<const std::uint32_t> by_patch,
                                 std::span<const OpenPatch> open, const Surroundings& outside) {
  Picked picked;
  pick_targets(runs, outside, picked);
  Sources sources(runs, outside, picked);
  auto patch = open.begin();
  for (std::size_t i = 0; i < by_patch.size() && patch != open.end();) {
    const std::int64_t own = runs[by_patch[i]].patch;
    std::size_t end = i;
    while (end < by_patch.size() && runs[by_patch[end]].patch == own)
      ++end;
    while (patch != open.end() && patch->box.patch < own)
      ++patch;
    if (patch != open.end() && patch->box.patch == own)
      sources.pick(by_patch.subspan(i, end - i), patch->squared);
    i = end;
  }
  return std::move(picked).take();
}

}  // namespace terrabalance::landscape
