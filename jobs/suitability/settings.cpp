#include "jobs/suitability/settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

std::string text_or(const std::string& option, const RasterStudy& study, const std::string& key) {
  if (!option.empty() || !study.file) return option;
  return study.file->text("suitability", key, "");
}

std::string path_or(const std::string& option, const RasterStudy& study, const std::string& key) {
  if (!option.empty() || !study.file) return option;
  return study.file->resolve(study.file->text("suitability", key, ""));
}

std::optional<std::int64_t> integer_of(std::optional<std::int64_t> option, const RasterStudy& study,
                                       const std::string& key, std::int64_t least,
                                       std::int64_t most) {
  std::optional<double> given;
  if (study.file) given = study.file->number("suitability", key);
  if (option) given = static_cast<double>(*option);
  if (!given) return std::nullopt;
  if (*given != std::floor(*given) || *given < static_cast<double>(least) ||
      *given > static_cast<double>(most)) {
    throw InputError(
        fmt::format("{} is {}; give a whole number from {} to {}", key, *given, least, most));
  }
  return static_cast<std::int64_t>(*given);
}

/// A scheme may grade classes of the program that a legend does not tell apart.
void leave_out_absent_classes(std::vector<Evaluation>& scheme, const Legend& legend) {
  const auto usual = Legend::open("terrabalance").classes();
  const auto absent = [&](const std::pair<std::string, int>& graded) {
    return std::ranges::find(usual, graded.first) != usual.end() &&
           std::ranges::find(legend.classes(), graded.first) == legend.classes().end();
  };
  for (Evaluation& evaluation : scheme) {
    for (FactorTable& table : evaluation.factors)
      std::erase_if(table.class_grades, absent);
  }
}

/// The scheme that is asked for: --scheme, else `scheme` or `grades` of the study file.
std::vector<Evaluation> open_scheme(SuitabilitySettings& settings,
                                    const SuitabilityOptions& options, const RasterStudy& study) {
  settings.scheme_name = text_or(options.scheme, study, "scheme");
  const std::string grades = options.scheme.empty() ? text_or("", study, "grades") : "";
  if (!grades.empty()) {
    const std::string name = study.file->path() + " [suitability] grades";
    if (!settings.scheme_name.empty()) {
      throw InputError(name + ": there is 'scheme' as well; keep one of them");
    }
    settings.scheme_name = name;
    return read_scheme(CsvTable::parse(name, grades), study.file->resolve("."));
  }
  if (settings.scheme_name.empty()) return {};
  if (options.scheme.empty() && settings.scheme_name != "default") {
    settings.scheme_name = study.file->resolve(settings.scheme_name);
  }
  return read_scheme(settings.scheme_name);
}

void read_scheme_into(SuitabilitySettings& settings, Session& session,
                      const SuitabilityOptions& options, const RasterStudy& study) {
  settings.scheme = open_scheme(settings, options, study);
  if (settings.scheme.empty()) return;
  if (study.legend.classes().empty()) {
    throw InputError(
        "a scheme grades classes of land use, and without a legend there are only codes; name "
        "the legend with --legend");
  }
  for (const auto& warning : prepare(settings.scheme, settings.scheme_name))
    session.warn(warning);
  leave_out_absent_classes(settings.scheme, study.legend);
}

void check_maps(const SuitabilitySettings& settings) {
  std::set<std::string> names;
  for (const auto& factor : settings.factors) {
    const bool has_map = factor.is_computed_here() || factor.is_made_before();
    if (!has_map || names.insert(factor.map_name()).second) continue;
    throw InputError(
        fmt::format("two factors would write the map {}; ask for one of them", factor.map_name()));
  }
}

}  // namespace

std::int64_t default_radius(double cell_m) {
  const double side = std::sqrt(200'000.0) / cell_m;  // cells
  return std::clamp<std::int64_t>(std::llround((side - 1) / 2), 1, 500);
}

SuitabilitySettings settle(Session& session, const SuitabilityOptions& options,
                           const RasterStudy& study) {
  SuitabilitySettings settings;
  settings.dem = path_or(options.dem, study, "dem");
  settings.maps = path_or(options.maps, study, "maps");
  settings.restore = text_or(options.restore, study, "restore");
  if (settings.restore.empty()) settings.restore = "forest";
  if (const auto window = integer_of(options.relief_window, study, "relief_window", 3, 1001)) {
    if (*window % 2 == 0) {
      throw InputError(fmt::format("relief_window is {}; give an odd number of cells", *window));
    }
    settings.relief_radius = *window / 2;
  }
  settings.allowed =
      static_cast<int>(integer_of(options.allowed, study, "allowed", 2, 5).value_or(3));
  read_scheme_into(settings, session, options, study);

  auto asked = options.factors;
  if (asked.empty() && settings.scheme.empty() && !settings.dem.empty()) asked = {"slope"};
  settings.factors = all_factors(asked, settings.scheme);
  if (settings.factors.empty() && settings.scheme.empty()) {
    throw InputError(
        "nothing to do: name a --scheme, or factors with --factor slope --factor distance:water");
  }
  if (settings.scheme.empty() && settings.maps.empty()) {
    throw InputError(
        "without a --scheme there are only factor maps; name their folder with --maps");
  }
  for (const auto& factor : settings.factors) {
    if (factor.from_elevation() && settings.dem.empty()) {
      throw InputError(
          fmt::format("factor {} needs elevation; name it with --dem dem.tif", factor.name));
    }
  }
  check_maps(settings);
  return settings;
}

std::vector<std::string> scheme_rasters(const RasterStudy& study) {
  SuitabilitySettings settings;
  std::vector<std::string> paths;
  for (const Factor& factor : all_factors({}, open_scheme(settings, {}, study))) {
    if (factor.kind == FactorKind::raster) paths.push_back(factor.argument);
  }
  return paths;
}

}  // namespace terrabalance
