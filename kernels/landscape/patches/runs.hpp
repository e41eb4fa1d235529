#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace terrabalance::landscape {

/// Cells [begin, end) of one row of a tile that belong to one group.
struct Run {
  std::int32_t begin;
  std::int32_t end;
  std::uint32_t group;  ///< what the cells have in common; see Groups
  std::uint32_t label;  ///< provisional label of the patch
};

/// Rows of runs, one after the other.
class RunRows {
 public:
  std::vector<Run>& runs() { return runs_; }  ///< append here, then end_row()
  void end_row() { row_ends_.push_back(runs_.size()); }
  std::int64_t height() const { return static_cast<std::int64_t>(row_ends_.size()); }
  std::span<const Run> row(std::int64_t y) const {
    const auto i = static_cast<std::size_t>(y);
    const std::size_t first = i == 0 ? 0 : row_ends_[i - 1];
    return std::span(runs_).subspan(first, row_ends_[i] - first);
  }
  std::span<Run> row(std::int64_t y) {
    const auto i = static_cast<std::size_t>(y);
    const std::size_t first = i == 0 ? 0 : row_ends_[i - 1];
    return std::span(runs_).subspan(first, row_ends_[i] - first);
  }
  const std::vector<Run>& all() const { return runs_; }

 private:
  std::vector<Run> runs_;
  std::vector<std::size_t> row_ends_;
};

}  // namespace terrabalance::landscape
