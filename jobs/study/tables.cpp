#include "jobs/study/tables.hpp"

#include <algorithm>

namespace terrabalance {

const Table* find_table(const std::vector<Table>& tables, const std::string& name) {
  const auto found = std::ranges::find(tables, name, &Table::name);
  return found == tables.end() ? nullptr : &*found;
}

}  // namespace terrabalance
