#include "kernels/change/transitions.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace terrabalance {
namespace {

std::size_t zone_index(const LandUse& land_use, std::int32_t zone) {
  return static_cast<std::size_t>(std::ranges::lower_bound(land_use.zones, zone) -
                                  land_use.zones.begin());
}

/// Class of every code, looked up once.
class ClassOf {
 public:
  explicit ClassOf(const ClassLookup& lookup) : lookup_(&lookup) {}

  int operator()(std::uint16_t code) {
    if (code == SequenceCounts::no_data) return ClassLookup::nodata;
    const auto [known, added] = classes_.try_emplace(code, 0);
    if (added) known->second = lookup_->index_of(code);
    return known->second;
  }

 private:
  const ClassLookup* lookup_;
  std::map<std::uint16_t, int> classes_;
};

void add_trajectories(const SequenceCounts::Summary& summary, const LandUse& land_use,
                      ClassOf& class_of, LandChange& change) {
  std::map<std::pair<std::size_t, std::vector<std::int16_t>>, CellCount> counts;
  for (std::size_t i = 0; i < summary.sequences(); ++i) {
    std::vector<std::int16_t> classes;
    for (std::size_t year = 0; year < summary.years; ++year) {
      const int c = class_of(summary.codes[i * summary.years + year]);
      if (c >= 0) classes.push_back(static_cast<std::int16_t>(c));
    }
    if (classes.size() < summary.years) continue;
    counts[{zone_index(land_use, summary.zones[i]), std::move(classes)}].add(summary.counts[i]);
  }
  for (const auto& [key, count] : counts)
    change.trajectories.push_back({key.first, key.second, count});
  std::ranges::stable_sort(change.trajectories, [](const Trajectory& a, const Trajectory& b) {
    return a.zone != b.zone ? a.zone < b.zone : a.count.cells > b.count.cells;
  });
}

}  // namespace

LandChange classify_change(const SequenceCounts::Summary& summary, const LandUse& land_use,
                           const ClassLookup& lookup) {
  LandChange change;
  change.pairs = pairs_of(summary.years);
  change.nodata.resize(change.pairs.size() * land_use.zones.size());
  ClassOf class_of(lookup);
  std::map<std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>, CellCount> counts;
  for (const auto& pair : pair_counts(summary)) {
    const auto p = static_cast<std::size_t>(pair.pair);
    const std::size_t zone = zone_index(land_use, pair.zone);
    const int from = class_of(pair.from);
    const int to = class_of(pair.to);
    if (from < 0 || to < 0) {
      change.nodata[p * land_use.zones.size() + zone].add(pair.count);
    } else {
      counts[{p, zone, static_cast<std::size_t>(from), static_cast<std::size_t>(to)}].add(
          pair.count);
    }
  }
  for (const auto& [key, count] : counts) {
    const auto& [pair, zone, from, to] = key;
    change.transitions.push_back({pair, zone, from, to, count});
  }
  change.has_trajectories = !summary.by_pairs;
  if (change.has_trajectories) add_trajectories(summary, land_use, class_of, change);
  return change;
}

TransitionMatrix::TransitionMatrix(const LandChange& change, std::size_t pair, std::size_t zone,
                                   std::size_t classes, const CellArea& area)
    : classes_(classes), ha_(classes * classes) {
  std::vector<AreaSum> first(classes);
  std::vector<AreaSum> last(classes);
  std::vector<AreaSum> kept(classes);
  AreaSum total = 0;
  AreaSum changed = 0;
  const auto key = [](const Transition& t) { return std::pair(t.pair, t.zone); };
  const auto& all = change.transitions;
  const auto begin = std::ranges::lower_bound(all, std::pair(pair, zone), {}, key);
  const auto end = std::ranges::upper_bound(all, std::pair(pair, zone), {}, key);
  for (const Transition& t : std::span(begin, end)) {
    ha_[t.from * classes + t.to] = area.hectares(t.count.area);
    first[t.from] += t.count.area;
    last[t.to] += t.count.area;
    total += t.count.area;
    if (t.from == t.to) {
      kept[t.from] = t.count.area;
    } else {
      changed += t.count.area;
    }
  }
  for (std::size_t c = 0; c < classes; ++c) {
    first_.push_back(area.hectares(first[c]));
    last_.push_back(area.hectares(last[c]));
    gain_.push_back(area.hectares(last[c] - kept[c]));
    loss_.push_back(area.hectares(first[c] - kept[c]));
  }
  total_ = area.hectares(total);
  changed_ = area.hectares(changed);
}

}  // namespace terrabalance
