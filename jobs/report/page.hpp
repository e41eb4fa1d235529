#pragma once

#include <span>
#include <string>
#include <string_view>

namespace terrabalance {

/// A file of jobs/report/page (or the chart library) as it was when the program was built.
struct PageFile {
  std::string_view name;  ///< "index.html"
  std::string_view text;
};

std::span<const PageFile> page_files();

/// The page: one HTML text that needs nothing else.
/// \param document  JSON, as report_document() makes it
/// \param language  of the page when it opens: "en", "zh"
std::string report_page(const std::string& document, const std::string& language);

}  // namespace terrabalance
