#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/runtime/communicator.hpp"
#include "engine/value/table.hpp"

namespace terrabalance {

/// A column of a table that the ranks hold together, each a part of its rows.
struct SharedColumn {
  std::string name;
  std::string unit;
  std::string description;
  std::size_t text_bytes = 0;  ///< of the longest text, the same on every rank; 0: numbers
  /// Makes this rank's own rows [begin, end). The type of the values is the same on every rank.
  std::function<Column::Values(std::int64_t begin, std::int64_t end)> rows;
};

/// Smaller chunks stay packed whatever the alignment: a block of most file systems, byte.
constexpr std::int64_t least_aligned = 4096;

/// A table too long for one rank: the rows of rank 0 come first, then those of rank 1 ...
struct SharedTable {
  std::string name;       ///< path in the result file: "landscape/patch"
  std::string title;      ///< one line for people
  std::int64_t rows = 0;  ///< of this rank
  std::vector<SharedColumn> columns;
  std::int64_t alignment = 1;  ///< byte; compressed chunks worth it begin at multiples of it
};

/// Adds the table to a result file that is on the disk and closed: all ranks write their rows at
/// once, piece by piece, compressed. What the file then holds does not depend on the number of
/// ranks. Texts have a fixed length there, since HDF5 writes no others in parallel. Collective.
/// \throws RunError on all ranks if it cannot be written
void append_shared_table(const std::string& path, const SharedTable& table,
                         const Communicator& ranks);

}  // namespace terrabalance
