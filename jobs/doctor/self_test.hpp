#pragma once

#include "jobs/doctor/findings.hpp"
#include "jobs/session.hpp"

namespace terrabalance::doctor {

/// One value of a result that is known beforehand.
struct Expected {
  const char* table;
  std::vector<std::pair<const char*, const char*>> where;  ///< column, value as text
  const char* column;
  double value;
};

/// Runs a small simulated study from rasters to zones, as `run` would, and compares values of every
/// step with those built in. Needs a writable temporary folder.
Finding self_test(const Session& session);

/// The values that the self-test expects.
const std::vector<Expected>& expected_values();

}  // namespace terrabalance::doctor
