#pragma once

#include <string>

namespace terrabalance {

/// How the program was built.
struct BuildFacts {
  std::string version;
  std::string type;        ///< "Release"
  std::string compiler;    ///< "GNU 12.2.0"
  std::string sanitizers;  ///< empty without
};

BuildFacts build_facts();

/// The answer to --version: build, libraries, instruction set. A fact a line.
std::string version_text();

}  // namespace terrabalance
