#include "kernels/account/weight_sums.hpp"

#include <map>
#include <utility>

#include "kernels/account/keyed_merge.hpp"

namespace terrabalance {

WeightSums::Summary WeightSums::scan(const TileView& tile) const {
  std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, ExactSum> sums;
  for (std::size_t layer = 0; layer < tile.codes.size(); ++layer) {
    for (std::int64_t y = 0; y < tile.tile.height; ++y) {
      const auto weights = tile.weights[layer].row(y);
      for (const ZoneRun& run : tile.zones->row(y)) {
        std::int16_t current = CodeClasses::none;
        ExactSum* sum = nullptr;
        classes_->for_each_cell(tile.codes[layer], y, run, [&](std::int32_t x, std::int16_t c) {
          if (c != current) {
            current = c;
            sum = &sums[{run.zone, static_cast<std::int32_t>(layer), c}];
          }
          sum->add(weights[static_cast<std::size_t>(x)]);
        });
      }
    }
  }
  Summary summary;
  summary.reserve(sums.size());
  for (const auto& [key, sum] : sums) {
    summary.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), sum});
  }
  return summary;
}

void WeightSums::merge(Summary& first, Summary&& second, Side /*side*/) const {
  merge_keyed(first, std::move(second), [](Sum& a, const Sum& b) { a.weight.add(b.weight); });
}

}  // namespace terrabalance
