#pragma once

#include <string>
#include <vector>

namespace terrabalance {

/// The first of these programs that PATH has, as a path; empty if none.
std::string find_program(const std::vector<std::string>& names);

/// A browser that draws pages without a window: what the environment variable CHROMIUM names, or
/// Chromium or Chrome of PATH; empty if there is none.
std::string find_chromium();

}  // namespace terrabalance
