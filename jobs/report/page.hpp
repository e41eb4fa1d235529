#pragma once

#include <span>
#include <string>

#include "io/embedded_data.hpp"

namespace terrabalance {

/// The files of jobs/report/page: "index.html" ...
std::span<const EmbeddedFile> page_files();
/// The script that draws the charts.
std::span<const EmbeddedFile> chart_library();

/// The page: one HTML text that needs nothing else.
/// \param document  JSON, as report_document() makes it
/// \param language  of the page when it opens: "en", "zh"
std::string report_page(const std::string& document, const std::string& language);

/// A page that draws one figure by itself and leaves it in an element with the id `plot`, before
/// its load event is over.
/// \param request  JSON: chart (empty: list them), year or null, choices, width, dpi, format, title
std::string plot_page(const std::string& document, const std::string& language,
                      const std::string& request);

}  // namespace terrabalance
