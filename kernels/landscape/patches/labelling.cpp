#include "kernels/landscape/patches/labelling.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/landscape/patches/cut_row.hpp"

namespace terrabalance::landscape {
namespace {

/// Walks the zones of a row, and the gaps between them.
class ZoneWalk {
 public:
  ZoneWalk(std::span<const ZoneRun> runs, std::int32_t width) : runs_(runs), width_(width) {}

  /// Goes on to cell x, which must not decrease.
  void to(std::int32_t x) {
    while (next_ < runs_.size() && runs_[next_].end <= x)
      ++next_;
    const bool left = next_ < runs_.size();
    const bool inside = left && runs_[next_].begin <= x;
    zone = inside ? std::optional(runs_[next_].zone) : std::nullopt;
    end = inside ? runs_[next_].end : left ? runs_[next_].begin : width_;
  }

  std::optional<std::int32_t> zone;
  std::int32_t end = 0;  ///< of the zone's run, or of the gap

 private:
  std::span<const ZoneRun> runs_;
  std::int32_t width_;
  std::size_t next_ = 0;
};

/// Labels the stretches of rows from top to bottom. Most cells are like those above them, and which
/// are not is known for 64 at a time: only where stretches begin or rows differ is there anything
/// to do.
template <Directions directions, class Code>
class RowJoiner {
 public:
  /// \param class_slots  by code
  RowJoiner(std::int32_t width, const std::uint32_t* class_slots, Labelling& out)
      : class_slots_(class_slots),
        out_(out),
        unlike_(width),
        apart_(width),
        sides_(width),
        links_(width),
        corners_(width),
        places_(width),
        unlike_ranks_(width),
        ranks_(static_cast<std::size_t>(width) + 1),
        ranks_above_(static_cast<std::size_t>(width) + 1) {}

  /// The first row of a tile: there is nothing above.
  void begin(CutRow<Code>& row) {
    unlike_.fill(0, row.width, true);
    tally(row);
  }

  void join(const CutRow<Code>& above, CutRow<Code>& row) {
    row.codes.compare_with(loops_, above.codes, unlike_);
    set_apart(above, row);
    find_contacts(above, row);
    count_sides(above, row);
    link_stretches(above, row);
    if (any_corners_) link_corners(above, row);
    tally(row);
  }

  /// After the last row.
  void finish() {
    out_.tallies.resize(labels_);
    out_.sets.resize(labels_);
  }

 private:
  using Row = CutRow<Code>;

  /// Cells of two zones are unlike, whatever their codes, and share no side that counts.
  void set_apart(const Row& above, const Row& row) {
    if (any_apart_) apart_.fill(0, row.width, false);
    any_apart_ = !std::ranges::equal(above.zones, row.zones);
    if (!any_apart_) return;
    ZoneWalk upper(above.zones, row.width);
    ZoneWalk lower(row.zones, row.width);
    for (std::int32_t x = 0; x < row.width;) {
      upper.to(x);
      lower.to(x);
      const std::int32_t end = std::min(upper.end, lower.end);
      if (upper.zone != lower.zone) {
        apart_.fill(x, end, true);
        unlike_.fill(x, end, true);
      }
      x = end;
    }
  }

  void find_contacts(const Row& above, const Row& row) {
    Word before = 0;  // bit 0: whether the last cell of the word before is unlike
    Word any_corners = 0;
    for (std::size_t i = 0; i < unlike_.words(); ++i) {
      const Word unlike = unlike_.word(i);
      const Word starts = row.starts.word(i);
      const Word after_unlike = unlike << 1 | before;
      before = unlike >> (word_bits - 1);
      sides_.set_word(i, unlike & ~apart_.word(i));
      links_.set_word(i, ~unlike & (starts | after_unlike));
      corners_.set_word(i, starts & above.starts.word(i) & unlike & after_unlike);
      any_corners |= corners_.word(i);
    }
    any_corners_ = directions == Directions::eight && any_corners != 0;
  }

  void count_sides(const Row& above, const Row& row) {
    places_.find(loops_, sides_);
    const std::uint32_t* const slots = class_slots_;
    std::size_t i = 0;
    for (const typename Row::Part& part : row.parts) {
      const std::uint32_t* const groups = out_.groups.of_zone(part.zone_slot).data();
      const std::int32_t end = row.begins[part.last];
      while (i < places_.size() && places_[i] < row.begins[part.first])
        ++i;
      for (; i < places_.size() && places_[i] < end; ++i) {
        const std::int32_t x = places_[i];
        ++out_.adjacency.of(groups[slots[above.codes[x]]])[slots[row.codes[x]]].stacked;
      }
    }
  }

  void link_stretches(const Row& above, Row& row) {
    places_.find(loops_, links_);
    row.ranks.find(loops_, places_, 1, ranks_);
    above.ranks.find(loops_, places_, 1, ranks_above_);
    for (std::size_t i = 0; i < places_.size(); ++i)
      link(row.labels[ranks_[i] - 1], above.labels[ranks_above_[i] - 1]);
  }

