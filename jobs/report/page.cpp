#include "jobs/report/page.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "io/page/packing.hpp"

namespace terrabalance {
namespace {

std::string_view file_named(std::string_view name) {
  const auto found = std::ranges::find(page_files(), name, &EmbeddedFile::name);
  if (found == page_files().end()) throw std::logic_error("page file missing");
  return found->text;
}

/// The page's own scripts: the frame first, charts after, the start last.
std::string scripts() {
  std::string text;
  for (const char* folder : {"frame/", "charts/", "start/"}) {
    for (const EmbeddedFile& file : page_files()) {
      if (file.name.starts_with(folder)) text.append(file.text).append("\n");
    }
  }
  return text;
}

/// The template with {{name}} replaced; what is put in is not looked at again.
std::string filled(std::string_view page, const std::map<std::string, std::string_view>& parts) {
  std::string text;
  for (;;) {
    const auto begin = page.find("{{");
    const auto end = page.find("}}", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) break;
    text += page.substr(0, begin);
    text += parts.at(std::string(page.substr(begin + 2, end - begin - 2)));
    page.remove_prefix(end + 2);
  }
  return text.append(page);
}

std::string page_of(const std::string& data, const std::string& language,
                    const std::string& request) {
  const std::string own = scripts();
  return filled(file_named("index.html"), {{"language", language},
                                           {"style", file_named("style.css")},
                                           {"library", chart_library().front().text},
                                           {"catalogue", file_named("catalogue.json")},
                                           {"methods", file_named("methods.json")},
                                           {"scripts", own},
                                           {"plot", request},
                                           {"data", data}});
}

/// JSON that may stand within a script element.
std::string within_script(const std::string& json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string report_page(const std::string& document, const std::string& language) {
  return page_of(deflated_base64(document), language, "null");
}

std::string plot_page(const std::string& document, const std::string& language,
                      const std::string& request) {
  return page_of(within_script(document), language, within_script(request));
}

}  // namespace terrabalance
