#include "jobs/landscape/patch_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "engine/runtime/deal.hpp"

namespace terrabalance {
namespace {

using landscape::Metric;
using landscape::Patch;

/// Which rank's band has a cell, by the cell's place row by row.
class Owners {
 public:
  Owners(const Partition& partition, int ranks) {
    const std::int64_t width = partition.grid_tile().width;
    for (int rank = 0; rank < ranks; ++rank)
      begin_.push_back(partition.tile(partition.band(rank, ranks).begin, 0).y * width);
  }
  int of(std::int64_t place) const {
    return static_cast<int>(std::ranges::upper_bound(begin_, place) - begin_.begin()) - 1;
  }

 private:
  std::vector<std::int64_t> begin_;  // by rank: place of the band's first cell
};

/// Puts a year's patches, and what is known of each, where the patches' first cells are.
void deal_out(LandscapeYear& year, const Owners& owners, const Communicator& ranks) {
  deal(year.patches, ranks, [&](const Patch& p) { return owners.of(p.first); });
  deal(year.neighbours, ranks, [&](const landscape::Neighbour& n) { return owners.of(n.patch); });
  deal(year.proximity, ranks,
       [&](const landscape::PatchProximity& p) { return owners.of(p.patch); });
}

double distance_of(const std::vector<landscape::Neighbour>& neighbours, std::int64_t patch) {
  const auto found = std::ranges::lower_bound(neighbours, patch, {}, &landscape::Neighbour::patch);
  if (found == neighbours.end() || found->patch != patch || std::isinf(found->distance))
    return std::numeric_limits<double>::quiet_NaN();
  return found->distance;
}

/// Makes rows of a year's patches, which are all that this rank owns.
void add_rows(LandscapeYear&& year, const LandscapePlan& plan, PatchRows& rows) {
  std::ranges::sort(year.patches, {},
                    [](const Patch& p) { return std::tuple(p.zone, p.class_index, p.first); });
  std::ranges::sort(year.proximity, {}, [](const landscape::PatchProximity& p) {
    return std::tuple(p.zone, p.class_index, p.patch);
  });
  std::ranges::sort(year.neighbours, {}, &landscape::Neighbour::patch);
  const auto& metrics = plan.selection.patch_metrics;
  rows.keys.reserve(rows.keys.size() + year.patches.size());
  rows.values.reserve(rows.values.size() + year.patches.size() * metrics.size());
  for (std::size_t i = 0; i < year.patches.size(); ++i) {
    const Patch& patch = year.patches[i];
    rows.keys.push_back({year.year, patch.zone, patch.class_index, patch.first});
    for (const Metric* metric : metrics) {
      if (metric->of_patch != nullptr) {
        rows.values.push_back(
            metric->of_patch(patch, plan.patches.cell, plan.patches.measured.convention));
      } else if (metric->of_surroundings != nullptr) {
        rows.values.push_back(metric->of_surroundings(year.proximity.at(i)));
      } else {
        rows.values.push_back(distance_of(year.neighbours, patch.first));
      }
    }
  }
}

/// All patches of one year, zone and class, on whatever ranks.
struct Group {
  PatchKey key;
  std::int64_t patches = 0;
};

/// In the order of the table. \param years  with their landscapes
std::vector<Group> groups_of(const std::vector<LandscapeYear>& years) {
  std::vector<Group> groups;
  for (const LandscapeYear& year : years)
    for (const auto& landscape : year.landscapes)
      for (const auto& c : landscape.classes)
        groups.push_back({{year.year, landscape.zone, c.index, 0}, c.totals.patches});
  return groups;
}

/// The place of each of this rank's patches in the whole table. Within a group, those of the ranks
/// before come first, as their cells do. Collective.
std::vector<std::int64_t> places_of(const std::vector<PatchKey>& keys,
                                    const std::vector<Group>& groups, const Communicator& ranks) {
  std::vector<std::int64_t> here;
  auto next = keys.begin();
  for (const Group& group : groups) {
    const auto begin = next;
    next = std::find_if(next, keys.end(), [&](const auto& k) { return !k.same_group(group.key); });
    here.push_back(next - begin);
  }
  const std::vector<std::int64_t> before = ranks.sum_before(here);
  std::vector<std::int64_t> places;
  places.reserve(keys.size());
  std::int64_t start = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (std::int64_t i = 0; i < here[g]; ++i)
      places.push_back(start + before[g] + i);
    start += groups[g].patches;
  }
  return places;
}

/// Rows on their way to another rank.
struct Parcel {
  std::vector<std::int64_t> places;
  PatchRows rows;

  template <class Archive>
  void archive(Archive& a) {
    a(places, rows);
  }
};

/// What of the rows belongs to places [begin, end) of the table.
Parcel parcel_of(const PatchRows& rows, const std::vector<std::int64_t>& places, std::int64_t begin,
                 std::int64_t end) {
  const auto from = std::ranges::lower_bound(places, begin) - places.begin();
  const auto to = std::ranges::lower_bound(places, end) - places.begin();
  const auto part = [&](const auto& all, std::ptrdiff_t each) {
    return std::decay_t<decltype(all)>(all.begin() + from * each, all.begin() + to * each);
  };
  const auto values = static_cast<std::ptrdiff_t>(rows.values.size());
  const auto keys = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(rows.keys.size()));
  return {part(places, 1), {part(rows.keys, 1), part(rows.values, values / keys)}};
}

