#include "jobs/evaluate/inputs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

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

/// Leaves out the built-in criteria that the items do not suffice for.
void drop_incomplete(Session& session, const CityItems& items, std::vector<Criterion>& criteria) {
  std::vector<std::string> dropped;
  std::set<std::string> wanted;
  std::erase_if(criteria, [&](const Criterion& c) {
    const auto missing = items.missing(c.text());
    wanted.insert(missing.begin(), missing.end());
    if (!missing.empty()) dropped.push_back(c.indicator.name);
    return !missing.empty();
  });
  if (criteria.empty()) {
    throw InputError(
        fmt::format("{}: has no indicator of the built-in system; give its items, of "
                    "these: {}",
                    items.source, fmt::join(wanted, ", ")));
  }
  if (dropped.empty()) return;
  session.warn(fmt::format("{} lacks {}: of the built-in indicators these are left out: {}",
                           items.source, fmt::join(wanted, ", "), fmt::join(dropped, ", ")));
}

}  // namespace

std::vector<evaluate::Indicator> EvaluateInputs::indicators() const {
  std::vector<evaluate::Indicator> result;
  for (const Criterion& c : criteria)
    result.push_back(c.indicator);
  return result;
}

EvaluateInputs evaluate_inputs(Session& session, const EvaluateOptions& options,
                               const CityItems& items) {
  EvaluateInputs inputs;
  inputs.criteria = read_criteria(options);
  if (options.criteria == built_in_criteria) drop_incomplete(session, items, inputs.criteria);
  inputs.year = items.year;
  inputs.city = items.city;
  inputs.items = items.columns;
  inputs.values = evaluate::Matrix(items.rows(), inputs.criteria.size());
  for (std::size_t j = 0; j < inputs.criteria.size(); ++j) {
    const Criterion& c = inputs.criteria[j];
    const auto column = items.compute(
        c.text(), fmt::format("{}: indicator {}", options.criteria, c.indicator.name));
    for (std::size_t row = 0; row < items.rows(); ++row)
      inputs.values(row, j) = column[row];
  }
  return inputs;
}

}  // namespace terrabalance
