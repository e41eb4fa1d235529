#include "kernels/account/balance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace terrabalance {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// A quotient that is unknown, not infinite, where there is nothing to divide by.
double ratio(double a, double b) {
  return b != 0 ? a / b : unknown;
}

/// Sources and sinks of one zone, by class and in all.
struct Carbon {
  std::vector<double> source;
  std::vector<double> sink;
  double indirect = 0;
  double total_source = 0;
  double total_sink = 0;
  double area_ha = 0;
};

Carbon carbon_of(const ZoneYear& zone, const std::vector<double>& coefficients) {
  Carbon carbon;
  for (std::size_t c = 0; c < coefficients.size(); ++c) {
    // A class that is absent needs no coefficient.
    const double direct = zone.area_ha[c] == 0 ? 0 : zone.area_ha[c] * coefficients[c];
    carbon.source.push_back((direct > 0 || std::isnan(direct) ? direct : 0) + zone.charged_t_c[c]);
    carbon.sink.push_back(direct < 0 || std::isnan(direct) ? std::abs(direct) : 0);
    carbon.indirect += zone.charged_t_c[c];
    carbon.total_source += carbon.source.back();
    carbon.total_sink += carbon.sink.back();
    carbon.area_ha += zone.area_ha[c];
  }
  return carbon;
}

struct Totals {
  double source = 0;
  double sink = 0;
  double gdp = 0;
};

std::vector<BalanceItem> items_of(const ZoneYear& zone, const Carbon& carbon, const Totals& all,
                                  const std::vector<std::string>& classes,
                                  double forest_coefficient, std::string_view currency) {
  const double source = carbon.total_source;
  const double sink = carbon.total_sink;
  const double net = source - sink;
  const double km2 = carbon.area_ha / 100;
  const double source_share = ratio(source, all.source);
  const std::string per_gdp = "t C/(10^4 " + std::string(currency) + ")";
  std::vector<BalanceItem> items{
      {"source", source, "t C/yr"},
      {"sink", sink, "t C/yr"},
      {"net", net, "t C/yr"},
      {"indirect", zone.activities_known ? carbon.indirect : unknown, "t C/yr"},
  };
  for (std::size_t c = 0; c < classes.size(); ++c) {
    items.push_back({"source_" + classes[c], carbon.source[c], "t C/yr"});
    items.push_back({"sink_" + classes[c], carbon.sink[c], "t C/yr"});
  }
  const std::vector<BalanceItem> derived{
      {"area", carbon.area_ha, "ha"},
      {"source_per_km2", ratio(source, km2), "t C/km2/yr"},
      {"sink_per_km2", ratio(sink, km2), "t C/km2/yr"},
      {"net_per_km2", ratio(net, km2), "t C/km2/yr"},
      {"source_per_gdp", ratio(source, zone.gdp), per_gdp},
      {"net_per_gdp", ratio(net, zone.gdp), per_gdp},
      {"source_per_person", ratio(source, zone.population), "t C/person/yr"},
      {"net_per_person", ratio(net, zone.population), "t C/person/yr"},
      {"ecc", ratio(ratio(zone.gdp, all.gdp), source_share), "1"},
      {"esc", ratio(ratio(sink, all.sink), source_share), "1"},
      {"compensation", ratio(sink, source), "1"},
      {"forest_equivalent", ratio(net, std::abs(forest_coefficient)), "ha"},
  };
  items.insert(items.end(), derived.begin(), derived.end());
  return items;
}

}  // namespace

std::vector<std::vector<BalanceItem>> carbon_balance(const std::vector<std::string>& classes,
                                                     const std::vector<double>& coefficients,
                                                     double forest_coefficient,
                                                     std::string_view currency,
                                                     const std::vector<ZoneYear>& zones) {
  std::vector<Carbon> carbon;
  Totals all;
  for (const ZoneYear& zone : zones) {
    carbon.push_back(carbon_of(zone, coefficients));
    all.source += carbon.back().total_source;
    all.sink += carbon.back().total_sink;
    all.gdp += zone.gdp;
  }
  std::vector<std::vector<BalanceItem>> balances;
  for (std::size_t z = 0; z < zones.size(); ++z) {
    balances.push_back(items_of(zones[z], carbon[z], all, classes, forest_coefficient, currency));
  }
  return balances;
}

}  // namespace terrabalance
