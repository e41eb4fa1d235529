#pragma once

#include <string>

namespace terrabalance {

/// All that a report shows of a result, as one JSON text: its tables (as the very CSV that `table`
/// prints), where it came from, its overview maps as PNG, and the zones' shapes.
/// \throws InputError if the file is no result
std::string report_document(const std::string& result);

}  // namespace terrabalance
