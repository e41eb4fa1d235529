#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/communicator.hpp"
#include "kernels/suitability/column_ends.hpp"

namespace terrabalance {

/// What the first sweep of the distance transform leaves for the second: for each row of tiles of
/// this rank the first and last row of every column with a cell of each target. Kept in a scratch
/// file, so that memory does not grow with the raster's height: a few rows of the grid at a time.
class StripEnds {
 public:
  /// \param path     of the scratch file, which is removed in the end
  /// \param strips   rows of tiles of this rank
  /// \param columns  of the grid, times targets
  /// \throws std::runtime_error naming the file if it cannot be written
  StripEnds(std::string path, std::int64_t strips, std::int64_t columns);
  ~StripEnds();
  StripEnds(const StripEnds&) = delete;
  StripEnds& operator=(const StripEnds&) = delete;

  /// Takes in a part of a strip. Thread-safe. \param at  first column of the part
  void put(std::int64_t strip, std::int64_t at, std::span<const std::int32_t> first,
           std::span<const std::int32_t> last);

  /// Turns ends into neighbours, once all parts are there. Collective.
  void settle(const Communicator& ranks);

  /// The nearest rows beyond a strip. After settle().
  StripNeighbours neighbours(std::int64_t strip) const;

 private:
  using Rows = std::vector<std::int32_t>;
  Rows read(std::int64_t line) const;
  void write(std::int64_t line, std::int64_t at, std::span<const std::int32_t> rows);
  std::pair<Rows, Rows> ends_of_all() const;

  // Line 2 s of the file has the first rows of strip s, later the nearest below it; line 2 s + 1
  // the last ones, later the nearest above.
  std::string path_;
  std::int64_t strips_;
  std::int64_t columns_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::mutex mutex_;
};

}  // namespace terrabalance
