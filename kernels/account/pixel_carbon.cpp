#include "kernels/account/pixel_carbon.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/value/exact_sum.hpp"

namespace terrabalance {

PixelCarbon::PixelCarbon(const CodeClasses& classes, const CellArea& area,
                         std::vector<double> coefficients,
                         std::map<std::int32_t, std::vector<Allocation>> allocations)
    : classes_(&classes),
      area_(&area),
      coefficients_(std::move(coefficients)),
      allocations_(std::move(allocations)) {}

void PixelCarbon::fill(const TileView& tile, std::size_t layer, bool has_weights,
                       std::span<double> cells) const {
  std::ranges::fill(cells, std::numeric_limits<double>::quiet_NaN());
  for (std::int64_t y = 0; y < tile.tile.height; ++y) {
    const double cell_ha = area_->hectares(area_->row(tile.tile.y + y));
    const auto row = cells.subspan(static_cast<std::size_t>(y * tile.tile.width),
                                   static_cast<std::size_t>(tile.tile.width));
    for (const ZoneRun& run : tile.zones->row(y)) {
      const std::vector<Allocation>& shares = allocations_.at(run.zone);
      classes_->for_each_cell(tile.codes[layer], y, run, [&](std::int32_t x, std::int16_t c) {
        const auto land_class = static_cast<std::size_t>(c);
        const Allocation& share = shares[land_class];
        double weight = cell_ha;
        if (has_weights && !share.by_area) {
          // As it was summed, so that the parts add up to the whole.
          weight = ExactSum::value(ExactSum::round(tile.weights[layer](x, y)));
        }
        const double part = share.t_c == 0 ? 0 : share.t_c * (weight / share.total_weight);
        row[static_cast<std::size_t>(x)] = cell_ha * coefficients_[land_class] + part;
      });
    }
  }
}

}  // namespace terrabalance
