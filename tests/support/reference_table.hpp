#pragma once

#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace terrabalance::test {

/// A small reader for the reference files: comma-separated, quotes only around whole fields.
struct ReferenceTable {
  std::vector<std::map<std::string, std::string>> rows;

  std::vector<double> reals(const std::string& column) const {
    std::vector<double> values;
    for (const auto& row : rows) {
      const auto& text = row.at(column);
      values.push_back(text == "NA" || text.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                    : std::stod(text));
    }
    return values;
  }
  std::vector<std::string> texts(const std::string& column) const {
    std::vector<std::string> values;
    for (const auto& row : rows)
      values.push_back(row.at(column));
    return values;
  }
};

inline std::vector<std::string> split_line(std::string line) {
  std::vector<std::string> fields;
  if (line.ends_with('\r')) line.pop_back();
  std::stringstream in(line);
  for (std::string field; std::getline(in, field, ',');) {
    if (field.size() >= 2 && field.front() == '"') field = field.substr(1, field.size() - 2);
    fields.push_back(field);
  }
  return fields;
}

inline ReferenceTable read_reference(const std::string& name) {
  std::ifstream in(reference_folder() + "/" + name);
  if (!in) throw std::runtime_error("cannot read reference data " + name);
  std::string line;
  std::getline(in, line);
  const auto header = split_line(line);
  ReferenceTable table;
  while (std::getline(in, line)) {
    const auto fields = split_line(line);
    std::map<std::string, std::string> row;
    for (std::size_t k = 0; k < header.size(); ++k)
      row[header[k]] = k < fields.size() ? fields[k] : "";
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace terrabalance::test
