#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

/// \file
/// Reference data and values of other programs (TERRABALANCE_REFERENCE); tests skip without them.
namespace terrabalance::test {

inline std::filesystem::path reference_folder() {
  if (const char* given = std::getenv("TERRABALANCE_REFERENCE")) return given;
  if (const char* source = std::getenv("TERRABALANCE_SOURCE")) {
    return std::filesystem::path(source) / ".." / "shared";
  }
  return "../shared";
}

inline bool has_reference(const std::string& name) {
  return std::filesystem::exists(reference_folder() / name);
}

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

inline std::vector<std::string> split_line(const std::string& line) {
  std::vector<std::string> fields;
  std::stringstream in(line);
  for (std::string field; std::getline(in, field, ',');) {
    if (field.size() >= 2 && field.front() == '"') field = field.substr(1, field.size() - 2);
    fields.push_back(field);
  }
  return fields;
}

inline ReferenceTable read_reference(const std::string& name) {
  std::ifstream in(reference_folder() / name);
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

/// Skips a test whose reference data are not there.
#define TERRABALANCE_NEEDS_REFERENCE(name)                                               \
  if (!terrabalance::test::has_reference(name))                                          \
  GTEST_SKIP() << "reference data " << (terrabalance::test::reference_folder() / (name)) \
               << " not found; set TERRABALANCE_REFERENCE"
