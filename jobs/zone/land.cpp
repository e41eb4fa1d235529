#include "jobs/zone/land.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "jobs/table_job.hpp"
#include "kernels/zone/land_balance.hpp"

namespace terrabalance {
namespace {

using namespace zone;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double limit(const CsvTable& table, std::size_t row, const std::string& column, double none) {
  if (!table.has(column)) return none;
  const std::size_t c = table.column(column);
  return table.text(row, c).empty() ? none : table.number(row, c);
}

std::vector<CityLand> lands_of(const CsvTable& table) {
  const auto city = texts(table, "city");
  const auto year = integers(table, "year");
  const auto land_class = texts(table, "class");
  const auto area = numbers(table, "area_ha");
  const auto carbon = numbers(table, "t_c_per_ha");
  std::vector<CityLand> lands;
  std::map<std::pair<std::int64_t, std::string>, std::size_t> known;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto [at, is_new] = known.try_emplace({year[row], city[row]}, lands.size());
    if (is_new) lands.push_back({year[row], city[row], {}});
    CityLand& land = lands[at->second];
    if (area[row] < 0) {
      throw InputError(
          fmt::format("{}: the area of {} is negative", table.place(row), land_class[row]));
    }
    if (land.find(land_class[row]) != nullptr) {
      throw InputError(fmt::format("{}: class {} of {} is given twice", table.place(row),
                                   land_class[row], land.place()));
    }
    land.classes.push_back({land_class[row], area[row], carbon[row],
                            limit(table, row, "lower_ha", 0),
                            limit(table, row, "upper_ha", unbounded)});
  }
  std::ranges::stable_sort(lands, {}, &CityLand::year);
  return lands;
}

Table balance_table(const std::vector<CityLand>& lands) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city;
  std::vector<double> source_ha, sink_ha, ratio, source, sink, net;
  for (const CityLand& land : lands) {
    const Balance b = land_balance(land.classes);
    year.push_back(land.year);
    city.push_back(land.city);
    source_ha.push_back(b.source_ha);
    sink_ha.push_back(b.sink_ha);
    ratio.push_back(b.ratio);
    source.push_back(b.source_t_c);
    sink.push_back(b.sink_t_c);
    net.push_back(b.source_t_c - b.sink_t_c);
  }
  return {"zone/balance",
          "Source land against sink land",
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           reals("source_ha", "ha", "classes with t_c_per_ha > 0", std::move(source_ha)),
           reals("sink_ha", "ha", "classes with t_c_per_ha < 0", std::move(sink_ha)),
           reals("ratio", "1", "source over sink area", std::move(ratio)),
           reals("source", "t C", "a year", std::move(source)),
           reals("sink", "t C", "a year", std::move(sink)),
           reals("net", "t C", "source less sink", std::move(net))}};
}

Table equivalent_table(const std::vector<CityLand>& lands) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city, sinks;
  std::vector<double> hectares;
  for (const CityLand& land : lands) {
    const LandClass* construction = land.find("construction");
    if (construction == nullptr || !(construction->t_c_per_ha > 0)) continue;
    for (const LandClass& c : land.classes) {
      if (!(c.t_c_per_ha < 0)) continue;
      year.push_back(land.year);
      city.push_back(land.city);
      sinks.push_back(c.name);
      hectares.push_back(equivalent_ha(construction->t_c_per_ha, c.t_c_per_ha));
    }
  }
  return {"zone/equivalent",
          "Hectares of a sink class that offset one hectare of construction land",
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           labels("class", "", std::move(sinks)), reals("area", "ha", "", std::move(hectares))}};
}

Structure structure_of(const CityLand& land) {
  try {
    return optimal_structure(land.classes);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", land.place(), error.what()));
  }
}

