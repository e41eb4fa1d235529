#include "io/find_program.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <unistd.h>

namespace terrabalance {

std::string find_program(const std::vector<std::string>& names) {
  const char* variable = std::getenv("PATH");
  for (const auto& name : names) {
    std::istringstream folders(variable == nullptr ? "/usr/local/bin:/usr/bin:/bin" : variable);
    for (std::string folder; std::getline(folders, folder, ':');) {
      const auto path = std::filesystem::path(folder.empty() ? "." : folder) / name;
      std::error_code ignored;
      if (std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0)
        return path.string();
    }
  }
  return {};
}

std::string find_chromium() {
  const char* named = std::getenv("CHROMIUM");
  if (named != nullptr && *named != '\0') return named;
  return find_program({"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"});
}

}  // namespace terrabalance
