#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_reader.hpp"
#include "jobs/table_job.hpp"
#include "jobs/uncertainty/inputs/files.hpp"

namespace terrabalance {
namespace {

template <class T>
std::size_t place_of(std::vector<T>& list, const T& value) {
  const auto found = std::ranges::find(list, value);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(value);
  return list.size() - 1;
}

const Column& column_of(const Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) {
    throw InputError(fmt::format("{}: has no column '{}'", table.name, name));
  }
  return *found;
}

std::vector<std::string> text_of(const Column& column) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) return *texts;
  std::vector<std::string> texts;
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    for (const auto number : *numbers)
      texts.push_back(std::to_string(number));
  }
  return texts;
}

/// "2010" or "2010>2020".
std::vector<std::int64_t> years_in(const std::string& text, const std::string& place) {
  std::vector<std::int64_t> years;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (true) {
    std::int64_t year = 0;
    const auto [next, error] = std::from_chars(at, end, year);
    if (error != std::errc() || (next != end && *next != '>')) {
      throw InputError(
          fmt::format("{}: '{}' is no year, nor years of change as 2010>2020", place, text));
    }
    years.push_back(year);
    if (next == end) return years;
    at = next + 1;
  }
}

struct AreaRow {
  std::string zone;
  std::vector<std::int64_t> years;
  std::string land_class;
  double area;
};

std::vector<AreaRow> rows_of(const Table& table) {
  const auto zones = text_of(column_of(table, "zone"));
  const auto years = text_of(column_of(table, "year"));
  const auto classes = text_of(column_of(table, "class"));
  const auto& areas = std::get<std::vector<double>>(column_of(table, "area_ha").values);
  std::vector<AreaRow> rows;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const std::string place = fmt::format("{}:{}", table.name, i + 2);
    if (!(areas[i] >= 0) || !std::isfinite(areas[i])) {
      throw InputError(
          fmt::format("{}: area {} of {} is no area >= 0", place, areas[i], classes[i]));
    }
    if (!seen.insert({zones[i], years[i], classes[i]}).second) {
      throw InputError(fmt::format("{}: {} of zone {} in {} is given twice; keep one row", place,
                                   classes[i], zones[i], years[i]));
    }
    rows.push_back({zones[i], years_in(years[i], place), classes[i], areas[i]});
  }
  return rows;
}

void set_change_areas(UncertaintyInputs& inputs, const std::vector<AreaRow>& rows,
                      const std::string& name) {
  inputs.years = rows.front().years;
  for (const AreaRow& row : rows) {
    if (row.years != inputs.years) {
      throw InputError(fmt::format("{}: areas of change are of one period; split the file", name));
    }
    place_of(inputs.zones, row.zone);
    place_of(inputs.change_classes, row.land_class);
  }
  inputs.change_area_ha.assign(inputs.zones.size() * inputs.change_classes.size(), 0);
  std::vector<std::vector<std::string>> parts;
  for (const auto& stratum : inputs.change_classes) {
    auto& of_years = parts.emplace_back();
    for (std::size_t begin = 0; begin <= stratum.size();) {
      const auto end = std::min(stratum.find('>', begin), stratum.size());
      of_years.push_back(stratum.substr(begin, end - begin));
      place_of(inputs.classes, of_years.back());
      begin = end + 1;
    }
    if (of_years.size() != inputs.years.size()) {
      throw InputError(
          fmt::format("{}: change class '{}' needs a class for each of {} years, as "
                      "forest>cropland",
                      name, stratum, inputs.years.size()));
    }
  }
  inputs.area_ha.assign(inputs.zones.size() * inputs.years.size() * inputs.classes.size(), 0);
  for (const AreaRow& row : rows) {
    const std::size_t z = place_of(inputs.zones, row.zone);
    const std::size_t k = place_of(inputs.change_classes, row.land_class);
    inputs.change_area_ha[z * inputs.change_classes.size() + k] = row.area;
    for (std::size_t y = 0; y < inputs.years.size(); ++y) {
      const std::size_t c = place_of(inputs.classes, parts[k][y]);
      inputs.area_ha[(z * inputs.years.size() + y) * inputs.classes.size() + c] += row.area;
    }
  }
}

void set_year_areas(UncertaintyInputs& inputs, const std::vector<AreaRow>& rows,
                    const std::string& name) {
  std::set<std::int64_t> years;
  std::set<std::pair<std::string, std::int64_t>> given;
  for (const AreaRow& row : rows) {
    place_of(inputs.zones, row.zone);
    place_of(inputs.classes, row.land_class);
    years.insert(row.years[0]);
    given.insert({row.zone, row.years[0]});
  }
  inputs.years.assign(years.begin(), years.end());
  for (const auto& zone : inputs.zones) {
    for (const auto year : inputs.years) {
      if (given.contains({zone, year})) continue;
      throw InputError(
          fmt::format("{}: zone {} has no areas in {}, others do; give them, or leave "
                      "the zone or year out",
                      name, zone, year));
    }
  }
  inputs.area_ha.assign(inputs.zones.size() * inputs.years.size() * inputs.classes.size(), 0);
  for (const AreaRow& row : rows) {
    const std::size_t z = place_of(inputs.zones, row.zone);
    const std::size_t y = place_of(inputs.years, row.years[0]);
    const std::size_t c = place_of(inputs.classes, row.land_class);
    inputs.area_ha[(z * inputs.years.size() + y) * inputs.classes.size() + c] = row.area;
  }
}

}  // namespace

void set_areas(UncertaintyInputs& inputs, const Table& table) {
  const auto rows = rows_of(table);
  if (rows.empty()) throw InputError(fmt::format("{}: has no areas", table.name));
  if (rows.front().years.size() > 1) {
    set_change_areas(inputs, rows, table.name);
  } else {
    for (const AreaRow& row : rows) {
      if (row.years.size() == 1) continue;
      throw InputError(
          fmt::format("{}: mixes areas of years and of change; split the file", table.name));
    }
    set_year_areas(inputs, rows, table.name);
  }
}

Table read_areas(const std::string& path) {
  if (path.ends_with(".h5")) {
    Table table = read_table(path, "account/land_use");
    table.name = path;
    return table;
  }
  const CsvTable csv = CsvTable::read(path);
  return {path,
          "",
          {labels("zone", "", texts(csv, "zone")), labels("year", "", texts(csv, "year")),
           labels("class", "", texts(csv, "class")),
           reals("area_ha", "ha", "", numbers(csv, "area_ha"))}};
}

}  // namespace terrabalance