Table structure_table(const std::vector<CityLand>& lands) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city, names, meaning;
  std::vector<double> area, optimal, marginal, forest_ha;
  for (const CityLand& land : lands) {
    const Structure structure = structure_of(land);
    const LandClass* forest = land.find("forest");
    for (std::size_t k = 0; k < land.classes.size(); ++k) {
      const double cost = structure.marginal[k];
      const bool offsets = forest != nullptr && forest->t_c_per_ha < 0;
      year.push_back(land.year);
      city.push_back(land.city);
      names.push_back(land.classes[k].name);
      area.push_back(land.classes[k].area_ha);
      optimal.push_back(structure.area_ha[k]);
      marginal.push_back(cost);
      forest_ha.push_back(offsets ? cost / -forest->t_c_per_ha : nan);
      meaning.push_back(cost == 0 ? "its limits do not bind"
                        : offsets ? fmt::format("one more ha {} {:.4g} t C, {:.4g} ha of forest",
                                                cost > 0 ? "costs" : "saves", std::abs(cost),
                                                std::abs(forest_ha.back()))
                                  : fmt::format("one more ha {} {:.4g} t C",
                                                cost > 0 ? "costs" : "saves", std::abs(cost)));
    }
  }
  return {"zone/structure",
          "Areas with the least net carbon within the limits",
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           labels("class", "", std::move(names)), reals("area", "ha", "today", std::move(area)),
           reals("optimal", "ha", "", std::move(optimal)),
           reals("marginal", "t C/ha", "rise of the net when the binding limit rises by 1 ha",
                 std::move(marginal)),
           reals("forest", "ha", "forest that offsets the marginal", std::move(forest_ha)),
           labels("meaning", "the marginal in words", std::move(meaning))}};
}

Table pareto_table(const std::vector<CityLand>& lands, int points) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city;
  std::vector<double> construction, net;
  for (const CityLand& land : lands) {
    const LandClass* built = land.find("construction");
    if (built == nullptr) continue;
    const auto index = static_cast<std::size_t>(built - land.classes.data());
    for (const ParetoPoint& point :
         pareto_front(land.classes, index, static_cast<std::size_t>(points))) {
      year.push_back(land.year);
      city.push_back(land.city);
      construction.push_back(point.construction_ha);
      net.push_back(point.net_t_c);
    }
  }
  return {"zone/pareto",
          "The least net carbon for each area of construction land",
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           reals("construction", "ha", "", std::move(construction)),
           reals("net", "t C", "", std::move(net))}};
}

/// Distance of two cities by their places in a list; empty: unknown.
using Kilometres = std::function<double(std::size_t, std::size_t)>;

/// Rows of zone/offset.
struct OffsetRows {
  std::vector<std::int64_t> year;
  std::vector<std::string> method, from, to;
  std::vector<double> t_c, km;

  void add(const std::vector<CityLand>& lands, const std::string& how,
           const std::vector<Offset>& offsets, const Kilometres& distance) {
    for (const Offset& o : offsets) {
      year.push_back(lands[o.from].year);
      method.push_back(how);
      from.push_back(lands[o.from].city);
      to.push_back(lands[o.to].city);
      t_c.push_back(o.t_c);
      km.push_back(distance ? distance(o.from, o.to) : nan);
    }
  }
};

/// Pairs beyond which proportional offsets are told by a pool that all give to and take from.
constexpr std::size_t most_pairs = 100000;
constexpr const char* pool = "(pool)";

void add_proportional(OffsetRows& rows, const std::vector<CityLand>& cities,
                      std::span<const double> net, const Kilometres& km) {
  const auto surplus = static_cast<std::size_t>(
      std::ranges::count_if(net, [](double amount) { return amount < 0; }));
  const auto deficit = static_cast<std::size_t>(
      std::ranges::count_if(net, [](double amount) { return amount > 0; }));
  if (surplus * deficit <= most_pairs) {
    rows.add(cities, "proportional", proportional_offsets(net), km);
    return;
  }
  const auto pooled = pooled_offsets(net);
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    if (pooled[i] == 0) continue;
    rows.year.push_back(cities[i].year);
    rows.method.emplace_back("proportional");
    rows.from.push_back(pooled[i] < 0 ? cities[i].city : pool);
    rows.to.push_back(pooled[i] < 0 ? pool : cities[i].city);
    rows.t_c.push_back(std::abs(pooled[i]));
    rows.km.push_back(nan);
  }
}

Table offset_table(const std::vector<CityLand>& lands, const CityDistances& distances) {
  std::map<std::int64_t, std::vector<CityLand>> by_year;
  for (const CityLand& land : lands)
    by_year[land.year].push_back(land);
  OffsetRows rows;
  for (const auto& [year, cities] : by_year) {
    std::vector<double> net;
    std::vector<std::size_t> number;
    for (const CityLand& land : cities) {
      const Balance b = land_balance(land.classes);
      net.push_back(b.source_t_c - b.sink_t_c);
      if (!distances.empty()) number.push_back(distances.number(land.city));
    }
    Kilometres km;
    if (!distances.empty()) {
      km = [&distances, &number](std::size_t a, std::size_t b) {
        return distances.between(number[a], number[b]);
      };
    }
    add_proportional(rows, cities, net, km);
    if (km) rows.add(cities, "nearest", nearest_offsets(net, km), km);
  }
  return {"zone/offset",
          "Cities with a surplus of sinks that offset cities with a deficit",
          {counts("year", "", std::move(rows.year)),
           labels("method", "proportional: distance plays no part; nearest: least t C km",
                  std::move(rows.method)),
           labels("from", "city with a surplus; (pool) where pairs are too many to list",
                  std::move(rows.from)),
           labels("to", "city with a deficit, or (pool)", std::move(rows.to)),
           reals("carbon", "t C", "a year", std::move(rows.t_c)),
           reals("distance", "km", "", std::move(rows.km))}};
}

}  // namespace

