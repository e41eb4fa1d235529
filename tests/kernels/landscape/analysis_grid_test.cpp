#include "kernels/landscape/analysis_grid.hpp"

#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "kernels/landscape/metrics.hpp"
#include "tests/kernels/landscape/raster.hpp"

namespace terrabalance::landscape::test {
namespace {

/// In a cell of the grid the raster's border is that of the whole raster, not of the cell.
bool depends_on_the_border(const Metric& metric) {
  return metric.name == "pladj";
}

/// By class (-1: of the landscape) and metric.
std::map<std::pair<int, std::string>, double> values_of(const Landscape& landscape) {
  std::map<std::pair<int, std::string>, double> values;
  for (const Metric& metric : metrics()) {
    if (metric.of_class != nullptr)
      for (const LandscapeClass& c : landscape.classes)
        values[{c.index, std::string(metric.name)}] = metric.of_class(landscape, c);
    if (metric.of_landscape != nullptr && !depends_on_the_border(metric))
      values[{-1, std::string(metric.name)}] = metric.of_landscape(landscape);
  }
  return values;
}

TEST(AnalysisGrid, CellsAreLandscapesOfTheirOwnHoweverTheRasterIsCut) {
  std::mt19937 random(3);
  const auto up_to = [&](int n) { return std::uniform_int_distribution<int>(1, n)(random); };
  for (int trial = 0; trial < 300; ++trial) {
    const Raster raster = random_raster(random);
    const AnalysisGrid grid{raster.width, raster.height, up_to(10), up_to(10)};
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    const auto options = options_for(raster, directions, {.cores = true});
    Cut cut;
    if (trial % 4 != 0) cut = {.tile_width = up_to(9), .tile_height = up_to(9), .ranks = up_to(4)};
    const OnGrid<PatchKernel> kernel(grid, PatchKernel({options}));
    auto whole = sweep_tiles<PatchKernel::Summary>(
        raster, cut, [&](const TileView& view) { return kernel.scan(view); },
        [&](auto& first, auto&& second, Side side) {
          kernel.merge(first, std::move(second), side);
        });
    close_patches(whole[0], options);
    std::map<std::int32_t, Landscape> computed;
    for (Landscape& landscape : landscapes(whole[0], raster.cell))
      if (!landscape.classes.empty()) computed[landscape.zone] = std::move(landscape);

    std::size_t cells_with_classes = 0;
    for (std::int64_t row = 0; row < grid.rows(); ++row) {
      for (std::int64_t column = 0; column < grid.columns(); ++column) {
        const std::int64_t x = column * grid.cell_width;
        const std::int64_t y = row * grid.cell_height;
        const Raster cell = part_of(raster, {x, y, std::min(grid.cell_width, raster.width - x),
                                             std::min(grid.cell_height, raster.height - y)});
        const auto alone = landscapes(
            sweep_patches(cell, options_for(cell, directions, {.cores = true}), {}), cell.cell);
        const auto number = static_cast<std::int32_t>(row * grid.columns() + column);
        ASSERT_EQ(computed.count(number) == 1, !alone[0].classes.empty());
        if (alone[0].classes.empty()) continue;
        ++cells_with_classes;
        const auto expected = values_of(alone[0]);
        const auto values = values_of(computed[number]);
        ASSERT_EQ(values.size(), expected.size());
        for (const auto& [key, value] : expected)
          ASSERT_TRUE(values.at(key) == value || (std::isnan(values.at(key)) && std::isnan(value)))
              << trial << ", cell " << number << ", class " << key.first << " " << key.second
              << ": " << values.at(key) << ", expected " << value;
      }
    }
    ASSERT_EQ(computed.size(), cells_with_classes);
  }
}

}  // namespace
}  // namespace terrabalance::landscape::test
