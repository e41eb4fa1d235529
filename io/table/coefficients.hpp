#pragma once

#include <string>
#include <vector>

namespace terrabalance {

/// Carbon that a hectare of a land class emits (> 0) or takes up (< 0) in a year by itself.
struct LandCoefficient {
  std::string land_class;
  double t_c_per_ha;
  std::string source;
};

/// Carbon that one unit of an activity emits, and the land class that it is charged to.
struct ActivityFactor {
  std::string item;
  std::string base_unit;  ///< kg, m3, kWh, m2: what the activity's own unit must convert to
  double t_c_per_unit;    ///< per base unit; NaN where the study has to give it
  double
      coal_kg_per_unit;  ///< standard coal of one base unit of a fuel, kg; 0 for other activities
  std::string charged_to;
  std::string source;
};

/// A set of coefficients: data with sources, every value replaceable by the study.
struct Coefficients {
  std::vector<LandCoefficient> land;
  std::vector<ActivityFactor> activities;

  /// The built-in set (io/data/coefficients).
  static Coefficients built_in();

  /// Replaces or adds what a CSV file says: columns class, value, unit (t C/ha/yr), source.
  void override_land(const std::string& path);
  void set_land(const LandCoefficient& coefficient);
  void set_activity(const ActivityFactor& factor);

  const LandCoefficient* find_land(const std::string& land_class) const;
  const ActivityFactor* find_activity(const std::string& item) const;
};

}  // namespace terrabalance
