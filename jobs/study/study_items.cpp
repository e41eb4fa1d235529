#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/study/city_items.hpp"
#include "jobs/study/tables.hpp"

namespace terrabalance {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 7> standard_classes{
    "cropland", "forest", "grassland", "water", "construction", "unused", "wetland"};

/// Puts numbers at their city and year.
class Filler {
 public:
  explicit Filler(CityItems& items) : items_(&items) {
    for (std::size_t row = 0; row < items.rows(); ++row)
      row_of_[{items.year[row], items.city[row]}] = row;
  }

  std::vector<double>& column(const std::string& item, double otherwise = nan) {
    auto& values = items_->columns[item];
    if (values.empty()) values.assign(items_->rows(), otherwise);
    return values;
  }
  /// Row of a city and year; items that the study does not look at have none.
  const std::size_t* row(std::int64_t year, const std::string& city) const {
    const auto found = row_of_.find({year, city});
    return found == row_of_.end() ? nullptr : &found->second;
  }
  void set(std::int64_t year, const std::string& city, const std::string& item, double value) {
    if (const std::size_t* at = row(year, city)) column(item)[*at] = value;
  }

 private:
  CityItems* items_;
  std::map<std::pair<std::int64_t, std::string>, std::size_t> row_of_;
};

CityItems rows_of_account(const Table& balance) {
  CityItems items;
  items.source = "the study";
  const auto& year = values<std::int64_t>(balance, "year");
  const auto& zone = values<std::string>(balance, "zone");
  for (std::size_t row = 0; row < balance.rows(); ++row) {
    if (row > 0 && year[row] == year[row - 1] && zone[row] == zone[row - 1]) continue;
    items.year.push_back(year[row]);
    items.city.push_back(zone[row]);
  }
  return items;
}

void add_balance(Filler& fill, const Table& balance) {
  const auto& year = values<std::int64_t>(balance, "year");
  const auto& zone = values<std::string>(balance, "zone");
  const auto& item = values<std::string>(balance, "item");
  const auto& value = values<double>(balance, "value");
  for (std::size_t row = 0; row < balance.rows(); ++row) {
    fill.set(year[row], zone[row], item[row], value[row]);
    const bool source = item[row].starts_with("source_");
    if (!source && !item[row].starts_with("sink_")) continue;
    const std::string land_class = item[row].substr(item[row].find('_') + 1);
    if (land_class.starts_with("per_")) continue;  // source_per_gdp is no class
    if (const std::size_t* at = fill.row(year[row], zone[row])) {
      fill.column("carbon." + land_class, 0)[*at] += source ? value[row] : -value[row];
      fill.column("area." + land_class, 0);
      fill.column(land_class + "_area", 0);
    }
  }
}

void add_land_use(CityItems& items, Filler& fill, const Table& land_use) {
  const bool named = std::ranges::any_of(standard_classes, [&](std::string_view name) {
    return items.columns.contains(fmt::format("area.{}", name));
  });
  for (const auto name : standard_classes) {
    if (named) fill.column(fmt::format("{}_area", name), 0);
  }
  const auto& year = values<std::int64_t>(land_use, "year");
  const auto& zone = values<std::string>(land_use, "zone");
  const auto& land_class = values<std::string>(land_use, "class");
  const auto& area = values<double>(land_use, "area_ha");
  auto& total = fill.column("land_area", 0);
  for (std::size_t row = 0; row < land_use.rows(); ++row) {
    const std::size_t* at = fill.row(year[row], zone[row]);
    if (at == nullptr) continue;
    fill.column("area." + land_class[row], 0)[*at] = area[row];
    fill.column(land_class[row] + "_area", 0)[*at] = area[row];
    total[*at] += area[row];
  }
}

void add_landscape(Filler& fill, const Table& table, bool by_class) {
  const auto& year = values<std::int64_t>(table, "year");
  const auto& zone = values<std::string>(table, "zone");
  const auto& metric = values<std::string>(table, "metric");
  const auto& value = values<double>(table, "value");
  const auto* land_class = by_class ? &values<std::string>(table, "class") : nullptr;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    fill.set(year[row], zone[row], by_class ? metric[row] + "." + (*land_class)[row] : metric[row],
             value[row]);
  }
}

