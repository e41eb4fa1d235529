#include "kernels/landscape/patches/labelling.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/landscape/patches/stretches.hpp"

namespace terrabalance::landscape {
namespace {

/// Labels the stretches of rows from top to bottom.
template <Directions directions>
class RowJoiner {
 public:
  RowJoiner(std::int32_t width, Labelling& out) : width_(width), out_(out) {}

  /// Goes along both rows from one end of a stretch to the next. What happens at an end is hard to
  /// predict for a processor, so the two rows move on without branches.
  void join(const StretchRow& rows_above, StretchRow& row) {
    const Stretch* above = rows_above.begin();
    Stretch* below = row.begin();
    std::uint32_t label = below->label;
    std::uint32_t stacked = 0;
    for (std::int32_t x = 0; x < width_;) {
      const std::int32_t end = std::min(above->end, below->end);
      const auto sides = static_cast<std::uint32_t>(end - x);
      const bool alike = above->group == below->group;
      out_.adjacency.at(above->group, below->class_slot).stacked +=
          above->zone_slot == below->zone_slot ? end - x : 0;
      stacked += alike ? sides : 0;
      label = alike ? joined(label, above->label) : label;
      const bool above_ends = above->end == end;
      const bool below_ends = below->end == end;
      if constexpr (directions == Directions::eight) {
        if (above_ends & below_ends & (above[1].group == below->group)) [[unlikely]]
          label = joined(label, above[1].label);
        if (above_ends & below_ends & (above->group == below[1].group)) [[unlikely]]
          below[1].label = above->label;
      }
      below->label = label;
      below->stacked = stacked;
      label = below_ends ? below[1].label : label;
      stacked = below_ends ? 0 : stacked;
      above += above_ends ? 1 : 0;
      below += below_ends ? 1 : 0;
      x = end;
    }
  }

  /// Gives the stretches that touch none above a label, and adds up what there is to each label.
  void tally(std::span<Stretch> row) {
    Stretch before = Stretch::outside_until(0);
    std::int32_t cover_begin = 0;
    for (Stretch& stretch : row) {
      out_.adjacency.at(before.group, stretch.class_slot).side_by_side +=
          before.zone_slot == stretch.zone_slot ? 1 : 0;
      if (before.zone_slot != stretch.zone_slot) {
        add_cover(before, cover_begin);
        cover_begin = before.end;
      }
      if (stretch.label == Stretch::fresh) {
        stretch.label = out_.sets.add();
        out_.tallies.push_back({.group = stretch.group});
      }
      if (stretch.group != Groups::outside) {
        Tally& tally = out_.tallies[stretch.label];
        tally.cells += static_cast<std::uint32_t>(stretch.end - before.end);
        tally.stacked += stretch.stacked;
        ++tally.runs;
      }
      before = stretch;
    }
    add_cover(before, cover_begin);
    out_.cover.end_row();
  }

 private:
  std::uint32_t joined(std::uint32_t label, std::uint32_t other) {
    if (label != other && label != Stretch::fresh) [[unlikely]]
      return out_.sets.unite(label, other).first;
    return other;
  }

  void add_cover(const Stretch& last, std::int32_t begin) {
    if (last.zone_slot != Groups::unset)
      out_.cover.runs().push_back({begin, last.end, last.zone_slot, 0});
  }

  std::int32_t width_;
  Labelling& out_;
};

void fill_labels(std::span<const Stretch> row, std::vector<std::uint32_t>& labels) {
  for (const Stretch& stretch : row)
    labels.resize(static_cast<std::size_t>(stretch.end), stretch.label);
}

void keep(std::span<const Stretch> row, RunRows& runs) {
  std::int32_t begin = 0;
  for (const Stretch& stretch : row) {
    if (stretch.group != Groups::outside)
      runs.runs().push_back({begin, stretch.end, stretch.group, stretch.label});
    begin = stretch.end;
  }
  runs.end_row();
}

template <Directions directions, class Code>
void label_rows(const Span2D<const Code>& cells, const TileView& view, const ClassTable& classes,
                bool keep_runs, Labelling& out) {
  RowCutter cutter(classes, out.groups, out.unknown);
  RowJoiner<directions> joiner(static_cast<std::int32_t>(cells.width), out);
  StretchRow above;
  StretchRow current;
  current.add(Stretch::outside_until(static_cast<std::int32_t>(cells.width)));
  current.finish();
  for (std::int64_t y = 0; y < cells.height; ++y) {
    std::swap(current, above);
    cutter.cut(cells.row(y), view.zones->row(y), current);
    out.adjacency.grow(out.groups);
    joiner.join(above, current);
    joiner.tally(current.all());

    out.left.push_back(current.all().front().label);
    out.right.push_back(current.all().back().label);
    if (y == 0) fill_labels(current.all(), out.top);
    if (keep_runs) keep(current.all(), out.runs);
  }
  fill_labels(current.all(), out.bottom);
}

std::size_t class_count(const ClassTable& table) {
  std::size_t count = 0;
  for (const ClassIndex index : table.of_code)
    if (index < ClassTable::unknown) count = std::max<std::size_t>(count, index + std::size_t{1});
  return count;
}

}  // namespace

void AdjacencyCounts::grow_to(std::size_t groups, std::size_t classes) {
  const std::size_t stride = classes <= stride_ ? stride_ : std::max<std::size_t>(16, 2 * classes);
  const std::size_t rows = groups <= groups_ ? groups_ : std::max<std::size_t>(16, 2 * groups);
  std::vector<Count> counts(rows * stride);
  for (std::size_t row = 0; row < groups_; ++row)
    std::copy_n(counts_.begin() + static_cast<std::ptrdiff_t>(row * stride_), stride_,
                counts.begin() + static_cast<std::ptrdiff_t>(row * stride));
  counts_ = std::move(counts);
  stride_ = stride;
  groups_ = rows;
}

void AdjacencyCounts::flush(const Groups& groups, KeyedTotals<AdjacencyTotals>& totals) const {
  for (std::uint32_t group = Groups::outside + 1; group < groups.size(); ++group) {
    for (std::uint32_t slot = Groups::outside + 1; slot < groups.classes(); ++slot) {
      if (slot == groups[group].class_slot) continue;
      const Count& count = counts_[group * stride_ + slot];
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
