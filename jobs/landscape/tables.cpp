#include "jobs/landscape/tables.hpp"

namespace terrabalance {
namespace {

using landscape::Metric;

/// A table in the making: year, zone [, class], metric, value.
struct Rows {
  std::vector<std::int64_t> years;
  std::vector<std::string> zones;
  std::vector<std::string> classes;
  std::vector<std::string> metrics;
  std::vector<double> values;

  void add(std::int64_t year, const std::string& zone, const Metric& metric, double value) {
    years.push_back(year);
    zones.push_back(zone);
    metrics.emplace_back(metric.name);
    values.push_back(value);
  }
  Table take(std::string name, std::string title) && {
    Table table{std::move(name), std::move(title), {}};
    table.columns.push_back({"year", "", "year of the land-use raster", std::move(years)});
    table.columns.push_back({"zone", "", "id of the zone", std::move(zones)});
    if (!classes.empty())
      table.columns.push_back({"class", "", "land-use class", std::move(classes)});
    table.columns.push_back({"metric", "", "index, see docs/landscape.md", std::move(metrics)});
    table.columns.push_back({"value", "", "in the unit of the index", std::move(values)});
    return table;
  }
};

}  // namespace

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

}  // namespace terrabalance
