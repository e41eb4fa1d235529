#include "kernels/landscape/patches/labelling.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/value/error.hpp"

namespace terrabalance::landscape {
namespace {

/// Cuts rows of codes into runs of one group, and counts the sides between neighbouring runs.
class RowCutter {
 public:
  RowCutter(const ClassTable& classes, Labelling& out) : classes_(classes), out_(out) {}

  template <class Code>
  void cut(std::span<const Code> row, std::span<const ZoneRun> zones, std::vector<Run>& runs) {
    std::int32_t previous_end = -1;
    std::size_t first = 0;  // runs before this one are no neighbours of what comes
    cover_start_ = out_.cover.runs().size();
    for (const ZoneRun& zone : zones) {
      const bool same = have_zone_ && zone.zone == zone_;
      if (!same) {
        zone_ = zone.zone;
        zone_slot_ = out_.groups.zone_slot(zone_);
        have_zone_ = true;
      }
      if (!same || zone.begin != previous_end) first = runs.size();
      first = cut_zone(row.data(), zone, first, runs);
      previous_end = zone.end;
    }
  }

 private:
  template <class Code>
  std::size_t cut_zone(const Code* row, const ZoneRun& zone, std::size_t first,
                       std::vector<Run>& runs) {
    std::int32_t covered_from = zone.begin;
    for (std::int32_t x = zone.begin; x < zone.end;) {
      const std::int32_t end = end_of_equal(row, x, zone.end);
      const ClassIndex class_index = classes_.of_code[row[x]];
      if (class_index >= ClassTable::unknown) [[unlikely]] {
        if (class_index == ClassTable::unknown) out_.unknown[row[x]].cells += end - x;
        add_cover(covered_from, x);
        covered_from = end;
        first = runs.size();
      } else {
        add_run({x, end, out_.groups.group(zone_slot_, class_index), 0}, first, runs);
      }
      x = end;
    }
    add_cover(covered_from, zone.end);
    return first;
  }

  void add_run(const Run& run, std::size_t first, std::vector<Run>& runs) {
    if (runs.size() > first) {
      Run& last = runs.back();
      if (last.group == run.group) {  // another code of the same class
        last.end = run.end;
        return;
      }
      out_.adjacency.add_side_by_side(last.group, out_.groups[run.group].class_slot);
    }
    runs.push_back(run);
  }

  void add_cover(std::int32_t begin, std::int32_t end) {
    if (begin == end) return;
    auto& cover = out_.cover.runs();
    if (cover.size() > cover_start_ && cover.back().end == begin &&
        cover.back().group == zone_slot_) {
      cover.back().end = end;
    } else {
      cover.push_back({begin, end, zone_slot_, 0});
    }
  }