/// Gives every rank the same number of patches, in the order of the table. Collective.
PatchRows share_evenly(const PatchRows& rows, const std::vector<std::int64_t>& places,
                       std::int64_t total, std::size_t metrics, const Communicator& ranks) {
  const auto begin_of = [&](int rank) { return total * rank / ranks.size(); };
  const std::int64_t begin = begin_of(ranks.rank());
  const auto count = static_cast<std::size_t>(begin_of(ranks.rank() + 1) - begin);
  PatchRows share{std::vector<PatchKey>(count), std::vector<double>(count * metrics)};
  for (int step = 0; step < ranks.size(); ++step) {
    const int to = (ranks.rank() + step) % ranks.size();
    const int from = (ranks.rank() + ranks.size() - step) % ranks.size();
    Parcel parcel = parcel_of(rows, places, begin_of(to), begin_of(to + 1));
    if (step > 0) parcel = from_bytes<Parcel>(ranks.exchange(to, to_bytes(parcel), from));
    for (std::size_t i = 0; i < parcel.places.size(); ++i) {
      const auto at = static_cast<std::size_t>(parcel.places[i] - begin);
      share.keys[at] = parcel.rows.keys[i];
      std::copy_n(&parcel.rows.values[i * metrics], metrics, &share.values[at * metrics]);
    }
  }
  return share;
}

/// Bytes of the longest texts on any rank, at least 1.
struct Longest {
  std::size_t zone = 1;
  std::size_t class_name = 1;
  std::size_t metric = 1;
};

Longest longest_of(const std::vector<PatchKey>& keys, const landscape::Selection& selection,
                   const LandscapeNames& names, const Communicator& ranks) {
  Longest longest;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0 && keys[i].same_group(keys[i - 1])) continue;
    longest.zone = std::max(longest.zone, names.zone(keys[i].zone).size());
    longest.class_name = std::max(longest.class_name, names.class_name(keys[i].class_index).size());
  }
  for (const Metric* metric : selection.patch_metrics)
    longest.metric = std::max(longest.metric, metric->name.size());
  for (std::size_t* bytes : {&longest.zone, &longest.class_name})
    *bytes = static_cast<std::size_t>(ranks.max(static_cast<std::int64_t>(*bytes)));
  return longest;
}

}  // namespace

PatchRows share_of_table(std::vector<LandscapeYear>&& years, const LandscapePlan& plan,
                         const Partition& partition, const Communicator& ranks) {
  std::vector<Group> groups = groups_of(years);
  const Owners owners(partition, ranks.size());
  PatchRows rows;
  for (LandscapeYear& year : years) {
    deal_out(year, owners, ranks);
    add_rows(std::exchange(year, {}), plan, rows);
  }
  if (ranks.size() == 1) return rows;
  ranks.broadcast(groups);
  std::int64_t total = 0;
  for (const Group& group : groups)
    total += group.patches;
  const auto places = places_of(rows.keys, groups, ranks);
  return share_evenly(rows, places, total, plan.selection.patch_metrics.size(), ranks);
}

SharedTable patch_table(const PatchRows& rows, const landscape::Selection& selection,
                        const LandscapeNames& names, const Communicator& ranks) {
  const auto& metrics = selection.patch_metrics;
  const auto per_patch = static_cast<std::int64_t>(metrics.size());
  SharedTable table{"landscape/patch",
                    "Landscape indices of the patches",
                    static_cast<std::int64_t>(rows.values.size()),
                    {}};
  /// \param value_of  (key, place among the values)
  const auto add = [&](const char* name, const char* description, std::size_t text_bytes,
                       auto value_of) {
    table.columns.push_back(
        {name, "", description, text_bytes,
         [&rows, per_patch, value_of](std::int64_t begin, std::int64_t end) -> Column::Values {
           std::vector<decltype(value_of(PatchKey{}, 0))> values;
           values.reserve(static_cast<std::size_t>(end - begin));
           for (std::int64_t row = begin; row < end; ++row)
             values.push_back(value_of(rows.keys[static_cast<std::size_t>(row / per_patch)], row));
           return values;
         }});
  };
  const Longest longest = longest_of(rows.keys, selection, names, ranks);
  add("year", "year of the land-use raster", 0,
      [](const PatchKey& key, std::int64_t) { return key.year; });
  add("zone", "id of the zone", longest.zone,
      [&names](const PatchKey& key, std::int64_t) { return names.zone(key.zone); });
  add("class", "land-use class", longest.class_name,
      [&names](const PatchKey& key, std::int64_t) { return names.class_name(key.class_index); });
  add("id", "number of the patch: 1 + place of its first cell, row by row", 0,
      [](const PatchKey& key, std::int64_t) { return landscape::patch_id(key.first); });
  add("metric", "index, see docs/landscape.md", longest.metric,
      [&metrics, per_patch](const PatchKey&, std::int64_t row) {
        return std::string(metrics[static_cast<std::size_t>(row % per_patch)]->name);
      });
  add("value", "in the unit of the index", 0, [&rows](const PatchKey&, std::int64_t row) {
    return rows.values[static_cast<std::size_t>(row)];
  });
  return table;
}

}  // namespace terrabalance
