#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "kernels/gwr/observations.hpp"
#include "tests/support/program.hpp"

/// Reference data of the GWR tests: tables and results of other programs.
namespace terrabalance::gwr::reference {

inline std::filesystem::path folder() {
  return test::reference_folder();
}

inline bool present() {
  return std::filesystem::exists(folder() / "expected" / "gwr");
}

using Columns = std::map<std::string, std::vector<double>>;

/// A CSV table of numbers; what is no number is NaN.
inline Columns read_csv(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<std::string> names;
  std::string cell;
  for (std::stringstream header(line); std::getline(header, cell, ',');) {
    while (!cell.empty() && cell.back() == '\r')
      cell.pop_back();
    names.push_back(cell);
  }
  Columns columns;
  while (std::getline(file, line)) {
    std::stringstream cells(line);
    for (const std::string& name : names) {
      cell.clear();
      std::getline(cells, cell, ',');
      char* end = nullptr;
      const double value = std::strtod(cell.c_str(), &end);
      columns[name].push_back(end == cell.c_str() ? NAN : value);
    }
  }
  return columns;
}

inline nlohmann::json read_json(const std::string& name) {
  std::ifstream file(folder() / "expected" / "gwr" / name);
  return nlohmann::json::parse(file);
}

inline Observations observations(const std::string& file, const std::string& x,
                                 const std::string& y, const std::string& response,
                                 const std::vector<std::string>& predictors) {
  Columns columns = read_csv(folder() / "data" / "gwr" / file);
  Observations o;
  o.x = columns.at(x);
  o.y = columns.at(y);
  o.response = columns.at(response);
  for (const std::string& name : predictors)
    o.predictors.push_back(columns.at(name));
  o.names = predictors;
  return o;
}

/// The data that an expected result was computed from.
inline Observations observations(const nlohmann::json& expected) {
  return observations(expected["file"], expected["coords"][0], expected["coords"][1],
                      expected["dep"], expected["X"]);
}

inline Observations zillow(const std::string& file) {
  return observations(file, "utmX", "utmY", "value", {"nbaths", "nbeds", "area", "age"});
}

}  // namespace terrabalance::gwr::reference
