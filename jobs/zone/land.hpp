#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/value/table.hpp"
#include "jobs/session.hpp"
#include "jobs/zone/inputs.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/zone/land_balance.hpp"

namespace terrabalance {

/// The land of a city in a year.
struct CityLand {
  std::int64_t year;
  std::string city;
  std::vector<zone::LandClass> classes;

  std::string place() const;  ///< "city a, 2020"
  const zone::LandClass* find(const std::string& name) const;
};

/// Distances between cities by name: of pairs, or from the places of the cities.
class CityDistances {
 public:
  CityDistances() = default;
  /// \param places  one a name
  CityDistances(const std::vector<std::string>& names, const Points& places,
                pattern::Metric metric);

  /// A CSV from,to,km. \throws InputError naming file and line of a negative distance
  static CityDistances read_pairs(const std::string& path);
  /// A CSV city,x,y. \throws InputError naming file and line of a city that is given twice
  static CityDistances read_places(const std::string& path, pattern::Metric metric);

  bool empty() const { return number_.empty(); }
  /// Number of a city. \throws InputError naming one that is missing
  std::size_t number(const std::string& city) const;
  /// km of two cities by their numbers. \throws InputError naming a pair that is missing
  double between(std::size_t a, std::size_t b) const;

 private:
  std::size_t add(const std::string& city);

  std::string source_;
  std::unordered_map<std::string, std::size_t> number_;
  std::vector<std::string> names_;
  std::map<std::pair<std::size_t, std::size_t>, double> km_;  ///< of pairs
  Points places_;
  pattern::Metric metric_ = pattern::Metric::planar;
};

/// What the balance of land is made of, wherever it came from.
struct LandInputs {
  std::string source;  ///< what has the land, for messages
  std::vector<CityLand> lands;
  bool limited = false;  ///< whether the classes have limits
  CityDistances distances;
};

/// --land: city,year,class,area_ha,t_c_per_ha[,lower_ha,upper_ha]; an empty limit is none.
/// --distances: from,to,km; --places: city,x,y. \throws InputError naming file and line
LandInputs read_land(const ZoneOptions& options);

/// Balance of source and sink land: ratios, equivalents, optimal structure and its Pareto front
/// where limits are given, and who offsets whom.
/// \throws InputError naming the city and the limits in conflict
std::vector<Table> land_tables(Session& session, const LandInputs& inputs,
                               const ZoneOptions& options);

}  // namespace terrabalance
