#include "jobs/suitability/tables.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace terrabalance {
namespace {

std::size_t zone_index(const SuitabilityFrame& frame, std::int32_t zone) {
  return static_cast<std::size_t>(std::ranges::lower_bound(frame.zones, zone) -
                                  frame.zones.begin());
}

/// The columns that the tables share; those that a table does not fill are left out.
struct Rows {
  std::vector<std::int64_t> years;
  std::vector<std::string> zones;
  std::vector<std::string> evaluations;
  std::vector<std::int64_t> grades;
  std::vector<std::string> classes;
  std::vector<std::string> conflicts;
  std::vector<std::int64_t> pixels;
  std::vector<double> hectares;

  void add(const SuitabilityFrame& frame, std::size_t zone) {
    years.push_back(frame.year);
    zones.push_back(frame.zone_ids[zone]);
  }
  void add(const CellCount& count, const CellArea& area) {
    pixels.push_back(count.cells);
    hectares.push_back(area.hectares(count.area));
  }
  std::vector<Column> take() && {
    std::vector<Column> columns{{"year", "", "year of the land use", std::move(years)},
                                {"zone", "", "id of the zone", std::move(zones)}};
    const auto add_if_used = [&](Column column) {
      if (std::visit([](const auto& v) { return !v.empty(); }, column.values)) {
        columns.push_back(std::move(column));
      }
    };
    add_if_used({"conflict", "", "use that the grades speak against", std::move(conflicts)});
    add_if_used({"evaluation", "", "what was evaluated", std::move(evaluations)});
    add_if_used(
        {"grade", "1", "1 to 5, 5 = most suitable or important; 0 = unknown", std::move(grades)});
    add_if_used({"class", "", "land-use class", std::move(classes)});
    columns.push_back({"pixels", "1", "cells", std::move(pixels)});
    columns.push_back({"area_ha", "ha", "their area", std::move(hectares)});
    return columns;
  }
};

}  // namespace

Table factors_table(const std::vector<Factor>& factors, const std::vector<FactorRange>& ranges) {
  std::vector<std::string> names;
  std::vector<std::string> units;
  std::vector<std::int64_t> pixels;
  std::vector<double> least;
  std::vector<double> most;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const bool any = ranges[f].cells > 0;
    names.push_back(factors[f].name);
    units.emplace_back(factors[f].unit());
    pixels.push_back(ranges[f].cells);
    least.push_back(any ? ranges[f].least : unknown);
    most.push_back(any ? ranges[f].most : unknown);
  }
  return {"suitability/factors",
          "Factors over the whole raster",
          {{"factor", "", "as asked for", std::move(names)},
           {"unit", "", "unit of its values", std::move(units)},
           {"pixels", "1", "cells with a value", std::move(pixels)},
           {"least", "", "in the row's unit", std::move(least)},
           {"most", "", "in the row's unit", std::move(most)}}};
}

Table grades_table(const SuitabilityFrame& frame, const std::vector<GradeCount>& counts,
                   const CellArea& area) {
  std::map<std::tuple<std::size_t, std::int32_t, std::int32_t>, CellCount> sums;
  for (const GradeCount& count : counts)
    sums[{zone_index(frame, count.zone), count.evaluation, count.grade}].add(count.count);
  Rows rows;
  for (const auto& [key, sum] : sums) {
    rows.add(frame, std::get<0>(key));
    rows.evaluations.push_back(frame.evaluations[static_cast<std::size_t>(std::get<1>(key))]);
    rows.grades.push_back(std::get<2>(key));
    rows.add(sum, area);
  }
  return {"suitability/grades", "Area of each grade", std::move(rows).take()};
}

Table use_table(const SuitabilityFrame& frame, const std::vector<GradeCount>& counts,
                const CellArea& area) {
  Rows rows;
  for (const GradeCount& count : counts) {
    if (count.land_class < 0) continue;
    rows.add(frame, zone_index(frame, count.zone));
    rows.evaluations.push_back(frame.evaluations[static_cast<std::size_t>(count.evaluation)]);
    rows.grades.push_back(count.grade);
    rows.classes.push_back(frame.classes[static_cast<std::size_t>(count.land_class)]);
    rows.add(count.count, area);
  }
  return {"suitability/use", "Today's use of land of each grade", std::move(rows).take()};
}

Table conflict_table(const SuitabilityFrame& frame, const std::vector<Conflict>& conflicts,
                     const std::vector<GradeCount>& counts, const CellArea& area) {
  Rows rows;
  for (std::size_t zone = 0; zone < frame.zones.size(); ++zone) {
    for (const Conflict& conflict : conflicts) {
      CellCount sum;
      for (const GradeCount& count : counts) {
        if (count.zone == frame.zones[zone] &&
            static_cast<std::size_t>(count.evaluation) == conflict.evaluation &&
            conflict.holds(count.land_class, count.grade)) {
          sum.add(count.count);
        }
      }
      rows.add(frame, zone);
      rows.conflicts.push_back(conflict.name);
      rows.add(sum, area);
    }
  }
  return {"suitability/conflict", "Use of land that the grades speak against",
          std::move(rows).take()};
}

Table overload_table(const SuitabilityFrame& frame, const std::vector<Use>& uses,
                     const std::vector<GradeCount>& counts, const CellArea& area) {
  std::vector<std::int64_t> years;
  std::vector<std::string> zones;
  std::vector<std::string> classes;
  std::vector<double> used;
  std::vector<double> allowed;
  std::vector<double> overload;
  std::vector<double> capacity;
  std::vector<double> carbon;
  for (std::size_t zone = 0; zone < frame.zones.size(); ++zone) {
    for (const Use& use : uses) {
      AreaSum all = 0;
      AreaSum on_suitable = 0;
      AreaSum unknown = 0;
      AreaSum suitable = 0;
      for (const GradeCount& count : counts) {
        if (count.zone != frame.zones[zone] ||
            static_cast<std::size_t>(count.evaluation) != use.evaluation) {
          continue;
        }
        const bool is_use = count.land_class == static_cast<std::int32_t>(use.class_index);
        const bool fits = count.grade >= frame.allowed;
        if (fits) suitable += count.count.area;
        if (is_use) all += count.count.area;
        if (is_use && fits) on_suitable += count.count.area;
        if (is_use && count.grade == 0) unknown += count.count.area;
      }
      const double beyond = area.hectares(all - on_suitable - unknown);
      years.push_back(frame.year);
      zones.push_back(frame.zone_ids[zone]);
      classes.push_back(use.land_class);
      used.push_back(area.hectares(all));
      allowed.push_back(area.hectares(on_suitable));
      overload.push_back(beyond);
      capacity.push_back(area.hectares(suitable));
      carbon.push_back(beyond == 0 ? 0 : beyond * use.excess[zone]);
    }
  }
  return {"suitability/overload",
          "Land used beyond what the grades allow, and its carbon",
          {{"year", "", "year of the land use", std::move(years)},
           {"zone", "", "id of the zone", std::move(zones)},
           {"class", "", "use", std::move(classes)},
           {"area_ha", "ha", "land in that use", std::move(used)},
           {"allowed_ha", "ha", "of it on land whose grade allows the use", std::move(allowed)},
           {"overload_ha", "ha", "of it on land whose grade does not", std::move(overload)},
           {"capacity_ha", "ha", "all land whose grade allows the use", std::move(capacity)},
           {"carbon", "t C/yr", "overload times the carbon per ha beyond that of the land restored",
            std::move(carbon)}}};
}

}  // namespace terrabalance
