#include "kernels/landscape/patches/labelling.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/landscape/patches/cut_row.hpp"
#include "kernels/landscape/patches/meeting.hpp"

namespace terrabalance::landscape {
namespace {

/// Labels the stretches of rows from top to bottom.
template <Directions directions, class Code>
class RowJoiner {
 public:
  RowJoiner(std::int32_t width, Labelling& out) : out_(out), meeting_(width) {}

  /// The first row of a tile: there is nothing above.
  void begin(CutRow<Code>& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row.stretches[i].apart =
          static_cast<std::uint32_t>(row.stretches[i + 1].begin - row.stretches[i].begin);
    tally(row);
  }

  void join(const CutRow<Code>& above, CutRow<Code>& row) {
    meeting_.find(above, row);
    count_apart(above, row);
    for (const Contact& link : meeting_.links())
      join_labels(row.stretches[link.below], above.stretches[link.above]);
    for (const Contact& corner : meeting_.corners())
      link_corner(&above.stretches[corner.above] - 1, &row.stretches[corner.below] - 1);
    tally(row);
  }

  /// After the last row.
  void finish() {
    out_.tallies.resize(labels_);
    out_.sets.resize(labels_);
  }

 private:
  void count_apart(const CutRow<Code>& above, CutRow<Code>& row) {
    for (const Contact& contact : meeting_.apart()) {
      const Stretch& a = above.stretches[contact.above];
      Stretch& b = row.stretches[contact.below];
      const std::uint32_t slot = a.zone_slot == b.zone_slot ? b.class_slot : Groups::outside;
      ++out_.adjacency.of(a.group)[slot].stacked;
      ++b.apart;
    }
  }

  /// Where four stretches meet: the first two, and those after them.
  void link_corner(const Stretch* above, Stretch* below) {
    if (above[0].group == below[1].group) join_labels(below[1], above[0]);
    if (above[1].group == below[0].group) join_labels(below[0], above[1]);
  }

  void join_labels(Stretch& below, const Stretch& above) {
    // Two differences at once, as which of them is 0 is hard to guess.
    const std::uint64_t from_fresh = below.label ^ Stretch::fresh;
    if (from_fresh * (below.label ^ above.label) != 0) [[unlikely]] {
      below.label = out_.sets.unite(below.label, above.label).first;
    } else {
      below.label = above.label;
    }
  }

  /// Gives the stretches that touch none above a label, and adds up what there is to each label.
  void tally(CutRow<Code>& row) {
    make_room(row.size());
    for (const typename CutRow<Code>::Part& part : row.parts) {
      add_part(row, part);
      add_cover(row, part);
    }
    out_.cover.end_row();
  }

  /// Written with copies of all it needs, so that they stay in registers.
  void add_part(CutRow<Code>& row, const typename CutRow<Code>::Part& part) {
    Tally* const tallies = out_.tallies.data();
    AdjacencyCounts::Count* sides = out_.adjacency.of(Groups::outside);
    std::uint32_t next = labels_;
    Stretch* const end = row.stretches.data() + part.last;
    for (Stretch* stretch = row.stretches.data() + part.first; stretch != end; ++stretch) {
      const std::uint32_t group = stretch->group;
      ++sides[stretch->class_slot].side_by_side;
      sides = out_.adjacency.of(group);
      if (group == Groups::outside) continue;
      std::uint32_t label = stretch->label;
      const bool fresh = label == Stretch::fresh;
      label = fresh ? next : label;
      next += fresh ? 1U : 0U;
      stretch->label = label;
      Tally& tally = tallies[label];
      const auto cells = static_cast<std::uint32_t>(stretch[1].begin - stretch->begin);
      tally.cells += cells;
      ++tally.runs;
      tally.stacked += cells - stretch->apart;
      tally.group = group;
    }
    labels_ = next;
  }

  /// There are always more labels than are in use.
  void make_room(std::size_t labels) {
    if (labels_ + labels <= out_.tallies.size()) return;
    out_.tallies.resize(2 * (labels_ + labels));
    out_.sets.resize(out_.tallies.size());
  }

  void add_cover(const CutRow<Code>& row, const typename CutRow<Code>::Part& part) {
    auto& runs = out_.cover.runs();
    const Stretch* const all = row.stretches.data();
    if (part.whole) {
      runs.push_back({all[part.first].begin, all[part.last].begin, part.zone_slot, 0});
      return;
    }
    for (std::size_t i = part.first; i < part.last; ++i) {
      if (all[i].group == Groups::outside) continue;
      const std::int32_t end = all[i + 1].begin;
      if (i > part.first && all[i - 1].group != Groups::outside) {
        runs.back().end = end;
      } else {
        runs.push_back({all[i].begin, end, part.zone_slot, 0});
      }
    }
  }

  Labelling& out_;
  std::uint32_t labels_ = 0;
  Meeting<directions, Code> meeting_;
};

template <class Code>
void fill_labels(const CutRow<Code>& row, std::vector<std::uint32_t>& labels) {
  for (std::size_t i = 0; i < row.size(); ++i)
    labels.resize(static_cast<std::size_t>(row.stretches[i + 1].begin), row.stretches[i].label);
}

template <class Code>
void keep(const CutRow<Code>& row, RunRows& runs) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Stretch& s = row.stretches[i];
    if (s.group != Groups::outside)
      runs.runs().push_back({s.begin, row.stretches[i + 1].begin, s.group, s.label});
  }
  runs.end_row();
}

/// Asks for cells that are soon wanted.
template <class Code>
void fetch(std::span<const Code> cells) {
  constexpr std::size_t line = 64 / sizeof(Code);
  for (std::size_t i = 0; i < cells.size(); i += line)
    __builtin_prefetch(&cells[i]);
}

template <Directions directions, class Code>
void label_rows(const Span2D<const Code>& cells, const TileView& view, const ClassTable& classes,
                bool keep_runs, Labelling& out) {
  constexpr std::int64_t rows_ahead = 2;
  const auto width = static_cast<std::int32_t>(cells.width);
  RowCutter<Code> cutter(classes, out.groups, out.unknown);
  RowJoiner<directions, Code> joiner(width, out);
  CutRow<Code> first(width);
  CutRow<Code> second(width);
  CutRow<Code>* above = &first;
  CutRow<Code>* row = &second;
  for (std::int64_t y = 0; y < cells.height; ++y) {
    if (y + rows_ahead < cells.height) fetch(cells.row(y + rows_ahead));
    cutter.cut(cells, y, view.zones->row(y), *row);
    out.adjacency.grow(out.groups);
    if (y == 0) {
      joiner.begin(*row);
    } else {
      joiner.join(*above, *row);
    }
    out.left.push_back(row->stretches.front().label);
    out.right.push_back(row->stretches[row->size() - 1].label);
    if (y == 0) fill_labels(*row, out.top);
    if (keep_runs) keep(*row, out.runs);
    std::swap(row, above);
  }
  joiner.finish();
  fill_labels(*above, out.bottom);
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
