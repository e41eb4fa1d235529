#include "jobs/change/tables.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include <spdlog/fmt/fmt.h>

#include "jobs/change/columns.hpp"

namespace terrabalance {
namespace {

double effect_of(const ChangeResult& result, const Transition& t, double ha) {
  const auto [first, last] = result.change.pairs[t.pair];
  return carbon_effect(ha, result.carbon.at(t.zone, first, t.from),
                       result.carbon.at(t.zone, last, t.to));
}

/// Columns from, to and the amounts of transitions.
class TransitionColumns {
 public:
  TransitionColumns(const ChangeResult& result, const CellArea& area)
      : result_(&result), area_(&area) {}

  void add(const Transition& t) {
    from_.push_back(result_->land_use.classes[t.from]);
    to_.push_back(result_->land_use.classes[t.to]);
    const double ha = area_->hectares(t.count.area);
    amounts_.add(t.count.cells, ha, effect_of(*result_, t, ha));
  }
  void append_to(Table& table) && {
    table.columns.push_back({"from", "", "class of the earlier year", std::move(from_)});
    table.columns.push_back({"to", "", "class of the later year", std::move(to_)});
    std::move(amounts_).append_to(table);
  }

 private:
  const ChangeResult* result_;
  const CellArea* area_;
  std::vector<std::string> from_;
  std::vector<std::string> to_;
  Amounts amounts_;
};

}  // namespace

Table transition_table(const ChangeResult& result, const CellArea& area) {
  PairKeys keys(result);
  TransitionColumns columns(result, area);
  for (const Transition& t : result.change.transitions) {
    keys.add(t.pair, t.zone);
    columns.add(t);
  }
  Table table{"change/transition", "Transition matrices; from = to is what stayed",
              std::move(keys).take()};
  std::move(columns).append_to(table);
  return table;
}

Table strongest_table(const ChangeResult& result, const CellArea& area, std::size_t count) {
  PairKeys keys(result);
  std::vector<std::int64_t> ranks;
  TransitionColumns columns(result, area);
  const auto& transitions = result.change.transitions;
  for (auto begin = transitions.begin(); begin != transitions.end();) {
    const auto end = std::find_if(begin, transitions.end(), [&](const Transition& t) {
      return t.pair != begin->pair || t.zone != begin->zone;
    });
    std::vector<const Transition*> strongest;
    for (auto t = begin; t != end; ++t) {
      if (t->from != t->to) strongest.push_back(&*t);
    }
    std::ranges::stable_sort(strongest, [](const Transition* a, const Transition* b) {
      return a->count.area > b->count.area;
    });
    strongest.resize(std::min(strongest.size(), count));
    for (std::size_t rank = 0; rank < strongest.size(); ++rank) {
      keys.add(begin->pair, begin->zone);
      ranks.push_back(static_cast<std::int64_t>(rank + 1));
      columns.add(*strongest[rank]);
    }
    begin = end;
  }
  Table table{"change/strongest", "The transitions of the largest area", std::move(keys).take()};
  table.columns.push_back({"rank", "1", "1 = the largest area", std::move(ranks)});
  std::move(columns).append_to(table);
  return table;
}

Table trajectory_table(const ChangeResult& result, const CellArea& area) {
  std::vector<std::string> zones;
  std::vector<std::string> sequences;
  Amounts amounts;
  const std::size_t last = result.land_use.layers - 1;
  for (const Trajectory& t : result.change.trajectories) {
    std::string sequence;
    for (const auto c : t.classes) {
      if (!sequence.empty()) sequence += '>';
      sequence += result.land_use.classes[static_cast<std::size_t>(c)];
    }
    zones.push_back(result.frame.zone_ids[t.zone]);
    sequences.push_back(std::move(sequence));
    const double ha = area.hectares(t.count.area);
    const auto from = static_cast<std::size_t>(t.classes.front());
    const auto to = static_cast<std::size_t>(t.classes.back());
    amounts.add(
        t.count.cells, ha,
        carbon_effect(ha, result.carbon.at(t.zone, 0, from), result.carbon.at(t.zone, last, to)));
  }
  Table table{"change/trajectory",
              "Classes of the same land in all years, from the most cells to the least",
              {{"zone", "", "id of the zone", std::move(zones)},
               {"sequence", "", "classes year by year, joined by >", std::move(sequences)}}};
  std::move(amounts).append_to(table);
  return table;
}

Table sankey_table(const ChangeResult& result, const CellArea& area) {
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, AreaSum> flows;
  for (const Transition& t : result.change.transitions)
    flows[{t.pair, t.from, t.to}] += t.count.area;
  PairKeys keys(result);
  std::vector<std::string> sources;
  std::vector<std::string> targets;
  std::vector<double> hectares;
  for (const auto& [key, sum] : flows) {
    const auto& [pair, from, to] = key;
    const auto [first, last] = result.change.pairs[pair];
    keys.add(pair, "all");
    sources.push_back(
        fmt::format("{} {}", result.frame.years[first], result.land_use.classes[from]));
    targets.push_back(fmt::format("{} {}", result.frame.years[last], result.land_use.classes[to]));
    hectares.push_back(area.hectares(sum));
  }
  Table table{"change/sankey", "Flows of land between classes, all zones together",
              std::move(keys).take()};
  table.columns.push_back({"source", "", "year and class", std::move(sources)});
  table.columns.push_back({"target", "", "year and class", std::move(targets)});
  table.columns.push_back({"area_ha", "ha", "land that flowed", std::move(hectares)});
  return table;
}

Table coverage_table(const ChangeResult& result, const CellArea& area) {
  const std::size_t zones = result.land_use.zones.size();
  std::vector<CellCount> covered(result.change.nodata.size());
  for (const Transition& t : result.change.transitions)
    covered[t.pair * zones + t.zone].add(t.count);
  PairKeys keys(result);
  std::vector<std::int64_t> pixels;
  std::vector<double> hectares;
  std::vector<std::int64_t> nodata_pixels;
  std::vector<double> nodata_hectares;
  for_each_zone_pair(result, [&](std::size_t pair, std::size_t zone) {
    const CellCount& missing = result.change.nodata[pair * zones + zone];
    keys.add(pair, zone);
    pixels.push_back(covered[pair * zones + zone].cells);
    hectares.push_back(area.hectares(covered[pair * zones + zone].area));
    nodata_pixels.push_back(missing.cells);
    nodata_hectares.push_back(area.hectares(missing.area));
  });
  Table table{"change/coverage", "Cells with and without a class in both years",
              std::move(keys).take()};
  table.columns.push_back({"pixels", "1", "cells with a class in both years", std::move(pixels)});
  table.columns.push_back({"area_ha", "ha", "their area", std::move(hectares)});
  table.columns.push_back(
      {"nodata_pixels", "1", "cells without a class in either year", std::move(nodata_pixels)});
  table.columns.push_back({"nodata_area_ha", "ha", "their area", std::move(nodata_hectares)});
  return table;
}

}  // namespace terrabalance
