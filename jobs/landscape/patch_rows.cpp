#include "jobs/landscape/patch_rows.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance {
namespace {

using landscape::Metric;
using landscape::Patch;

double distance_of(const std::vector<landscape::Neighbour>& neighbours, std::int64_t patch) {
  const auto found = std::lower_bound(
      neighbours.begin(), neighbours.end(), patch,
      [](const landscape::Neighbour& n, std::int64_t first) { return n.patch < first; });
  if (found == neighbours.end() || found->patch != patch || std::isinf(found->distance))
    return std::numeric_limits<double>::quiet_NaN();
  return found->distance;
}

std::int64_t count_of(const std::vector<PatchRows>& years) {
  std::int64_t count = 0;
  for (const PatchRows& year : years)
    count += static_cast<std::int64_t>(year.patches.size());
  return count;
}

template <class T>
std::vector<T> part_of(const std::vector<T>& all, std::int64_t begin, std::int64_t end) {
  if (all.empty()) return {};
  return {all.begin() + begin, all.begin() + end};
}

/// The patches [begin, end) of all years, counted on from year to year.
std::vector<PatchRows> part_of(const std::vector<PatchRows>& years, std::int64_t begin,
                               std::int64_t end) {
  std::vector<PatchRows> part;
  std::int64_t before = 0;
  for (const PatchRows& year : years) {
    const auto count = static_cast<std::int64_t>(year.patches.size());
    const std::int64_t from = std::clamp<std::int64_t>(begin - before, 0, count);
    const std::int64_t to = std::clamp<std::int64_t>(end - before, 0, count);
    if (from < to) {
      part.push_back({year.year, part_of(year.patches, from, to), part_of(year.distances, from, to),
                      part_of(year.proximity, from, to)});
    }
    before += count;
  }
  return part;
}

/// Makes columns from patches.
class PatchColumns {
 public:
  PatchColumns(const std::vector<PatchRows>& years, const landscape::Selection& selection,
               const landscape::PatchOptions& options)
      : years_(&years), metrics_(&selection.patch_metrics), options_(&options) {
    for (const PatchRows& year : years)
      ends_.push_back((ends_.empty() ? 0 : ends_.back()) +
                      static_cast<std::int64_t>(year.patches.size()));
  }

  std::int64_t rows() const {
    return ends_.empty() ? 0 : ends_.back() * static_cast<std::int64_t>(metrics_->size());
  }

  /// \param value_of  (year's rows, place of the patch among them, metric)
  template <class T, class Value>
  auto column(const Value& value_of) const {
    return [*this, value_of](std::int64_t begin, std::int64_t end) -> Column::Values {
      const auto per_patch = static_cast<std::int64_t>(metrics_->size());
      std::vector<T> values;
      values.reserve(static_cast<std::size_t>(end - begin));
      for (std::int64_t row = begin; row < end; ++row) {
        const std::int64_t patch = row / per_patch;
        const auto year = std::ranges::upper_bound(ends_, patch) - ends_.begin();
        const std::int64_t before = year == 0 ? 0 : ends_[static_cast<std::size_t>(year) - 1];
        values.push_back(value_of((*years_)[static_cast<std::size_t>(year)],
                                  static_cast<std::size_t>(patch - before),
                                  *(*metrics_)[static_cast<std::size_t>(row % per_patch)]));
      }
      return values;
    };
  }

  double value(const PatchRows& year, std::size_t i, const Metric& metric) const {
    if (metric.of_patch != nullptr)
      return metric.of_patch(year.patches[i], options_->cell, options_->measured.convention);
    if (metric.of_surroundings != nullptr) return metric.of_surroundings(year.proximity.at(i));
    return year.distances.at(i);
  }

