#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "jobs/change/tables.hpp"

namespace terrabalance {

/// The columns from_year, to_year and zone, which most tables of `change` begin with.
class PairKeys {
 public:
  explicit PairKeys(const ChangeResult& result) : result_(&result) {}

  void add(std::size_t pair, const std::string& zone) {
    const auto [first, last] = result_->change.pairs[pair];
    from_.push_back(result_->frame.years[first]);
    to_.push_back(result_->frame.years[last]);
    zones_.push_back(zone);
  }
  void add(std::size_t pair, std::size_t zone) { add(pair, result_->frame.zone_ids[zone]); }

  std::vector<Column> take() && {
    return {{"from_year", "", "earlier year", std::move(from_)},
            {"to_year", "", "later year", std::move(to_)},
            {"zone", "", "id of the zone", std::move(zones_)}};
  }

 private:
  const ChangeResult* result_;
  std::vector<std::int64_t> from_;
  std::vector<std::int64_t> to_;
  std::vector<std::string> zones_;
};

/// Columns pixels, area_ha and carbon_effect.
struct Amounts {
  std::vector<std::int64_t> pixels;
  std::vector<double> hectares;
  std::vector<double> carbon;

  void add(std::int64_t cells, double ha, double effect) {
    pixels.push_back(cells);
    hectares.push_back(ha);
    carbon.push_back(effect);
  }
  void append_to(Table& table) && {
    table.columns.push_back({"pixels", "1", "cells", std::move(pixels)});
    table.columns.push_back({"area_ha", "ha", "their area", std::move(hectares)});
    table.columns.push_back({"carbon_effect", "t C/yr",
                             "area times the difference of the carbon per ha of the later class "
                             "and year and of the earlier ones",
                             std::move(carbon)});
  }
};

/// Years between the two of a pair.
inline double years_between(const ChangeResult& result, std::size_t pair) {
  const auto [first, last] = result.change.pairs[pair];
  return static_cast<double>(result.frame.years[last] - result.frame.years[first]);
}

/// Calls visit(pair, zone) pair by pair.
template <class Visit>
void for_each_zone_pair(const ChangeResult& result, const Visit& visit) {
  for (std::size_t pair = 0; pair < result.change.pairs.size(); ++pair) {
    for (std::size_t zone = 0; zone < result.land_use.zones.size(); ++zone)
      visit(pair, zone);
  }
}

}  // namespace terrabalance
