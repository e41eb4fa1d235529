#include "jobs/uncertainty/tables/chain_sums.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"

namespace terrabalance {

using uncertainty::ChainFrame;
using uncertainty::Sum;

namespace {

/// How many of the file's units an item's own unit is (ha, t C/yr), found by all rows together.
double unit_of(const ChainItem& item, std::span<const double> own, const UncertaintyInputs& inputs,
               const ChainFrame& frame) {
  double sum = 0;
  double most = 0;
  double sum_of_file = 0;
  for (std::size_t r = 0; r < own.size(); ++r) {
    sum += std::abs(own[r]);
    sum_of_file += std::abs(item.given[r]);
    most = std::max(most, std::abs(own[r]));
  }
  const double unit = sum > 0 ? sum_of_file / sum : 0;
  for (std::size_t r = 0; r < own.size(); ++r) {
    if (unit > 0 && std::abs(item.given[r] - unit * own[r]) <= 1e-3 * unit * most) continue;
    throw InputError(fmt::format(
        "{}: {} of zone {} in {} is {}, where areas and coefficients make it {}: draws of it would "
        "be of something else; correct it, or give the item another name",
        inputs.chain.indicators, item.name, inputs.zones[r % frame.zones],
        inputs.years[r / frame.zones], item.given[r], own[r]));
  }
  return unit;
}

}  // namespace

ChainFrame chain_frame(const UncertaintyInputs& inputs, const Assembly& assembly) {
  ChainFrame frame{inputs.zones.size(), inputs.years.size(), {}};
  const std::size_t classes = assembly.classes.size();
  for (std::size_t y = 0; y < frame.years; ++y) {
    for (std::size_t z = 0; z < frame.zones; ++z) {
      double area = 0;
      for (std::size_t c = 0; c < classes; ++c)
        area += assembly.mapped[(z * frame.years + y) * classes + c];
      frame.area_ha.push_back(area);
    }
  }
  return frame;
}

ChainSums chain_sums(const UncertaintyInputs& inputs, const Assembly& assembly,
                     const ChainFrame& frame) {
  ChainSums sums{assembly.zones, assembly.deterministic, assembly.zones.front().size()};
  const std::size_t classes = assembly.classes.size();
  for (const ChainItem& item : inputs.chain.items) {
    const auto c = static_cast<std::size_t>(std::ranges::find(assembly.classes, item.land_class) -
                                            assembly.classes.begin());
    const auto place = [&](std::size_t z, std::size_t y) {
      return (z * frame.years + y) * classes + c;
    };
    const auto& in_use = item.is_carbon ? assembly.carbon_in_use : assembly.mapped;
    std::vector<double> own;
    for (std::size_t y = 0; y < frame.years; ++y) {
      for (std::size_t z = 0; z < frame.zones; ++z)
        own.push_back(in_use[place(z, y)]);
    }
    const double unit = unit_of(item, own, inputs, frame);
    for (std::size_t z = 0; z < frame.zones; ++z) {
      for (std::size_t y = 0; y < frame.years; ++y) {
        const Sum& sum = (item.is_carbon ? assembly.carbon : assembly.areas)[place(z, y)];
        sums.groups[z].push_back(uncertainty::combined({}, unit, sum));
        sums.deterministic[z].push_back(unit * in_use[place(z, y)]);
      }
    }
  }
  return sums;
}

}  // namespace terrabalance
