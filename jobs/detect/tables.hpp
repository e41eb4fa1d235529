#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "jobs/session.hpp"
#include "kernels/detector/detector.hpp"

namespace terrabalance {

/// What the detector's tables are made of, whether rows of a table or cells were counted.
struct DetectorGroups {
  struct Factor {
    std::string name;
    std::string method;
    std::vector<std::string> strata;
    std::vector<detector::Group> groups;
  };
  struct Pair {
    std::size_t a;
    std::size_t b;
    std::vector<detector::Group> groups;  ///< combinations that occur
  };
  detector::Group total;
  std::vector<Factor> factors;
  std::vector<Pair> pairs;  ///< a < b
};

/// detect/factor, interaction, risk, ecological, strata.
std::vector<Table> detector_tables(Session& session, const DetectorGroups& groups);

}  // namespace terrabalance
