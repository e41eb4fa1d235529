#include "kernels/suitability/marked_strip.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace terrabalance {
namespace {

/// Sets the places of marked cells to their row. Most stretches have none.
void note(std::span<const std::uint8_t> marks, std::int64_t row, std::span<std::int32_t> nearest) {
  constexpr std::size_t stretch = 32;
  const auto y = static_cast<std::int32_t>(row);
  std::size_t x = 0;
  for (; x + stretch <= nearest.size(); x += stretch) {
    std::array<std::uint64_t, stretch / sizeof(std::uint64_t)> words{};
    std::memcpy(words.data(), marks.data() + x, stretch);
    if ((words[0] | words[1] | words[2] | words[3]) == 0) continue;
    for (std::size_t i = x; i < x + stretch; ++i)
      nearest[i] = marks[i] != 0 ? y : nearest[i];
  }
  for (; x < nearest.size(); ++x)
    nearest[x] = marks[x] != 0 ? y : nearest[x];
}

}  // namespace

void MarkedStrip::start(const Tile& strip, std::int64_t block_rows) {
  strip_ = strip;
  block_rows_ = block_rows;
  marks_.resize(static_cast<std::size_t>(strip.cells()));
  const auto blocks = static_cast<std::size_t>((strip.height + block_rows - 1) / block_rows);
  above_.assign(blocks, std::vector<std::int32_t>(static_cast<std::size_t>(strip.width)));
  below_ = above_;
}

void MarkedStrip::add(const TileView& tile, const CodeSet& set, const StripNeighbours& neighbours,
                      std::size_t target) {
  const auto x = static_cast<std::size_t>(tile.tile.x);
  const auto width = static_cast<std::size_t>(tile.tile.width);
  const auto columns = static_cast<std::size_t>(strip_.width);
  const auto row = [&](std::int64_t y) {
    return std::span(marks_).subspan(static_cast<std::size_t>(y) * columns + x, width);
  };
  const auto nearest_of = [&](const std::vector<std::int32_t>& all) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(target * columns + x);
    return std::vector<std::int32_t>(first, first + static_cast<std::ptrdiff_t>(width));
  };
  const auto keep = [&](const std::vector<std::int32_t>& nearest, std::vector<std::int32_t>& all) {
    std::ranges::copy(nearest, all.begin() + static_cast<std::ptrdiff_t>(x));
  };
  const TargetMarks targets(tile, set);
  std::vector<std::int32_t> nearest = nearest_of(neighbours.above);
  for (std::int64_t y = 0; y < strip_.height; ++y) {
    if (y % block_rows_ == 0) keep(nearest, above_[static_cast<std::size_t>(y / block_rows_)]);
    targets.fill(y, row(y));
    note(row(y), strip_.y + y, nearest);
  }
  nearest = nearest_of(neighbours.below);
  for (std::int64_t y = strip_.height; y-- > 0;) {
    const bool ends_block = (y + 1) % block_rows_ == 0 || y + 1 == strip_.height;
    if (ends_block) keep(nearest, below_[static_cast<std::size_t>(y / block_rows_)]);
    note(row(y), strip_.y + y, nearest);
  }
}

MarkedStrip::Block MarkedStrip::block(std::size_t index) const {
  const auto first = static_cast<std::int64_t>(index) * block_rows_;
  const std::int64_t rows = std::min(block_rows_, strip_.height - first);
  const auto columns = static_cast<std::size_t>(strip_.width);
  return {strip_.y + first,
          std::span(marks_).subspan(static_cast<std::size_t>(first) * columns,
                                    static_cast<std::size_t>(rows) * columns),
          above_[index], below_[index]};
}

}  // namespace terrabalance
