#include "kernels/suitability/target_marks.hpp"

#include <algorithm>
#include <cstddef>

namespace terrabalance {
namespace {

std::uint8_t mark_if(bool is_target) {
  return is_target ? std::uint8_t{255} : std::uint8_t{0};
}

}  // namespace

TargetMarks::TargetMarks(const TileView& tile, const CodeSet& set)
    : tile_(&tile), set_(&set), nodata_(tile.codes.front().nodata) {
  for (int code = 0; code < 256; ++code) {
    const auto i = static_cast<std::size_t>(code);
    if (set[i] == 0 || code == nodata_) continue;
    byte_codes_.push_back(static_cast<std::uint8_t>(code));
    byte_marks_[i] = 255;
  }
}

void TargetMarks::fill(std::int64_t y, std::span<std::uint8_t> marks) const {
  std::visit([&](const auto& cells) { fill(cells.row(y), marks); }, tile_->codes.front().cells);
}

void TargetMarks::fill(std::span<const std::uint8_t> cells, std::span<std::uint8_t> marks) const {
  const std::size_t n = cells.size();
  if (byte_codes_.empty()) {
    std::fill_n(marks.begin(), n, std::uint8_t{0});
  } else if (byte_codes_.size() == 1) {
    const std::uint8_t code = byte_codes_.front();
    for (std::size_t x = 0; x < n; ++x)
      marks[x] = mark_if(cells[x] == code);
  } else if (byte_codes_.size() <= 4) {
    const std::uint8_t a = byte_codes_[0];
    const std::uint8_t b = byte_codes_[1];
    const std::uint8_t c = byte_codes_[std::min<std::size_t>(2, byte_codes_.size() - 1)];
    const std::uint8_t d = byte_codes_.back();
    for (std::size_t x = 0; x < n; ++x) {
      const std::uint8_t cell = cells[x];
      marks[x] = static_cast<std::uint8_t>(mark_if(cell == a) | mark_if(cell == b) |
                                           mark_if(cell == c) | mark_if(cell == d));
    }
  } else {
    for (std::size_t x = 0; x < n; ++x)
      marks[x] = byte_marks_[cells[x]];
  }
}

void TargetMarks::fill(std::span<const std::uint16_t> cells, std::span<std::uint8_t> marks) const {
  for (std::size_t x = 0; x < cells.size(); ++x)
    marks[x] = mark_if((*set_)[cells[x]] != 0 && cells[x] != nodata_);
}

}  // namespace terrabalance
