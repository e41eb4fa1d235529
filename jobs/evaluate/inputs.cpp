#include "jobs/evaluate/inputs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"
#include "jobs/table_job.hpp"
#include "kernels/evaluate/formula.hpp"

namespace terrabalance {
namespace {

using evaluate::Formula;

CsvTable criteria_file(const std::string& path) {
  if (path != built_in_criteria) return CsvTable::read(path);
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == "evaluate/criteria.csv") return CsvTable::parse("criteria.csv", file.text);
  }
  throw InputError("the built-in criteria are missing; name a file with --criteria");
}

std::vector<Criterion> read_criteria(const EvaluateOptions& options) {
  const CsvTable table = criteria_file(options.criteria);
  const auto names = texts(table, "indicator");
  const auto subsystems = texts(table, "subsystem");
  const auto directions = texts(table, "direction");
  std::vector<Criterion> criteria;
  std::set<std::string> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (directions[row] != "+" && directions[row] != "-") {
      throw InputError(fmt::format("{}: direction '{}' of {}; it is + (more is better) or -",
                                   table.place(row), directions[row], names[row]));
    }
    if (!seen.insert(names[row]).second) {
      throw InputError(fmt::format("{}: indicator {} occurs twice", table.place(row), names[row]));
    }
    if (subsystems[row] == "overall") {
      throw InputError(
          fmt::format("{}: 'overall' is the name of all indicators together; name the "
                      "subsystem otherwise",
                      table.place(row)));
    }
    Criterion c{{names[row], subsystems[row], directions[row] == "+"}, "", std::nan("")};
    if (table.has("formula")) c.formula = table.text(row, table.column("formula"));
    if (options.weights == "given") {
      c.weight = table.number(row, table.column("weight"));
      if (c.weight < 0) {
        throw InputError(
            fmt::format("{}: the weight of {} is negative", table.place(row), names[row]));
      }
    }
    criteria.push_back(std::move(c));
  }
  return criteria;
}

/// Values by (year, city) and item, and the order in which cities appear.
struct Items {
  std::map<std::pair<std::int64_t, std::string>, std::map<std::string, double>> values;
  std::vector<std::string> cities;
  std::vector<std::string> names;
};

Items read_items(const std::string& path) {
  const CsvTable table = CsvTable::read(path);
  const auto city = texts(table, "city");
  const auto year = integers(table, "year");
  const auto name = texts(table, table.has("indicator") ? "indicator" : "item");
  const auto value = numbers(table, "value");
  Items items;
  std::set<std::string> known_cities;
  std::set<std::string> known_names;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!items.values[{year[row], city[row]}].try_emplace(name[row], value[row]).second) {
      throw InputError(fmt::format("{}: {} of city {} in {} is given twice; keep one row",
                                   table.place(row), name[row], city[row], year[row]));
    }
    if (known_cities.insert(city[row]).second) items.cities.push_back(city[row]);
    if (known_names.insert(name[row]).second) items.names.push_back(name[row]);
  }
  return items;
}

double value_of(const EvaluateOptions& options, const Items& items, const Criterion& criterion,
                const Formula& formula, std::int64_t year, const std::string& city) {
  const auto& here = items.values.at({year, city});
  std::vector<double> values;
  for (const auto& name : formula.names()) {
    const auto found = here.find(name);
    if (found != here.end()) {
      values.push_back(found->second);
      continue;
    }
    const bool known = std::find(items.names.begin(), items.names.end(), name) != items.names.end();
    throw InputError(
        known ? fmt::format("{}: city {} has no {} in {}; give it, or leave the city or year out",
                            options.data, city, name, year)
              : fmt::format("{}: indicator {} needs '{}', which {} does not have{}",
                            options.criteria, criterion.indicator.name, name, options.data,
                            did_you_mean(name, items.names)));
  }
  try {
    const double value = formula.evaluate(values);
    if (std::isfinite(value)) return value;
  } catch (const InputError& error) {
    throw InputError(fmt::format("indicator {}, city {}, {}: {}", criterion.indicator.name, city,
                                 year, error.what()));
  }
  throw InputError(fmt::format("indicator {}, city {}, {}: the formula gives no finite number",
                               criterion.indicator.name, city, year));
}

}  // namespace

std::vector<evaluate::Indicator> EvaluateInputs::indicators() const {
  std::vector<evaluate::Indicator> result;
  for (const Criterion& c : criteria)
    result.push_back(c.indicator);
  return result;
}

EvaluateInputs read_evaluate_inputs(const EvaluateOptions& options) {
  EvaluateInputs inputs;
  inputs.criteria = read_criteria(options);
  const Items items = read_items(options.data);
  std::set<std::int64_t> years;
  for (const auto& [key, values] : items.values)
    years.insert(key.first);
  for (const std::int64_t year : years) {
    for (const auto& city : items.cities) {
      if (!items.values.contains({year, city})) {
        throw InputError(
            fmt::format("{}: city {} has no values in {}, other cities do; give them, "
                        "or leave the city or year out",
                        options.data, city, year));
      }
      inputs.year.push_back(year);
      inputs.city.push_back(city);
    }
  }
  for (const auto& name : items.names) {
    auto& column = inputs.items[name];
    for (std::size_t row = 0; row < inputs.year.size(); ++row) {
      const auto& here = items.values.at({inputs.year[row], inputs.city[row]});
      const auto found = here.find(name);
      column.push_back(found == here.end() ? std::nan("") : found->second);
    }
  }
  std::vector<Formula> formulas;
  for (const Criterion& c : inputs.criteria) {
    // A plain name may hold blanks or signs that a formula may not.
    formulas.push_back(c.formula.empty() ? Formula::item(c.indicator.name) : Formula(c.formula));
  }
  inputs.values = evaluate::Matrix(inputs.year.size(), inputs.criteria.size());
  for (std::size_t row = 0; row < inputs.year.size(); ++row) {
    for (std::size_t j = 0; j < inputs.criteria.size(); ++j) {
      inputs.values(row, j) = value_of(options, items, inputs.criteria[j], formulas[j],
                                       inputs.year[row], inputs.city[row]);
    }
  }
  return inputs;
}

}  // namespace terrabalance
