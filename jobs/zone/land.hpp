#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/value/table.hpp"
#include "jobs/session.hpp"
#include "jobs/zone/inputs.hpp"
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

/// Distances between cities by name.
class CityDistances {
 public:
  CityDistances() = default;
  /// A CSV from,to,km. \throws InputError naming file and line of a negative distance
  static CityDistances read(const std::string& path);

  bool empty() const { return km_.empty(); }
  void set(const std::string& a, const std::string& b, double km) { km_[{a, b}] = km; }
  /// \throws InputError naming a pair that is missing
  double between(const std::string& a, const std::string& b) const;

 private:
  std::string source_;
  std::map<std::pair<std::string, std::string>, double> km_;
};

/// What the balance of land is made of, wherever it came from.
struct LandInputs {
  std::string source;  ///< what has the land, for messages
  std::vector<CityLand> lands;
  bool limited = false;  ///< whether the classes have limits
  CityDistances distances;
};

/// --land: city,year,class,area_ha,t_c_per_ha[,lower_ha,upper_ha]; an empty limit is none.
/// --distances: from,to,km. \throws InputError naming file and line
LandInputs read_land(const ZoneOptions& options);

/// Balance of source and sink land: ratios, equivalents, optimal structure and its Pareto front
/// where limits are given, and who offsets whom.
/// \throws InputError naming the city and the limits in conflict
std::vector<Table> land_tables(Session& session, const LandInputs& inputs,
                               const ZoneOptions& options);

}  // namespace terrabalance
