#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace terrabalance {

/// One column of a table. A missing real is NaN, a missing text is empty; integers are never
/// missing.
struct Column {
  using Values =
      std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>>;

  std::string name;
  std::string unit;         ///< UDUNITS-like ("ha", "t C"), "1" for pure numbers, "" for labels
  std::string description;  ///< what a reader of the data dictionary needs to know
  Values values;
};

/// A tidy table: what every job computes and what a result file holds. All columns are equally
/// long.
struct Table {
  std::string name;   ///< path in the result file: "account/land_use"
  std::string title;  ///< one line for people
  std::vector<Column> columns;

  std::size_t rows() const {
    if (columns.empty()) return 0;
    return std::visit([](const auto& v) { return v.size(); }, columns.front().values);
  }
};

}  // namespace terrabalance
