#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace terrabalance {

/// A CSV file as text cells. Values keep their place, so that every complaint can name it.
class CsvTable {
 public:
  /// Reads a file with a header line; quotes, semicolons, tabs and a byte-order mark are
  /// understood. \throws InputError naming the file if it cannot be read or has no rows
  static CsvTable read(const std::string& path);

  /// Reads text as if it were a file called `name`.
  /// \param rows_before  rows that the file has between its header line and those of the text
  static CsvTable parse(const std::string& name, std::string_view text,
                        std::size_t rows_before = 0);

  const std::string& path() const { return path_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t rows() const { return rows_.size(); }
  bool has(const std::string& column) const;

  /// Position of a column. \throws InputError listing the columns there are
  std::size_t column(const std::string& name) const;

  const std::string& text(std::size_t row, std::size_t column) const { return rows_[row][column]; }

  /// \throws InputError naming file, line and column if the cell is no finite number
  double number(std::size_t row, std::size_t column) const;
  std::int64_t integer(std::size_t row, std::size_t column) const;
  /// A whole column; NaN where a value is missing: an empty cell, NA, NaN, null, none or inf.
  /// \throws InputError naming file, line and column of what is no number
  std::vector<double> numbers(std::size_t column) const;

  /// "FILE:LINE", for messages.
  std::string place(std::size_t row) const;

 private:
  std::string path_;
  std::size_t rows_before_ = 0;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// The known name nearest to a misspelt one, as " (did you mean 'x'?)"; empty if none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

}  // namespace terrabalance