 private:
  const std::vector<PatchRows>* years_;
  const std::vector<const Metric*>* metrics_;
  const landscape::PatchOptions* options_;
  std::vector<std::int64_t> ends_;  // patches up to the end of each year
};

/// Bytes of the longest texts on any rank, at least 1.
struct Longest {
  std::size_t zone = 1;
  std::size_t class_name = 1;
  std::size_t metric = 1;
};

Longest longest_of(const std::vector<PatchRows>& rows, const landscape::Selection& selection,
                   const LandscapeNames& names, const Communicator& ranks) {
  Longest longest;
  for (const PatchRows& year : rows) {
    for (std::size_t i = 0; i < year.patches.size(); ++i) {
      const Patch& patch = year.patches[i];
      if (i > 0 && patch.same_kind(year.patches[i - 1])) continue;
      longest.zone = std::max(longest.zone, names.zone(patch.zone).size());
      longest.class_name = std::max(longest.class_name, names.class_name(patch.class_index).size());
    }
  }
  for (const Metric* metric : selection.patch_metrics)
    longest.metric = std::max(longest.metric, metric->name.size());
  for (std::size_t* bytes : {&longest.zone, &longest.class_name})
    *bytes = static_cast<std::size_t>(ranks.max(static_cast<std::int64_t>(*bytes)));
  return longest;
}

}  // namespace

PatchRows patch_rows(LandscapeYear& year) {
  PatchRows rows{year.year, std::move(year.patches), {}, std::move(year.proximity)};
  if (year.neighbours.empty()) return rows;
  rows.distances.reserve(rows.patches.size());
  for (const Patch& patch : rows.patches)
    rows.distances.push_back(distance_of(year.neighbours, patch.first));
  return rows;
}

std::vector<PatchRows> share_out(std::vector<PatchRows>&& all, const Communicator& ranks) {
  if (ranks.size() == 1) return std::move(all);
  if (!ranks.is_root()) return from_bytes<std::vector<PatchRows>>(ranks.receive(0));
  const std::int64_t count = count_of(all);
  const auto begin_of = [&](int rank) { return count * rank / ranks.size(); };
  for (int rank = 1; rank < ranks.size(); ++rank)
    ranks.send(rank, to_bytes(part_of(all, begin_of(rank), begin_of(rank + 1))));
  return part_of(all, 0, begin_of(1));
}

SharedTable patch_table(const std::vector<PatchRows>& rows, const landscape::Selection& selection,
                        const landscape::PatchOptions& options, const LandscapeNames& names,
                        const Communicator& ranks) {
  const PatchColumns columns(rows, selection, options);
  SharedTable table{"landscape/patch", "Landscape indices of the patches", columns.rows(), {}};
  const auto add = [&](const char* name, const char* description, std::size_t text_bytes,
                       auto rows_of) {
    table.columns.push_back({name, "", description, text_bytes, std::move(rows_of)});
  };
  const Longest longest = longest_of(rows, selection, names, ranks);
  add("year", "year of the land-use raster", 0,
      columns.column<std::int64_t>(
          [](const PatchRows& year, std::size_t, const Metric&) { return year.year; }));
  add("zone", "id of the zone", longest.zone,
      columns.column<std::string>([&](const PatchRows& year, std::size_t i, const Metric&) {
        return names.zone(year.patches[i].zone);
      }));
  add("class", "land-use class", longest.class_name,
      columns.column<std::string>([&](const PatchRows& year, std::size_t i, const Metric&) {
        return names.class_name(year.patches[i].class_index);
      }));
  add("id", "number of the patch: 1 + place of its first cell, row by row", 0,
      columns.column<std::int64_t>([](const PatchRows& year, std::size_t i, const Metric&) {
        return landscape::patch_id(year.patches[i]);
      }));
  add("metric", "index, see docs/landscape.md", longest.metric,
      columns.column<std::string>([](const PatchRows&, std::size_t, const Metric& metric) {
        return std::string(metric.name);
      }));
  add("value", "in the unit of the index", 0,
      columns.column<double>([columns](const PatchRows& year, std::size_t i, const Metric& metric) {
        return columns.value(year, i, metric);
      }));
  return table;
}

}  // namespace terrabalance
