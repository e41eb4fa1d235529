#include "kernels/change/sequence_counts.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <type_traits>
#include <variant>

#include "kernels/account/keyed_merge.hpp"
#include "kernels/change/byte_sequences.hpp"
#include "kernels/change/sequence_table.hpp"

namespace terrabalance {
namespace {

using PairCount = SequenceCounts::PairCount;
using Summary = SequenceCounts::Summary;
using Bytes8 = Span2D<const std::uint8_t>;

/// Walks the 16-bit cells of zone runs and gathers stretches of cells with one sequence. Land cover
/// is mostly still: four equal cells in every year are told apart by one comparison a year.
template <std::size_t fixed_words>
class WordSequences {
  using Cell = std::uint16_t;

 public:
  explicit WordSequences(std::size_t years)
      : table_((years + 3) / 4), current_(table_.words()), next_(table_.words()) {}

  /// \param rows  one a year, each from the tile's first column on
  void add(const std::vector<const Cell*>& rows, const ZoneRun& run, std::int64_t cell_area) {
    std::int64_t length = 0;
    const auto extend = [&](std::int64_t cells) {
      if (next_ == current_ && length > 0) {
        length += cells;
        return;
      }
      if (length > 0) table_.add(run.zone, current_.data(), length, cell_area);
      current_ = next_;
      length = cells;
    };
    std::int32_t x = run.begin;
    for (; x + per_word <= run.end; x += per_word) {
      if (pack_uniform(rows, x)) {
        extend(per_word);
      } else {
        for (std::int32_t i = 0; i < per_word; ++i) {
          pack(rows, x + i);
          extend(1);
        }
      }
    }
    for (; x < run.end; ++x) {
      pack(rows, x);
      extend(1);
    }
    if (length > 0) table_.add(run.zone, current_.data(), length, cell_area);
  }

  const SequenceTable<fixed_words>& table() const { return table_; }

 private:
  static constexpr std::int32_t per_word = 8 / sizeof(Cell);
  static constexpr int cell_bits = 8 * sizeof(Cell);
  using Key = std::conditional_t<fixed_words == 0, std::vector<std::uint64_t>,
                                 std::array<std::uint64_t, std::max<std::size_t>(1, fixed_words)>>;

  struct SizedKey : Key {
    explicit SizedKey(std::size_t words) {
      if constexpr (fixed_words == 0) {
        this->resize(words);
      } else {
        this->fill(0);
      }
    }
  };

  void put(std::size_t year, std::uint64_t code) {
    const std::uint64_t shifted = code << (16 * (year % 4));
    if (year % 4 == 0) {
      next_[year / 4] = shifted;
    } else {
      next_[year / 4] |= shifted;
    }
  }

  bool pack_uniform(const std::vector<const Cell*>& rows, std::int32_t x) {
    bool uniform = true;
    for (std::size_t year = 0; year < rows.size(); ++year) {
      std::uint64_t word = 0;
      std::memcpy(&word, rows[year] + x, sizeof(word));
      uniform &= word == std::rotl(word, cell_bits);
      put(year, word & std::numeric_limits<Cell>::max());
    }
    return uniform;
  }

  void pack(const std::vector<const Cell*>& rows, std::int32_t x) {
    for (std::size_t year = 0; year < rows.size(); ++year)
      put(year, rows[year][x]);
  }

  SequenceTable<fixed_words> table_;
  SizedKey current_;
  SizedKey next_;
};

/// The table as a sorted summary, with each year's code for "no value" made the common one.
template <std::size_t fixed_words>
Summary sorted(const SequenceTable<fixed_words>& table, const TileView& tile) {
  const std::size_t years = tile.codes.size();
  const auto code = [&](std::size_t i, std::size_t year) {
    const std::uint16_t raw = table.code(i, year);
    return raw == tile.codes[year].nodata ? SequenceCounts::no_data : raw;
  };
  std::vector<std::size_t> order(table.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (table.zone(a) != table.zone(b)) return table.zone(a) < table.zone(b);
    for (std::size_t year = 0; year < years; ++year) {
      if (code(a, year) != code(b, year)) return code(a, year) < code(b, year);
    }
    return false;
  });
  Summary summary;
  summary.years = years;
  for (const std::size_t i : order) {
    summary.zones.push_back(table.zone(i));
    for (std::size_t year = 0; year < years; ++year)
      summary.codes.push_back(code(i, year));
    summary.counts.push_back(table.count(i));
  }
  return summary;
}

/// Rows of every year as 16-bit cells; 8-bit years are widened.
class Rows {
  using Cell = std::uint16_t;

