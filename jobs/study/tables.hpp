#pragma once

#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/result/cube.hpp"

namespace terrabalance {

/// The table of that name; null if there is none.
const Table* find_table(const std::vector<Table>& tables, const std::string& name);

/// The values of a column. \throws std::out_of_range if there is none of that name
template <class T>
const std::vector<T>& values(const Table& table, const std::string& name) {
  return std::get<std::vector<T>>(column(table, name).values);
}

}  // namespace terrabalance