/// Grades of one year stand for every year: terrain and distances change little.
void add_suitability(const CityItems& items, Filler& fill, const Table& grades) {
  const auto& zone = values<std::string>(grades, "zone");
  const auto& evaluation = values<std::string>(grades, "evaluation");
  const auto& grade = values<std::int64_t>(grades, "grade");
  const auto& area = values<double>(grades, "area_ha");
  const auto years = items.years();
  constexpr std::int64_t good = 4;
  for (std::size_t row = 0; row < grades.rows(); ++row) {
    for (const std::int64_t year : years) {
      const std::size_t* at = fill.row(year, zone[row]);
      if (at == nullptr) continue;
      // Not EVALUATION_area: "construction_area" is what is built on, not what could be.
      auto& column = fill.column("suitable." + evaluation[row], 0);
      if (grade[row] >= good) column[*at] += area[row];
    }
  }
}

void add_evaluation(Filler& fill, const std::vector<Table>& tables) {
  if (const Table* table = find_table(tables, "evaluate/indicators")) {
    const auto& year = values<std::int64_t>(*table, "year");
    const auto& city = values<std::string>(*table, "city");
    const auto& name = values<std::string>(*table, "indicator");
    const auto& value = values<double>(*table, "value");
    for (std::size_t row = 0; row < table->rows(); ++row)
      fill.set(year[row], city[row], name[row], value[row]);
  }
  if (const Table* table = find_table(tables, "evaluate/closeness")) {
    const auto& year = values<std::int64_t>(*table, "year");
    const auto& city = values<std::string>(*table, "city");
    const auto& subsystem = values<std::string>(*table, "subsystem");
    const auto& value = values<double>(*table, "closeness");
    for (std::size_t row = 0; row < table->rows(); ++row) {
      const bool overall = subsystem[row] == "overall";
      fill.set(year[row], city[row], overall ? "closeness" : "closeness." + subsystem[row],
               value[row]);
    }
  }
  if (const Table* table = find_table(tables, "coupling/degree")) {
    const auto& year = values<std::int64_t>(*table, "year");
    const auto& city = values<std::string>(*table, "city");
    const auto& value = values<double>(*table, "d");
    for (std::size_t row = 0; row < table->rows(); ++row)
      fill.set(year[row], city[row], "coordination", value[row]);
  }
}

void add_statistics(const CityItems& items, Filler& fill, const AccountInputs& inputs) {
  std::set<std::string> taken;
  for (const auto& [name, column] : items.columns)
    taken.insert(name);
  for (const Statistic& s : inputs.statistics) {
    if (taken.contains(s.item)) {
      throw InputError(
          fmt::format("{}: '{}' is the name of what the study computes; name the item otherwise",
                      s.place, s.item));
    }
    fill.set(s.year, s.city, s.item, s.value);
  }
  if (taken.contains("energy") || items.columns.contains("energy")) return;
  for (const Statistic& s : inputs.activities) {
    const ActivityFactor* factor = inputs.coefficients.find_activity(s.item);
    if (factor == nullptr || !(factor->coal_kg_per_unit > 0)) continue;
    const std::size_t* at = fill.row(s.year, s.city);
    if (at == nullptr) continue;
    double& energy = fill.column("energy")[*at];
    const double tonnes = s.value * factor->coal_kg_per_unit / 1000;
    energy = std::isnan(energy) ? tonnes : energy + tonnes;
  }
}

}  // namespace

CityItems study_items(const std::vector<Table>& tables, const AccountInputs& inputs) {
  const Table* balance = find_table(tables, "account/balance");
  const Table* land_use = find_table(tables, "account/land_use");
  if (balance == nullptr || land_use == nullptr) {
    throw InputError("the study has no account; add [carbon] to the study file and run it");
  }
  CityItems items = rows_of_account(*balance);
  Filler fill(items);
  add_balance(fill, *balance);
  add_land_use(items, fill, *land_use);
  if (const Table* t = find_table(tables, "landscape/landscape")) add_landscape(fill, *t, false);
  if (const Table* t = find_table(tables, "landscape/class")) add_landscape(fill, *t, true);
  if (const Table* t = find_table(tables, "suitability/grades")) add_suitability(items, fill, *t);
  add_statistics(items, fill, inputs);
  add_evaluation(fill, tables);
  return items;
}

}  // namespace terrabalance
