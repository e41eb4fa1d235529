#pragma once

#include <string>
#include <vector>

namespace terrabalance::doctor {

/// How a finding is to be taken. A note costs comfort or speed; trouble costs results.
enum class Level { good, note, trouble };

struct Finding {
  Level level = Level::good;
  std::string subject;  ///< "GDAL"
  std::string fact;
  std::string advice{};  ///< what to do; empty where all is well
};

/// What is installed, how it was built, what this process is granted.
std::vector<Finding> examine();

/// The findings as a table of text, advice below its finding.
std::string as_text(const std::vector<Finding>& findings);

}  // namespace terrabalance::doctor
