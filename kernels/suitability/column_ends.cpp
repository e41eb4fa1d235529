#include "kernels/suitability/column_ends.hpp"

#include <algorithm>
#include <iterator>

namespace terrabalance {
namespace {

/// Joins [target][column] lists of two tiles side by side.
std::vector<std::int32_t> side_by_side(const std::vector<std::int32_t>& left,
                                       std::int64_t left_width,
                                       const std::vector<std::int32_t>& right,
                                       std::int64_t right_width, std::size_t targets) {
  std::vector<std::int32_t> both;
  both.reserve(left.size() + right.size());
  for (std::size_t t = 0; t < targets; ++t) {
    const auto l = left.begin() + static_cast<std::ptrdiff_t>(t) * left_width;
    const auto r = right.begin() + static_cast<std::ptrdiff_t>(t) * right_width;
    both.insert(both.end(), l, l + left_width);
    both.insert(both.end(), r, r + right_width);
  }
  return both;
}

}  // namespace

ColumnEnds::Summary ColumnEnds::scan(const TileView& tile) const {
  Strip strip;
  strip.y = tile.tile.y;
  strip.width = tile.tile.width;
  const auto width = static_cast<std::size_t>(strip.width);
  strip.first.assign(targets_->size() * width, none_below);
  strip.last.assign(targets_->size() * width, none_above);
  for (std::size_t t = 0; t < targets_->size(); ++t) {
    std::int32_t* first = strip.first.data() + t * width;
    std::int32_t* last = strip.last.data() + t * width;
    for_each_in_set(tile, (*targets_)[t], [&](std::size_t x, std::int64_t y) {
      const auto row = static_cast<std::int32_t>(tile.tile.y + y);
      first[x] = std::min(first[x], row);
      last[x] = row;
    });
  }
  Summary summary;
  summary.push_back(std::move(strip));
  return summary;
}

void ColumnEnds::merge(Summary& first, Summary&& second, Side side) const {
  if (side == Side::below) {
    std::ranges::move(second, std::back_inserter(first));
    return;
  }
  Strip& left = first.front();
  const Strip& right = second.front();
  const std::size_t targets = targets_->size();
  left.first = side_by_side(left.first, left.width, right.first, right.width, targets);
  left.last = side_by_side(left.last, left.width, right.last, right.width, targets);
  left.width += right.width;
}

std::vector<StripNeighbours> neighbours_of(const ColumnEnds::Summary& strips, std::size_t begin,
                                           std::size_t end) {
  std::vector<StripNeighbours> wanted(end - begin);
  if (strips.empty()) return wanted;
  const std::size_t columns = strips.front().first.size();
  std::vector<std::int32_t> above(columns, ColumnEnds::none_above);
  for (std::size_t s = 0; s < end; ++s) {
    if (s >= begin) wanted[s - begin].above = above;
    for (std::size_t i = 0; i < columns; ++i)
      above[i] = std::max(above[i], strips[s].last[i]);
  }
  std::vector<std::int32_t> below(columns, ColumnEnds::none_below);
  for (std::size_t s = strips.size(); s-- > begin;) {
    if (s < end) wanted[s - begin].below = below;
    for (std::size_t i = 0; i < columns; ++i)
      below[i] = std::min(below[i], strips[s].first[i]);
  }
  return wanted;
}

}  // namespace terrabalance
