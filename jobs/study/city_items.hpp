#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "jobs/account/inputs.hpp"

namespace terrabalance {

/// Named numbers of cities in years: what indicators, factors and variables are made of.
struct CityItems {
  std::string source;              ///< what has them, for messages: a file, "the study"
  std::vector<std::int64_t> year;  ///< one a row, ascending
  std::vector<std::string> city;   ///< one a row, in the same order in every year
  /// One value a row; NaN where there is none.
  std::map<std::string, std::vector<double>> columns;

  std::size_t rows() const { return city.size(); }
  std::vector<std::string> names() const;
  std::vector<std::int64_t> years() const;  ///< each once
  std::vector<std::string> cities() const;  ///< each once
  /// Those of one value a row that are of one year.
  std::vector<double> in_year(const std::vector<double>& values, std::int64_t of) const;

  /// The values of a formula over the items, one a row. A text that is an item's name is that item.
  /// \param user  what needs them, for messages: "criteria.csv: indicator income"
  /// \throws InputError naming the item that is unknown, or city and year of one that is missing,
  /// of
  ///         a division by 0 or of a result that is not finite
  std::vector<double> compute(const std::string& formula, const std::string& user) const;

  /// The items of a formula that have no value, or not in every row.
  std::vector<std::string> missing(const std::string& formula) const;
};

/// A long table with the columns city, year, indicator (or item), value as items: every city in
/// every year. \throws InputError naming file, line, city and year that is doubled or missing
CityItems read_city_items(const std::string& path);

/// The items of a study, from the tables that its jobs made and from its statistics:
/// - account: its balance (source, net, ecc ...); area.CLASS, carbon.CLASS (t C, sinks below 0);
///   CLASS_area and land_area in ha
/// - landscape: METRIC of the landscapes, METRIC.CLASS of the classes
/// - suitability: suitable.EVALUATION, ha of grade 4 and 5; one year's stands for all
/// - statistics: in base units (CNY, persons, kg ...); energy: t SCE of the activities
/// - evaluate: its indicators; closeness, closeness.SUBSYSTEM; coupling: coordination
/// \throws InputError if there is no account
CityItems study_items(const std::vector<Table>& tables, const AccountInputs& inputs);

}  // namespace terrabalance