  /// Where four stretches meet at the upper left corner of a cell.
  void link_corners(const Row& above, Row& row) {
    places_.find(loops_, corners_);
    row.ranks.find(loops_, places_, 0, ranks_);
    above.ranks.find(loops_, places_, 0, ranks_above_);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const std::size_t a = ranks_above_[i];  // at the cell's upper side; a - 1 is before it
      const std::size_t b = ranks_[i];
      if (above.groups[a - 1] == row.groups[b]) link(row.labels[b], above.labels[a - 1]);
      if (above.groups[a] == row.groups[b - 1]) link(row.labels[b - 1], above.labels[a]);
    }
  }

  void link(std::uint32_t& label, std::uint32_t other) {
    const bool fresh = label == Row::fresh;
    if (!fresh & (label != other)) [[unlikely]] {
      label = out_.sets.unite(label, other).first;
    } else {
      label = other;
    }
  }

  /// Gives the stretches that touch none above a label, and adds up what there is to each label.
  void tally(Row& row) {
    unlike_ranks_.count(loops_, unlike_);
    unlike_ranks_.find(loops_, row.begins, 0, ranks_);
    make_room(row.size());
    for (const typename Row::Part& part : row.parts) {
      add_part(row, part);
      add_cover(row, part);
    }
    out_.cover.end_row();
  }

  /// Written with copies of all it needs, so that they stay in registers.
  void add_part(Row& row, const typename Row::Part& part) {
    const std::int32_t* const begins = row.begins.data();
    const std::uint32_t* const groups = row.groups.data();
    const std::uint32_t* const slots = row.class_slots.data();
    const std::uint32_t* const unlike = ranks_.data();
    std::uint32_t* const labels = row.labels.data();
    Tally* const tallies = out_.tallies.data();
    AdjacencyCounts::Count* sides = out_.adjacency.of(Groups::outside);
    std::uint32_t next = labels_;
    for (std::size_t i = part.first; i < part.last; ++i) {
      const std::uint32_t group = groups[i];
      ++sides[slots[i]].side_by_side;
      sides = out_.adjacency.of(group);
      if (group == Groups::outside) continue;
      std::uint32_t label = labels[i];
      const bool fresh = label == Row::fresh;
      label = fresh ? next : label;
      next += fresh ? 1U : 0U;
      labels[i] = label;
      const auto cells = static_cast<std::uint32_t>(begins[i + 1] - begins[i]);
      Tally& tally = tallies[label];
      tally.cells += cells;
      ++tally.runs;
      tally.stacked += cells - (unlike[i + 1] - unlike[i]);
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

  void add_cover(const Row& row, const typename Row::Part& part) {
    auto& runs = out_.cover.runs();
    if (part.whole) {
      runs.push_back({row.begins[part.first], row.begins[part.last], part.zone_slot, 0});
      return;
    }
    for (std::size_t i = part.first; i < part.last; ++i) {
      if (row.groups[i] == Groups::outside) continue;
      const std::int32_t end = row.begins[i + 1];
      if (i > part.first && row.groups[i - 1] != Groups::outside) {
        runs.back().end = end;
      } else {
        runs.push_back({row.begins[i], end, part.zone_slot, 0});
      }
    }
  }

  const BitLoops& loops_ = bit_loops();
  const std::uint32_t* class_slots_;
  Labelling& out_;
  std::uint32_t labels_ = 0;
  BitRow unlike_;   // cells that are not of the patch above
  BitRow apart_;    // cells that are not of the zone above
  BitRow sides_;    // cells that share a side with another class of their zone above
  BitRow links_;    // of cells that belong to one and the same patch above, the first
  BitRow corners_;  // cells at whose upper left corner four stretches meet
  bool any_apart_ = false;
  bool any_corners_ = false;
  Places places_;
  Ranks unlike_ranks_;
  std::vector<std::uint32_t> ranks_;
  std::vector<std::uint32_t> ranks_above_;
};

template <class Code>
void fill_labels(const CutRow<Code>& row, std::vector<std::uint32_t>& labels) {
  for (std::size_t i = 0; i < row.size(); ++i)
    labels.resize(static_cast<std::size_t>(row.begins[i + 1]), row.labels[i]);
}

template <class Code>
void keep(const CutRow<Code>& row, RunRows& runs) {
  for (std::size_t i = 0; i < row.size(); ++i)
    if (row.groups[i] != Groups::outside)
      runs.runs().push_back({row.begins[i], row.begins[i + 1], row.groups[i], row.labels[i]});
  runs.end_row();
}

template <Directions directions, class Code>
void label_rows(const Span2D<const Code>& cells, const TileView& view, const ClassTable& classes,
                bool keep_runs, Labelling& out) {
  const auto width = static_cast<std::int32_t>(cells.width);
  RowCutter<Code> cutter(classes, out.groups, out.unknown);
  RowJoiner<directions, Code> joiner(width, cutter.class_slots(), out);
  CutRow<Code> first(width);
  CutRow<Code> second(width);
  CutRow<Code>* above = &first;
  CutRow<Code>* row = &second;
  for (std::int64_t y = 0; y < cells.height; ++y) {
    cutter.cut(cells.row(y), view.zones->row(y), *row);
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
