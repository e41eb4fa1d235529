#include "jobs/doctor/self_test.hpp"

namespace terrabalance::doctor {

// Of the simulated study of self_test.cpp. Steps are tested against other programs elsewhere; here
// it matters that this machine computes what those that ran the tests did.
const std::vector<Expected>& expected_values() {
  static const std::vector<Expected> values{
      {"account/land_use", {{"year", "2010"}, {"zone", "2"}, {"class", "forest"}}, "pixels", 4583},
      {"account/land_use",
       {{"year", "2010"}, {"zone", "2"}, {"class", "forest"}},
       "area_ha",
       412.47},
      {"account/balance",
       {{"year", "2010"}, {"zone", "2"}, {"item", "source"}},
       "value",
       2556.458858822148},
      {"account/balance", {{"year", "2010"}, {"zone", "2"}, {"item", "sink"}}, "value", 265.66065},
      {"account/balance",
       {{"year", "2010"}, {"zone", "2"}, {"item", "ecc"}},
       "value",
       0.9817264404473143},
      {"change/transition",
       {{"from_year", "2000"}, {"zone", "2"}, {"from", "cropland"}, {"to", "construction"}},
       "pixels",
       22},
      {"change/transition",
       {{"from_year", "2000"}, {"zone", "2"}, {"from", "cropland"}, {"to", "construction"}},
       "carbon_effect",
       348.72629017620875},
      {"landscape/landscape", {{"year", "2010"}, {"zone", "2"}, {"metric", "np"}}, "value", 35},
      {"landscape/landscape",
       {{"year", "2010"}, {"zone", "2"}, {"metric", "shdi"}},
       "value",
       0.5588007162161954},
      {"landscape/landscape",
       {{"year", "2010"}, {"zone", "2"}, {"metric", "iji"}},
       "value",
       41.015611979303216},
      {"landscape/landscape",
       {{"year", "2010"}, {"zone", "2"}, {"metric", "contag"}},
       "value",
       75.23150225914159},
      {"coupling/degree", {{"year", "2000"}, {"city", "2"}}, "d", 0.8576489655648949},
      {"evaluate/closeness",
       {{"year", "2000"}, {"city", "1"}, {"subsystem", "overall"}},
       "closeness",
       0.24513767138136341},
      {"evaluate/weights", {{"indicator", "gdp_per_person"}}, "weight", 0.07135986203797987},
      {"pattern/global", {{"year", "2000"}, {"statistic", "moran_e"}}, "value", -0.125},
      {"pattern/global",
       {{"year", "2000"}, {"statistic", "moran_i"}},
       "value",
       -0.24291017106339954},
      {"pattern/global", {{"year", "2000"}, {"statistic", "geary_c"}}, "value", 1.090785936547367},
      {"pattern/permutation", {{"year", "2000"}, {"id", "1"}}, "p_perm", 0.06},
      {"detect/factor", {{"year", "2000"}}, "q", 0.032061077926785475},
      {"detect/factor", {{"year", "2000"}}, "p", 0.910969361033954},
      {"zone/units", {{"year", "2000"}, {"city", "3"}}, "unit", 8},
  };
  return values;
}

}  // namespace terrabalance::doctor
