#pragma once

#include <chrono>
#include <string>

namespace terrabalance {

/// Opens a page file in a browser without a window and returns the document as it is once the
/// page's load event is over. \param browser  Chromium's or Chrome's program file \throws RunError
/// with what the browser said if it fails or takes too long
std::string loaded_document(const std::string& browser, const std::string& page,
                            std::chrono::seconds patience = std::chrono::seconds(120));

}  // namespace terrabalance
