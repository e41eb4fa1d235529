#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/runtime/communicator.hpp"

namespace terrabalance {

/// The rows of a CSV file that one of several ranks reads: consecutive ones, about as many bytes as
/// every other rank has.
class CsvShare {
 public:
  /// Every rank looks at its own bytes of the file once, without taking them apart. Collective.
  /// \throws InputError naming the file if it cannot be read
  static CsvShare of(const std::string& path, const Communicator& ranks);

  /// Rows of the file below its header line, blank lines left out.
  std::int64_t total() const { return total_; }
  /// The first row of this rank, from 0, and how many it has.
  std::int64_t first() const { return first_; }
  std::int64_t rows() const { return rows_; }

  /// Columns of this rank's rows, by name; NaN where a value is missing (see CsvTable::numbers).
  /// A few MB of the file are in memory at a time.
  /// \throws InputError naming file, line and column
  std::vector<std::vector<double>> numbers(const std::vector<std::string>& columns) const;

 private:
  std::string path_;
  std::string header_;
  std::uint64_t begin_ = 0;  ///< of this rank's bytes
  std::uint64_t end_ = 0;
  std::int64_t total_ = 0;
  std::int64_t first_ = 0;
  std::int64_t rows_ = 0;
};

}  // namespace terrabalance