std::string CityLand::place() const {
  return fmt::format("city {}, {}", city, year);
}

const LandClass* CityLand::find(const std::string& name) const {
  const auto found = std::ranges::find(classes, name, &LandClass::name);
  return found == classes.end() ? nullptr : &*found;
}

CityDistances::CityDistances(const std::vector<std::string>& names, const Points& places,
                             pattern::Metric metric)
    : places_(places), metric_(metric) {
  for (const auto& name : names)
    add(name);
}

CityDistances CityDistances::read_pairs(const std::string& path) {
  CityDistances distances;
  distances.source_ = path;
  const CsvTable table = CsvTable::read(path);
  const auto from = texts(table, "from");
  const auto to = texts(table, "to");
  const auto km = numbers(table, "km");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (km[row] < 0) throw InputError(fmt::format("{}: a distance is negative", table.place(row)));
    const std::size_t a = distances.add(from[row]);
    const std::size_t b = distances.add(to[row]);
    distances.km_[{a, b}] = km[row];
  }
  return distances;
}

CityDistances CityDistances::read_places(const std::string& path, pattern::Metric metric) {
  CityDistances distances;
  distances.source_ = path;
  distances.metric_ = metric;
  const CsvTable table = CsvTable::read(path);
  const auto city = texts(table, "city");
  distances.places_ = {numbers(table, "x"), numbers(table, "y")};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (distances.add(city[row]) != row) {
      throw InputError(
          fmt::format("{}: city {} is given twice; keep one row", table.place(row), city[row]));
    }
  }
  return distances;
}

std::size_t CityDistances::add(const std::string& city) {
  const auto [at, is_new] = number_.emplace(city, names_.size());
  if (is_new) names_.push_back(city);
  return at->second;
}

std::size_t CityDistances::number(const std::string& city) const {
  const auto found = number_.find(city);
  if (found != number_.end()) return found->second;
  throw InputError(fmt::format("{}: has no distance of city {}; add it", source_, city));
}

double CityDistances::between(std::size_t a, std::size_t b) const {
  if (a == b) return 0;
  if (places_.size() > 0) {
    const double d = pattern::distance(places_, a, b, metric_);
    return metric_ == pattern::Metric::planar ? d / 1000 : d;
  }
  if (const auto found = km_.find({a, b}); found != km_.end()) return found->second;
  if (const auto found = km_.find({b, a}); found != km_.end()) return found->second;
  throw InputError(
      fmt::format("{}: has no distance between {} and {}", source_, names_[a], names_[b]));
}

LandInputs read_land(const ZoneOptions& options) {
  const CsvTable table = CsvTable::read(options.land);
  LandInputs inputs{
      options.land, lands_of(table), table.has("lower_ha") && table.has("upper_ha"), {}};
  if (!options.distances.empty()) inputs.distances = CityDistances::read_pairs(options.distances);
  if (!options.places.empty()) {
    inputs.distances = CityDistances::read_places(
        options.places,
        options.metric == "planar" ? pattern::Metric::planar : pattern::Metric::great_circle);
  }
  return inputs;
}

std::vector<Table> land_tables(Session& session, const LandInputs& inputs,
                               const ZoneOptions& options) {
  std::vector<Table> tables{balance_table(inputs.lands), equivalent_table(inputs.lands)};
  if (inputs.limited) {
    tables.push_back(structure_table(inputs.lands));
    tables.push_back(pareto_table(inputs.lands, options.pareto));
  } else {
    session.warn(
        fmt::format("{} has no lower and upper limits of classes (lower_ha, upper_ha): no optimal "
                    "structure is sought",
                    inputs.source));
  }
  tables.push_back(offset_table(inputs.lands, inputs.distances));
  return tables;
}

}  // namespace terrabalance
