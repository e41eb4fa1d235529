#include "jobs/account/frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

void refuse_unknown_codes(const std::vector<UnknownCode>& unknown, const RasterStudy& study) {
  if (unknown.empty()) return;
  std::vector<std::string> list;
  list.reserve(unknown.size());
  for (const auto& [layer, code, cells] : unknown) {
    list.push_back(fmt::format("{} ({} cells in {})", code, cells,
                               study.land_use[static_cast<std::size_t>(layer)].path));
  }
  throw InputError(
      fmt::format("codes without a class in legend {}: {}; add them to a legend file, or "
                  "list them as nodata in [landuse] of the study file",
                  study.legend.name(), fmt::join(list, ", ")));
}

}  // namespace

ClassLookup lookup_for(const Legend& legend, const std::vector<std::int32_t>& found_codes) {
  ClassLookup lookup;
  lookup.classes = legend.classes();
  if (lookup.classes.empty()) {
    for (const auto code : found_codes) {
      if (legend.class_of(code) != Legend::nodata) lookup.classes.push_back(std::to_string(code));
    }
  }
  lookup.index_of = [&legend, classes = lookup.classes](std::int32_t code) {
    const std::string name = legend.class_of(code);
    if (name == Legend::nodata) return ClassLookup::nodata;
    const auto found = std::ranges::find(classes, name);
    return found == classes.end() ? ClassLookup::unknown
                                  : static_cast<int>(found - classes.begin());
  };
  return lookup;
}

std::vector<std::int32_t> codes_of(const CodeCounts::Summary& counts) {
  std::set<std::int32_t> codes;
  for (const auto& count : counts) {
    if (count.code != CodeCounts::Count::no_data) codes.insert(count.code);
  }
  return {codes.begin(), codes.end()};
}

LandUse land_use_from(const CodeCounts::Summary& counts, const RasterStudy& study,
                      const ClassLookup& lookup) {
  Classified classified = classify(counts, study.land_use.size(), lookup);
  refuse_unknown_codes(classified.unknown, study);
  if (classified.land_use.zones.empty()) {
    throw InputError(
        fmt::format("{}: no cell of {} lies in a zone; check that both cover the same place",
                    study.zones ? study.zones->path : "", study.land_use.front().path));
  }
  return std::move(classified.land_use);
}

AccountFrame frame_of(const LandUse& land_use, const RasterStudy& study, const Zones& zones,
                      const Coefficients& coefficients) {
  AccountFrame frame;
  for (const auto& layer : study.land_use)
    frame.years.push_back(layer.year);
  for (const auto zone : land_use.zones) {
    frame.zone_ids.push_back(zones.id(zone));
    frame.zone_names.push_back(zones.name(zone));
  }
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  for (const auto& name : land_use.classes) {
    const LandCoefficient* known = coefficients.find_land(name);
    // Construction land emits by what is done on it, not by itself.
    const double by_itself = name == "construction" ? 0 : unknown;
    frame.coefficients.push_back(known != nullptr ? known->t_c_per_ha : by_itself);
  }
  const LandCoefficient* forest = coefficients.find_land("forest");
  frame.forest_coefficient = forest != nullptr ? forest->t_c_per_ha : unknown;
  return frame;
}

void warn_of_gaps(Session& session, const LandUse& land_use, const AccountFrame& frame,
                  const CityTables& cities) {
  std::vector<std::string> without;
  for (std::size_t c = 0; c < land_use.classes.size(); ++c) {
    if (std::isnan(frame.coefficients[c])) without.push_back(land_use.classes[c]);
  }
  if (!without.empty()) {
    session.warn(
        fmt::format("no carbon coefficient for {}: where such a class lies, carbon is NA; give "
                    "it in [carbon.land] of the study file, or name a --legend",
                    fmt::join(without, ", ")));
  }
  const bool built_up =
      std::ranges::find(land_use.classes, "construction") != land_use.classes.end();
  for (const auto year : frame.years) {
    if (built_up && !cities.knows_activities(year)) {
      session.warn(
          fmt::format("{}: no activities given: construction land counts as 0 t C, sources are "
                      "those of the other classes; give --activities",
                      year));
    }
  }
  for (const auto& land_class : cities.charged_classes()) {
    if (std::ranges::find(land_use.classes, land_class) == land_use.classes.end()) {
      throw InputError(
          fmt::format("activities are charged to class {}, which the land use does not "
                      "have; name the legend with --legend",
                      land_class));
    }
  }
}

}  // namespace terrabalance
