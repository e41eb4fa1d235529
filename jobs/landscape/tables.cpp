#include "jobs/landscape/tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace terrabalance {
namespace {

using landscape::Metric;

/// A table in the making: year, zone [, class [, id]], metric, value.
struct Rows {
  std::vector<std::int64_t> years;
  std::vector<std::string> zones;
  std::vector<std::string> classes;
  std::vector<std::int64_t> ids;
  std::vector<std::string> metrics;
  std::vector<double> values;

  void add(std::int64_t year, const std::string& zone, const Metric& metric, double value) {
    years.push_back(year);
    zones.push_back(zone);
    metrics.emplace_back(metric.name);
    values.push_back(value);
  }
  void reserve(std::size_t rows) {
    years.reserve(rows);
    zones.reserve(rows);
    classes.reserve(rows);
    ids.reserve(rows);
    metrics.reserve(rows);
    values.reserve(rows);
  }
  Table take(std::string name, std::string title) && {
    Table table{std::move(name), std::move(title), {}};
    table.columns.push_back({"year", "", "year of the land-use raster", std::move(years)});
    table.columns.push_back({"zone", "", "id of the zone", std::move(zones)});
    if (!classes.empty())
      table.columns.push_back({"class", "", "land-use class", std::move(classes)});
    if (!ids.empty())
      table.columns.push_back({"id", "",
                               "number of the patch: 1 + place of its first cell, row by row",
                               std::move(ids)});
    table.columns.push_back({"metric", "", "index, see docs/landscape.md", std::move(metrics)});
    table.columns.push_back({"value", "", "in the unit of the index", std::move(values)});
    return table;
  }
};

double distance_of(const std::vector<landscape::Neighbour>& neighbours, std::int64_t patch) {
  const auto found = std::lower_bound(
      neighbours.begin(), neighbours.end(), patch,
      [](const landscape::Neighbour& n, std::int64_t first) { return n.patch < first; });
  if (found == neighbours.end() || found->patch != patch || std::isinf(found->distance))
    return std::numeric_limits<double>::quiet_NaN();
  return found->distance;
}

double patch_value(const Metric& metric, const LandscapeYear& year, std::size_t i,
                   const landscape::PatchOptions& options) {
  const landscape::Patch& patch = year.patches[i];
  if (metric.of_patch != nullptr)
    return metric.of_patch(patch, options.cell, options.measured.convention);
  if (metric.of_surroundings != nullptr) return metric.of_surroundings(year.proximity.at(i));
  return distance_of(year.neighbours, patch.first);
}

}  // namespace

void sort_patches(std::vector<landscape::Patch>& patches) {
  std::ranges::sort(patches, {}, [](const landscape::Patch& p) {
    return std::tuple(p.zone, p.class_index, p.first);
  });
}

Table class_table(const std::vector<LandscapeYear>& years, const landscape::Selection& selection,
                  const LandscapeNames& names) {
  Rows rows;
  for (const LandscapeYear& year : years) {
    for (const auto& landscape : year.landscapes) {
      const std::string zone = names.zone(landscape.zone);
      for (const auto& land_class : landscape.classes) {
        const std::string class_name = names.class_name(land_class.index);
        for (const Metric* metric : selection.metrics) {
          if (metric->of_class == nullptr) continue;
          rows.add(year.year, zone, *metric, metric->of_class(landscape, land_class));
          rows.classes.push_back(class_name);
        }
      }
    }
  }
  return std::move(rows).take("landscape/class", "Landscape indices of the classes");
}

Table landscape_table(const std::vector<LandscapeYear>& years,
                      const landscape::Selection& selection, const LandscapeNames& names) {
  Rows rows;
  for (const LandscapeYear& year : years) {
    for (const auto& landscape : year.landscapes) {
      const std::string zone = names.zone(landscape.zone);
      for (const Metric* metric : selection.metrics)
        if (metric->of_landscape != nullptr)
          rows.add(year.year, zone, *metric, landscape::value_of(*metric, landscape));
    }
  }
  return std::move(rows).take("landscape/landscape", "Landscape indices of the zones");
}

Table patch_table(const std::vector<LandscapeYear>& years, const landscape::Selection& selection,
                  const landscape::PatchOptions& options, const LandscapeNames& names) {
  Rows rows;
  std::size_t patches = 0;
  for (const LandscapeYear& year : years)
    patches += year.patches.size();
  rows.reserve(patches * selection.patch_metrics.size());  // often millions
  for (const LandscapeYear& year : years) {
    for (std::size_t i = 0; i < year.patches.size(); ++i) {
      const landscape::Patch& patch = year.patches[i];
      const std::string zone = names.zone(patch.zone);
      const std::string class_name = names.class_name(patch.class_index);
      for (const Metric* metric : selection.patch_metrics) {
        rows.add(year.year, zone, *metric, patch_value(*metric, year, i, options));
        rows.classes.push_back(class_name);
        rows.ids.push_back(landscape::patch_id(patch));
      }
    }
  }
  return std::move(rows).take("landscape/patch", "Landscape indices of the patches");
}

}  // namespace terrabalance
