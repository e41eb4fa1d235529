#pragma once

#include <string>
#include <vector>

#include "engine/value/table.hpp"

namespace terrabalance {

/// A table's values as an array over its keys, for tools that think in arrays (xarray, ncdump).
struct Cube {
  std::string group;  ///< "account"
  std::string name;   ///< "area_ha"
  std::string unit;
  std::string description;
  std::vector<Column> dimensions;  ///< distinct keys, in order of first appearance
  std::vector<double> values;      ///< row-major; NaN where the table has no row
};

/// The column `value` of a table over the columns `keys`, in group `group`.
Cube make_cube(const Table& table, const std::string& group, const std::vector<std::string>& keys,
               const std::string& value);

/// One cube for each item of a table with the columns item, value, unit.
std::vector<Cube> cubes_by_item(const Table& table, const std::string& group,
                                const std::vector<std::string>& keys);

/// The column of that name. \throws std::out_of_range if there is none
const Column& column(const Table& table, const std::string& name);

}  // namespace terrabalance
