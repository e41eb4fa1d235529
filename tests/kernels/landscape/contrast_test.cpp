#include <memory>
#include <tuple>

#include <gtest/gtest.h>

#include "kernels/landscape/indices/indices.hpp"
#include "kernels/landscape/indices/patch_indices.hpp"
#include "tests/kernels/landscape/raster.hpp"

namespace terrabalance::landscape::test {
namespace {

/// 1 1 2
/// 1 1 3   cells of 10 m x 20 m; 1 | 2 weighs 0.5, 1 | 3 weighs 1, 2 | 3 nothing
class Contrast : public testing::Test {
 protected:
  Contrast() {
    raster.cell = {10, 20};
    auto weights = std::make_shared<ClassWeights>();
    for (const auto& [a, b, w] : {std::tuple{1, 2, 0.5}, {1, 3, 1.0}}) {
      weights->set(static_cast<ClassIndex>(a), static_cast<ClassIndex>(b), w);
      weights->set(static_cast<ClassIndex>(b), static_cast<ClassIndex>(a), w);
    }
    auto options = options_for(raster, Directions::eight, {.contrast = true});
    options.contrast = *weights;
    options.keep_patches = true;
    whole = sweep_patches(raster, options, {.tile_width = 2});
    landscape = landscapes(whole, raster.cell).at(0);
    landscape.contrast = weights;
  }
  Raster raster = picture("112\n113");
  Summary whole;
  Landscape landscape;
};

TEST_F(Contrast, WeighsEdges) {
  EXPECT_DOUBLE_EQ(weighted_edge(landscape), 20 * 0.5 + 20 * 1.0);
  EXPECT_DOUBLE_EQ(weighted_edge(landscape, landscape.classes[0]), 30);
  EXPECT_DOUBLE_EQ(weighted_edge(landscape, landscape.classes[1]), 10);
}

TEST_F(Contrast, ComparesWithAllEdgesAndTheOutside) {
  // Outer sides 2 x 30 + 2 x 40, inner ones 20 + 20 + 10.
  EXPECT_DOUBLE_EQ(total_edge_contrast(landscape), 30.0 / (140 + 50) * 100);
  EXPECT_DOUBLE_EQ(total_edge_contrast(landscape, landscape.classes[1]), 10.0 / 60 * 100);
}

TEST_F(Contrast, IsTheShareOfAPatchsPerimeter) {
  for (const Patch& patch : whole.closed) {
    const double expected = patch.class_index == 1   ? 30.0 / 120
                            : patch.class_index == 2 ? 10.0 / 60
                                                     : 20.0 / 60;
    EXPECT_DOUBLE_EQ(contrast_share(patch, raster.cell), expected) << patch.class_index;
  }
}

}  // namespace
}  // namespace terrabalance::landscape::test