 public:
  explicit Rows(const TileView& tile) : tile_(&tile), widened_(tile.codes.size()) {}

  const std::vector<const Cell*>& at(std::int64_t y) {
    pointers_.clear();
    for (std::size_t year = 0; year < tile_->codes.size(); ++year) {
      const auto& cells = tile_->codes[year].cells;
      if (const auto* same = std::get_if<Span2D<const Cell>>(&cells)) {
        pointers_.push_back(same->row(y).data());
      } else {
        const auto row = std::get<Bytes8>(cells).row(y);
        widened_[year].assign(row.begin(), row.end());
        pointers_.push_back(widened_[year].data());
      }
    }
    return pointers_;
  }

 private:
  const TileView* tile_;
  std::vector<std::vector<Cell>> widened_;
  std::vector<const Cell*> pointers_;
};

template <std::size_t fixed_words>
Summary scan_words(const TileView& tile, const CellArea& area) {
  WordSequences<fixed_words> scan(tile.codes.size());
  Rows rows(tile);
  for (std::int64_t y = 0; y < tile.tile.height; ++y) {
    const auto runs = tile.zones->row(y);
    if (runs.empty()) continue;
    const auto& years = rows.at(y);
    const std::int64_t cell_area = area.row(tile.tile.y + y);
    for (const ZoneRun& run : runs)
      scan.add(years, run, cell_area);
  }
  return sorted(scan.table(), tile);
}

template <std::size_t fixed_years>
Summary scan_bytes(const TileView& tile, const CellArea& area) {
  const std::size_t years = tile.codes.size();
  const bool by_row = !area.same_for_all_rows();
  ByteSequences<fixed_years> sequences(years);
  for (std::int64_t y = 0; y < tile.tile.height; ++y) {
    const std::int64_t cell_area = area.row(tile.tile.y + y);
    for (std::size_t year = 0; year < years; ++year)
      sequences.rows()[year] = std::get<Bytes8>(tile.codes[year].cells).row(y).data();
    for (const ZoneRun& run : tile.zones->row(y)) {
      sequences.count(run.zone, run.begin, run.end, cell_area);
      if (by_row) sequences.settle(run.zone, cell_area);
    }
  }
  if (!by_row) sequences.settle_all(area.row(0));
  return sorted(sequences.table(), tile);
}

/// Scans with the number of years known to the compiler where it is a usual one.
Summary scan_bytes(const TileView& tile, const CellArea& area) {
  switch (tile.codes.size()) {
    case 2:
      return scan_bytes<2>(tile, area);
    case 3:
      return scan_bytes<3>(tile, area);
    case 4:
      return scan_bytes<4>(tile, area);
    default:
      return scan_bytes<0>(tile, area);
  }
}

/// Order of sequence i of a and j of b, by zone and codes.
std::strong_ordering compare(const Summary& a, std::size_t i, const Summary& b, std::size_t j) {
  if (const auto zones = a.zones[i] <=> b.zones[j]; zones != 0) return zones;
  const auto* codes_a = a.codes.data() + i * a.years;
  const auto* codes_b = b.codes.data() + j * b.years;
  return std::lexicographical_compare_three_way(codes_a, codes_a + a.years, codes_b,
                                                codes_b + b.years);
}

void append(Summary& to, const Summary& from, std::size_t i) {
  to.zones.push_back(from.zones[i]);
  const auto codes = from.codes.begin() + static_cast<std::ptrdiff_t>(i * from.years);
  to.codes.insert(to.codes.end(), codes, codes + static_cast<std::ptrdiff_t>(from.years));
  to.counts.push_back(from.counts[i]);
}

Summary merged(const Summary& a, const Summary& b) {
  Summary both;
  both.years = a.years;
  both.zones.reserve(a.sequences() + b.sequences());
  both.codes.reserve(a.codes.size() + b.codes.size());
  both.counts.reserve(a.sequences() + b.sequences());
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.sequences() && j < b.sequences()) {
    const auto order = compare(a, i, b, j);
    append(both, order <= 0 ? a : b, order <= 0 ? i : j);
    if (order == 0) both.counts.back().add(b.counts[j]);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  for (; i < a.sequences(); ++i)
    append(both, a, i);
  for (; j < b.sequences(); ++j)
    append(both, b, j);
  return both;
}

void give_up_sequences(Summary& summary) {
  if (summary.by_pairs) return;
  summary = {true, summary.years, {}, {}, {}, pair_counts(summary)};
}

}  // namespace

