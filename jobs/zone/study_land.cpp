#include "jobs/zone/study_land.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "io/zones/polygon_file.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/polygons.hpp"

namespace terrabalance {
namespace {

/// Limits of a class as parts of its area.
struct Limits {
  double lower = 0;
  double upper = zone::unbounded;
};

std::map<std::string, Limits> limits_of(const StudyFile& file,
                                        const std::vector<std::string>& classes) {
  std::map<std::string, Limits> limits;
  for (const auto& name : file.subsections("zone.limits")) {
    const std::string section = "zone.limits." + name;
    if (std::ranges::find(classes, name) == classes.end()) {
      throw InputError(fmt::format("{}: [{}]: the land has no class '{}'{}", file.path(), section,
                                   name, did_you_mean(name, classes)));
    }
    const Limits given{file.number(section, "lower").value_or(0),
                       file.number(section, "upper").value_or(zone::unbounded)};
    if (!(given.lower >= 0) || !(given.upper >= given.lower)) {
      throw InputError(fmt::format("{}: [{}]: give 0 <= lower <= upper, parts of today's area",
                                   file.path(), section));
    }
    limits[name] = given;
  }
  return limits;
}

CityDistances distances_of(const CityStudy& study) {
  if (!study.zones || !is_vector_file(study.zones->path)) return {};
  const Features features = city_polygons(study);
  return {features.ids, pattern::centroids(features.polygons),
          is_lon_lat(features) ? pattern::Metric::great_circle : pattern::Metric::planar};
}

}  // namespace

LandInputs land_of(const CityStudy& study) {
  const CityItems& items = study.items;
  std::vector<std::string> classes;
  for (const auto& [name, values] : items.columns) {
    if (name.starts_with("area.")) classes.push_back(name.substr(5));
  }
  const auto limits = limits_of(study.file, classes);
  LandInputs inputs{"[zone.limits]", {}, !limits.empty(), distances_of(study)};
  for (std::size_t row = 0; row < items.rows(); ++row) {
    CityLand land{items.year[row], items.city[row], {}};
    for (const auto& name : classes) {
      const double area = items.columns.at("area." + name)[row];
      const double carbon = items.columns.at("carbon." + name)[row];
      const auto found = limits.find(name);
      const Limits limit = found == limits.end() ? Limits{} : found->second;
      if (std::isnan(carbon)) {
        throw InputError(
            fmt::format("{}: [zone] needs the carbon of every class, and {} has none "
                        "in city {}, {}; give it in [carbon.land]",
                        study.file.path(), name, land.city, land.year));
      }
      if (area == 0) continue;
      land.classes.push_back({name, area, carbon / area, limit.lower * area, limit.upper * area});
    }
    inputs.lands.push_back(std::move(land));
  }
  return inputs;
}

}  // namespace terrabalance
