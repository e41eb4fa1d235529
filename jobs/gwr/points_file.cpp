#include "jobs/gwr/points_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <string_view>

#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

bool is_missing(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 9> marks{"",     "na",   "n/a", "nan", "-nan",
                                                  "null", "none", "inf", "-inf"};
  return std::find(marks.begin(), marks.end(), text) != marks.end();
}

std::vector<double> read_column(const CsvTable& table, const std::string& name) {
  const std::size_t column = table.column(name);
  std::vector<double> values;
  values.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    values.push_back(is_missing(table.text(row, column)) ? std::numeric_limits<double>::quiet_NaN()
                                                         : table.number(row, column));
  }
  return values;
}

}  // namespace

gwr::Observations read_observations(const std::string& path, const std::vector<std::string>& coords,
                                    const std::string& response,
                                    const std::vector<std::string>& predictors) {
  const CsvTable table = CsvTable::read(path);
  gwr::Observations o;
  o.x = read_column(table, coords[0]);
  o.y = read_column(table, coords[1]);
  if (!response.empty())
    o.response = read_column(table, response);
  else
    o.response.assign(o.x.size(), 0);
  for (const std::string& name : predictors)
    o.predictors.push_back(read_column(table, name));
  o.names = predictors;
  return o;
}

}  // namespace terrabalance
