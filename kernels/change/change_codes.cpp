#include "kernels/change/change_codes.hpp"

#include <algorithm>
#include <vector>

namespace terrabalance {

void ChangeCodes::fill(const TileView& tile, std::size_t from, std::size_t to,
                       std::span<std::uint16_t> cells) const {
  std::ranges::fill(cells, std::uint16_t{0});
  const auto width = static_cast<std::size_t>(tile.tile.width);
  std::vector<std::int16_t> earlier(width);
  for (std::int64_t y = 0; y < tile.tile.height; ++y) {
    const auto row = cells.subspan(static_cast<std::size_t>(y) * width, width);
    std::ranges::fill(earlier, CodeClasses::none);
    for (const ZoneRun& run : tile.zones->row(y)) {
      classes_->for_each_cell(tile.codes[from], y, run, [&](std::int32_t x, std::int16_t c) {
        earlier[static_cast<std::size_t>(x)] = c;
      });
      classes_->for_each_cell(tile.codes[to], y, run, [&](std::int32_t x, std::int16_t c) {
        const auto i = static_cast<std::size_t>(x);
        if (earlier[i] == CodeClasses::none) return;
        row[i] = code(static_cast<std::size_t>(earlier[i]), static_cast<std::size_t>(c));
      });
    }
  }
}

}  // namespace terrabalance