Summary SequenceCounts::scan(const TileView& tile) const {
  const bool bytes = std::ranges::all_of(tile.codes, [](const CodeLayer& layer) {
    return std::holds_alternative<Bytes8>(layer.cells);
  });
  Summary summary;
  if (bytes) {
    summary = scan_bytes(tile, *area_);
  } else {
    summary = tile.codes.size() <= 4 ? scan_words<1>(tile, *area_) : scan_words<0>(tile, *area_);
  }
  if (summary.sequences() > limit_) give_up_sequences(summary);
  return summary;
}

void SequenceCounts::merge(Summary& first, Summary&& second, Side /*side*/) const {
  if (first.by_pairs || second.by_pairs) {
    give_up_sequences(first);
    give_up_sequences(second);
    merge_keyed(first.pairs, std::move(second.pairs),
                [](PairCount& a, const PairCount& b) { a.count.add(b.count); });
    return;
  }
  first = merged(first, second);
  if (first.sequences() > limit_) give_up_sequences(first);
}

std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t years) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t year = 1; year < years; ++year)
    pairs.emplace_back(year - 1, year);
  if (years > 2) pairs.emplace_back(0, years - 1);
  return pairs;
}

std::vector<PairCount> pair_counts(const Summary& summary) {
  if (summary.by_pairs) return summary.pairs;
  const auto pairs = pairs_of(summary.years);
  std::map<std::tuple<std::int32_t, std::int32_t, std::uint16_t, std::uint16_t>, CellCount> counts;
  for (std::size_t i = 0; i < summary.sequences(); ++i) {
    const auto* codes = summary.codes.data() + i * summary.years;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      counts[{static_cast<std::int32_t>(p), summary.zones[i], codes[pairs[p].first],
              codes[pairs[p].second]}]
          .add(summary.counts[i]);
    }
  }
  std::vector<PairCount> list;
  list.reserve(counts.size());
  for (const auto& [key, count] : counts) {
    list.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), std::get<3>(key), count});
  }
  return list;
}

CodeCounts::Summary code_counts(const Summary& summary) {
  std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, CellCount> counts;
  const auto add = [&](std::int32_t zone, std::size_t layer, std::uint16_t code,
                       const CellCount& count) {
    const std::int32_t meaning =
        code == SequenceCounts::no_data ? CodeCounts::Count::no_data : code;
    counts[{zone, static_cast<std::int32_t>(layer), meaning}].add(count);
  };
  for (std::size_t i = 0; i < summary.sequences(); ++i) {
    for (std::size_t year = 0; year < summary.years; ++year) {
      add(summary.zones[i], year, summary.codes[i * summary.years + year], summary.counts[i]);
    }
  }
  // Consecutive pair p begins with year p; the last one also has the last year.
  for (const PairCount& pair : summary.pairs) {
    const auto year = static_cast<std::size_t>(pair.pair);
    if (year + 1 >= summary.years) continue;  // first and last
    add(pair.zone, year, pair.from, pair.count);
    if (year + 2 == summary.years) add(pair.zone, year + 1, pair.to, pair.count);
  }
  CodeCounts::Summary list;
  for (const auto& [key, count] : counts) {
    list.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count.cells, count.area});
  }
  return list;
}

}  // namespace terrabalance
