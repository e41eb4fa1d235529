#include "io/table/coefficients.hpp"

#include <algorithm>
#include <limits>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"
#include "io/table/units.hpp"

namespace terrabalance {
namespace {

CsvTable built_in_table(const std::string& name) {
  const auto files = embedded_files();
  const auto found = std::ranges::find(files, name, &EmbeddedFile::name);
  return CsvTable::parse(name, found->text);
}

std::vector<LandCoefficient> land_from(const CsvTable& table) {
  const auto land_class = table.column("class");
  const auto value = table.column("value");
  const auto unit = table.column("unit");
  const auto source = table.column("source");
  std::vector<LandCoefficient> land;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, unit) != "t C/ha/yr") {
      throw InputError(
          fmt::format("{}: unit '{}' is not t C/ha/yr; convert the value (t CO2 x 12/44)",
                      table.place(row), table.text(row, unit)));
    }
    if (table.text(row, source).empty()) {
      throw InputError(fmt::format("{}: the coefficient of {} names no source; fill it in",
                                   table.place(row), table.text(row, land_class)));
    }
    land.push_back(
        {table.text(row, land_class), table.number(row, value), table.text(row, source)});
  }
  return land;
}

double coal_of(const CsvTable& table, std::size_t row) {
  const auto coal = table.column("coal_kg_per_unit");
  return table.text(row, coal).empty() ? 0 : table.number(row, coal);
}

/// Fuels are given by standard coal, k (kg SCE a unit) x theta (t C / t SCE); the rest directly.
double factor_of(const CsvTable& table, std::size_t row) {
  const auto direct = table.column("factor");
  if (!table.text(row, direct).empty()) return table.number(row, direct) / 1000;  // kg C to t C
  const auto theta = table.column("t_c_per_t_sce");
  if (table.text(row, theta).empty()) return std::numeric_limits<double>::quiet_NaN();
  return coal_of(table, row) * table.number(row, theta) / 1000;
}

template <class T, class Key>
void replace_or_add(std::vector<T>& values, const T& value, Key T::*key) {
  const auto found = std::ranges::find(values, value.*key, key);
  if (found == values.end()) {
    values.push_back(value);
  } else {
    *found = value;
  }
}

template <class T, class Key>
const T* find(const std::vector<T>& values, const Key& key, Key T::*member) {
  const auto found = std::ranges::find(values, key, member);
  return found == values.end() ? nullptr : &*found;
}

}  // namespace

Coefficients Coefficients::built_in() {
  Coefficients set;
  set.land = land_from(built_in_table("coefficients/land.csv"));
  const CsvTable table = built_in_table("coefficients/activities.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const Unit unit = parse_unit(table.text(row, table.column("unit")), table.place(row));
    set.activities.push_back(
        {table.text(row, table.column("item")), unit.base, factor_of(table, row) / unit.factor,
         coal_of(table, row) / unit.factor, table.text(row, table.column("charged_to")),
         table.text(row, table.column("source"))});
  }
  return set;
}

void Coefficients::override_land(const std::string& path) {
  for (const auto& coefficient : land_from(CsvTable::read(path)))
    set_land(coefficient);
}

void Coefficients::set_land(const LandCoefficient& coefficient) {
  replace_or_add(land, coefficient, &LandCoefficient::land_class);
}

void Coefficients::set_activity(const ActivityFactor& factor) {
  replace_or_add(activities, factor, &ActivityFactor::item);
}

const LandCoefficient* Coefficients::find_land(const std::string& land_class) const {
  return find(land, land_class, &LandCoefficient::land_class);
}

const ActivityFactor* Coefficients::find_activity(const std::string& item) const {
  return find(activities, item, &ActivityFactor::item);
}

}  // namespace terrabalance
