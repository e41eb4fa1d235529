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
      row.apart[i] = static_cast<std::uint32_t>(row.cells(i));
    tally(row);
  }

  void join(const CutRow<Code>& above, CutRow<Code>& row) {
    meeting_.find(above, row);
    count_apart(above, row);
    for (const Contact& link : meeting_.links())
      join_labels(row.labels[link.below], above.labels[link.above]);
    for (const Contact& corner : meeting_.corners())
      link_corner(above, corner.above, row, corner.below);
    tally(row);
  }

  /// After the last row.
  void finish() {
    out_.tallies.resize(labels_);
    out_.sets.resize(labels_);
  }

 private:
  void count_apart(const CutRow<Code>& above, CutRow<Code>& row) {
    const auto count = [&](const auto& in_one_zone) {
      const std::span<const Contact> edges = meeting_.edges();
      for (std::size_t i = 0; i < edges.size(); ++i) {
        const Groups::Member a = above.kinds[edges[i].above];
        const Groups::Member b = row.kinds[edges[i].below];
        const std::uint32_t slot = in_one_zone(a, b) ? b.class_slot : Groups::outside;
        const std::uint32_t cells = meeting_.apart(i);
        out_.adjacency.of(a.group)[slot].stacked += static_cast<std::int32_t>(cells);
        row.apart[edges[i].below] += cells;
      }
    };
    if (meeting_.one_zone()) {
      count([](const auto&...) { return true; });
    } else {
      count([&](const Groups::Member& a, const Groups::Member& b) {
        return out_.groups[a.group].zone_slot == out_.groups[b.group].zone_slot;
      });
    }
  }

  /// Where four stretches meet: these two and those before them.
  void link_corner(const CutRow<Code>& above, std::size_t a, CutRow<Code>& row, std::size_t b) {
    if (above.kinds[a - 1].group == row.kinds[b].group)
      join_labels(row.labels[b], above.labels[a - 1]);
    if (above.kinds[a].group == row.kinds[b - 1].group)
      join_labels(row.labels[b - 1], above.labels[a]);
  }

  void join_labels(std::uint32_t& below, std::uint32_t above) {
    // Two differences at once, as which of them is 0 is hard to guess.
    const std::uint64_t from_fresh = below ^ CutRow<Code>::fresh;
    if (from_fresh * (below ^ above) != 0) [[unlikely]] {
      below = out_.sets.unite(below, above).first;
    } else {
      below = above;
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
    const std::int32_t* const begins = row.begins.data();
    const Groups::Member* const kinds = row.kinds.data();
    const std::uint32_t* const apart = row.apart.data();
    std::uint32_t* const labels = row.labels.data();
    std::uint32_t next = labels_;
    for (std::size_t i = part.first; i < part.last; ++i) {
      const Groups::Member kind = kinds[i];
      ++sides[kind.class_slot].side_by_side;
      sides = out_.adjacency.of(kind.group);
      if (kind.group == Groups::outside) continue;
      std::uint32_t label = labels[i];
      const std::uint32_t fresh = label == CutRow<Code>::fresh ? 1 : 0;
      label = (label & (fresh - 1)) | (next & (0 - fresh));  // without a branch
      next += fresh;
      labels[i] = label;
      Tally& tally = tallies[label];
      const auto cells = static_cast<std::uint32_t>(begins[i + 1] - begins[i]);
      tally.cells += cells;
      ++tally.runs;
      tally.stacked += cells - apart[i];
      tally.group = kind.group;
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
    if (part.whole) {
      runs.push_back({row.begin(part), row.end(part), part.zone_slot, 0});
      return;
    }
    for (std::size_t i = part.first; i < part.last; ++i) {
      if (row.kinds[i].group == Groups::outside) continue;
      const std::int32_t end = row.begins[i + 1];
      if (i > part.first && row.kinds[i - 1].group != Groups::outside) {
        runs.back().end = end;
      } else {
        runs.push_back({row.begins[i], end, part.zone_slot, 0});
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
    labels.resize(static_cast<std::size_t>(row.begins[i + 1]), row.labels[i]);
}

template <class Code>
void keep(const CutRow<Code>& row, RunRows& runs) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::uint32_t group = row.kinds[i].group;
    if (group != Groups::outside)
      runs.runs().push_back({row.begins[i], row.begins[i + 1], group, row.labels[i]});
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
    out.left.push_back(row->labels.front());
    out.right.push_back(row->labels[row->size() - 1]);
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
