#include "jobs/study/city_items.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "jobs/table_job.hpp"
#include "kernels/evaluate/formula.hpp"

namespace terrabalance {
namespace {

using evaluate::Formula;

/// A plain name may hold blanks or signs that a formula may not.
Formula formula_of(const CityItems& items, const std::string& text, const std::string& user) {
  if (items.columns.contains(text)) return Formula::item(text);
  try {
    return Formula(text);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", user, error.what()));
  }
}

std::vector<std::string> distinct(const std::vector<std::string>& list) {
  std::vector<std::string> result;
  std::unordered_set<std::string> seen;
  for (const auto& name : list) {
    if (seen.insert(name).second) result.push_back(name);
  }
  return result;
}

}  // namespace

std::vector<std::string> CityItems::names() const {
  std::vector<std::string> result;
  for (const auto& [name, values] : columns)
    result.push_back(name);
  return result;
}

std::vector<std::int64_t> CityItems::years() const {
  std::vector<std::int64_t> result = year;
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::string> CityItems::cities() const {
  return distinct(city);
}

std::vector<double> CityItems::in_year(const std::vector<double>& values, std::int64_t of) const {
  std::vector<double> part;
  for (std::size_t row = 0; row < rows(); ++row) {
    if (year[row] == of) part.push_back(values[row]);
  }
  return part;
}

std::vector<double> CityItems::compute(const std::string& formula, const std::string& user) const {
  const Formula parsed = formula_of(*this, formula, user);
  std::vector<const std::vector<double>*> inputs;
  for (const auto& name : parsed.names()) {
    const auto found = columns.find(name);
    if (found == columns.end()) {
      throw InputError(fmt::format("{} needs '{}', which {} does not have{}", user, name, source,
                                   did_you_mean(name, names())));
    }
    inputs.push_back(&found->second);
  }
  std::vector<double> result;
  std::vector<double> here(inputs.size());
  for (std::size_t row = 0; row < rows(); ++row) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      here[k] = (*inputs[k])[row];
      if (std::isnan(here[k])) {
        throw InputError(
            fmt::format("{}: {}: city {} has no {} in {}; give it, or leave the city or year out",
                        source, user, city[row], parsed.names()[k], year[row]));
      }
    }
    try {
      result.push_back(parsed.evaluate(here));
    } catch (const InputError& error) {
      throw InputError(
          fmt::format("{}, city {}, {}: {}", user, city[row], year[row], error.what()));
    }
    if (!std::isfinite(result.back())) {
      throw InputError(fmt::format("{}, city {}, {}: the formula gives no finite number", user,
                                   city[row], year[row]));
    }
  }
  return result;
}

std::vector<std::string> CityItems::missing(const std::string& formula) const {
  std::vector<std::string> result;
  const Formula parsed = formula_of(*this, formula, source);
  for (const auto& name : parsed.names()) {
    const auto found = columns.find(name);
    const bool complete =
        found != columns.end() &&
        std::ranges::none_of(found->second, [](double value) { return std::isnan(value); });
    if (!complete) result.push_back(name);
  }
  return result;
}

CityItems read_city_items(const std::string& path) {
  const CsvTable table = CsvTable::read(path);
  const auto city = texts(table, "city");
  const auto year = integers(table, "year");
  const auto name = texts(table, table.has("indicator") ? "indicator" : "item");
  const auto value = numbers(table, "value");
  CityItems items;
  items.source = path;
  const auto cities = distinct(city);
  std::unordered_map<std::string, std::size_t> number_of;
  for (const auto& c : cities)
    number_of.emplace(c, number_of.size());
  std::map<std::int64_t, std::size_t> first_of_year;
  for (const std::int64_t y : std::set<std::int64_t>(year.begin(), year.end())) {
    first_of_year[y] = items.rows();
    for (const auto& c : cities) {
      items.year.push_back(y);
      items.city.push_back(c);
    }
  }
  std::vector<bool> given(items.rows(), false);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::size_t at = first_of_year.at(year[row]) + number_of.at(city[row]);
    auto& column = items.columns[name[row]];
    column.resize(items.rows(), std::numeric_limits<double>::quiet_NaN());
    if (!std::isnan(column[at])) {
      throw InputError(fmt::format("{}: {} of city {} in {} is given twice; keep one row",
                                   table.place(row), name[row], city[row], year[row]));
    }
    column[at] = value[row];
    given[at] = true;
  }
  for (std::size_t row = 0; row < items.rows(); ++row) {
    if (given[row]) continue;
    throw InputError(
        fmt::format("{}: city {} has no values in {}, other cities do; give them, or leave the "
                    "city or year out",
                    path, items.city[row], items.year[row]));
  }
  return items;
}

}  // namespace terrabalance
