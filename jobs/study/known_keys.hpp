#pragma once

#include <string>
#include <vector>

namespace terrabalance {

/// The keys that a section of a study file may have.
struct KnownSection {
  std::string name;  ///< "carbon"; a subsection of any name is "carbon.factors.*"
  std::vector<std::string> keys;
};

/// All sections that some job reads; a new job adds its own here.
const std::vector<KnownSection>& known_sections();

}  // namespace terrabalance