  const ClassTable& classes_;
  Labelling& out_;
  std::int32_t zone_ = 0;
  std::uint32_t zone_slot_ = 0;
  std::size_t cover_start_ = 0;
  bool have_zone_ = false;
};

/// Gives the runs of a row their labels from the row above.
template <Directions directions>
void join_rows(std::span<const Run> above, std::span<Run> row, Labelling& out) {
  constexpr std::int32_t reach = directions == Directions::eight ? 1 : 0;
  std::size_t first = 0;
  for (Run& run : row) {
    while (first < above.size() && above[first].end + reach <= run.begin)
      ++first;
    const Groups::Group group = out.groups[run.group];
    std::uint32_t label = Labelling::none;
    std::int32_t stacked = 0;
    for (std::size_t i = first; i < above.size() && above[i].begin < run.end + reach; ++i) {
      const Run& other = above[i];
      const std::int32_t sides = std::min(run.end, other.end) - std::max(run.begin, other.begin);
      if (other.group == run.group) {
        stacked += sides;
        if (label == Labelling::none) {
          label = other.label;
        } else if (label != other.label) {
          label = out.sets.unite(label, other.label).first;
        }
      } else if (out.groups[other.group].zone_slot == group.zone_slot) {
        out.adjacency.add_stacked(other.group, group.class_slot, sides);
      }
    }
    if (label == Labelling::none) {
      label = out.sets.add();
      out.tallies.push_back({.group = run.group});
    }
    run.label = label;
    Tally& tally = out.tallies[label];
    tally.cells += static_cast<std::uint32_t>(run.end - run.begin);
    tally.stacked += static_cast<std::uint32_t>(stacked);
    ++tally.runs;
  }
}

void fill_labels(std::span<const Run> row, std::int64_t width, std::vector<std::uint32_t>& labels) {
  labels.assign(static_cast<std::size_t>(width), Labelling::none);
  for (const Run& run : row)
    std::fill(labels.begin() + run.begin, labels.begin() + run.end, run.label);
}

template <Directions directions, class Code>
void label_rows(const Span2D<const Code>& cells, const TileView& view, const ClassTable& classes,
                bool keep_runs, Labelling& out) {
  RowCutter cutter(classes, out);
  std::vector<Run> current;
  std::vector<Run> above;
  for (std::int64_t y = 0; y < cells.height; ++y) {
    std::swap(current, above);
    current.clear();
    cutter.cut(cells.row(y), view.zones->row(y), current);
    out.cover.end_row();
    join_rows<directions>(above, current, out);

    const bool starts = !current.empty() && current.front().begin == 0;
    const bool ends = !current.empty() && current.back().end == cells.width;
    out.left.push_back(starts ? current.front().label : Labelling::none);
    out.right.push_back(ends ? current.back().label : Labelling::none);
    if (y == 0) fill_labels(current, cells.width, out.top);
    if (keep_runs) {
      out.runs.runs().insert(out.runs.runs().end(), current.begin(), current.end());
      out.runs.end_row();
    }
  }
  fill_labels(current, cells.width, out.bottom);
}

std::size_t class_count(const ClassTable& table) {
  std::size_t count = 0;
  for (const ClassIndex index : table.of_code)
    if (index < ClassTable::unknown) count = std::max<std::size_t>(count, index + std::size_t{1});
  return count;
}

}  // namespace

void AdjacencyCounts::grow(std::uint32_t group, std::uint32_t class_slot) {
  const std::uint32_t stride = class_slot < stride_ ? stride_ : std::max(16U, 2 * (class_slot + 1));
  const std::uint32_t groups = group < groups_ ? groups_ : std::max(16U, 2 * (group + 1));
  std::vector<Count> counts(std::size_t{groups} * stride);
  for (std::size_t row = 0; row < groups_; ++row)
    std::copy_n(counts_.begin() + static_cast<std::ptrdiff_t>(row * stride_), stride_,
                counts.begin() + static_cast<std::ptrdiff_t>(row * stride));
  counts_ = std::move(counts);
  stride_ = stride;
  groups_ = groups;
}

void AdjacencyCounts::flush(const Groups& groups, KeyedTotals<AdjacencyTotals>& totals) const {
  for (std::uint32_t group = 0; group < std::min<std::size_t>(groups_, groups.size()); ++group) {
    for (std::uint32_t slot = 0; slot < std::min<std::size_t>(stride_, groups.classes()); ++slot) {
      const Count& count = counts_[std::size_t{group} * stride_ + slot];
      if (count.side_by_side == 0 && count.stacked == 0) continue;
      totals[adjacency_key(groups.zone_of(group), groups.class_of(group), groups.class_at(slot))]
          .add({count.side_by_side, count.stacked});
    }
  }
}

Labelling label_tile(const TileView& view, std::size_t layer, const ClassTable& classes,
                     Directions directions, bool keep_runs) {
  return std::visit(
      [&]<class Code>(const Span2D<const Code>& cells) {
        const std::size_t codes = std::size_t{1} << (8 * sizeof(Code));
        if (classes.of_code.size() < codes)
          throw InputError("a layer has codes up to " + std::to_string(codes - 1) +
                           ", the class table ends at " + std::to_string(classes.of_code.size()) +
                           ": use a 16-bit table");
        const int nodata = view.codes[layer].nodata;
        ClassTable table{{classes.of_code.begin(),
                          classes.of_code.begin() + static_cast<std::ptrdiff_t>(codes)}};
        if (nodata >= 0 && static_cast<std::size_t>(nodata) < codes)
          table.of_code[static_cast<std::size_t>(nodata)] = ClassTable::outside;
        Labelling out(class_count(table));
        if (directions == Directions::eight) {
          label_rows<Directions::eight>(cells, view, table, keep_runs, out);
        } else {
          label_rows<Directions::four>(cells, view, table, keep_runs, out);
        }
        out.sets.flatten();
        return out;
      },
      view.codes[layer].cells);
}

}  // namespace terrabalance::landscape
