#pragma once

#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/features.hpp"
#include "io/table/csv.hpp"
#include "jobs/session.hpp"

/// \file
/// What the jobs on tables of cities share: they read files, compute on one rank and write tables.
namespace terrabalance {

/// Writes the tables and where they came from, on the root rank.
void write_result(Session& session, const std::string& output, const std::vector<Table>& tables,
                  const std::vector<std::string>& inputs, int threads = 1);

/// A column as numbers. \throws InputError naming file, line and column of a bad cell
std::vector<double> numbers(const CsvTable& table, const std::string& column);
/// A field of features; NaN where a feature has none. \throws InputError naming file and field
std::vector<double> numbers(const Features& features, const std::string& path,
                            const std::string& field);
std::vector<std::int64_t> integers(const CsvTable& table, const std::string& column);
/// \throws InputError naming file and line of an empty cell
std::vector<std::string> texts(const CsvTable& table, const std::string& column);

// Columns of a result table.
Column labels(const std::string& name, const std::string& description,
              std::vector<std::string> values);
/// A table of columns that are moved; a list in braces would copy them, which tells in large ones.
template <class... Columns>
Table large_table(std::string name, std::string title, Columns... columns) {
  Table table{std::move(name), std::move(title), {}};
  (table.columns.push_back(std::move(columns)), ...);
  return table;
}

Column counts(const std::string& name, const std::string& description,
              std::vector<std::int64_t> values);
Column reals(const std::string& name, const std::string& unit, const std::string& description,
             std::vector<double> values);

/// The table with a first column `year` that is the same in every row.
Table with_year(Table table, std::int64_t year);

/// Appends rows of one table to another with the same columns.
void append(Table& table, const Table& rows);

}  // namespace terrabalance
