#include <cmath>

#include <gtest/gtest.h>

#include "kernels/change/change_codes.hpp"
#include "kernels/change/dynamics.hpp"
#include "kernels/change/intensity.hpp"
#include "kernels/change/transitions.hpp"
#include "tests/kernels/change/layers.hpp"

namespace terrabalance {
namespace {

/// Two years of 10 x 10 cells of a hectare: 60 of class 1, 40 of class 2; 15 go from 1 to 2, 5 from
/// 2 to 1, 2 from 2 to 3.
class TwoYears : public testing::Test {
 protected:
  TwoYears() {
    layers_.grid = {.width = 10, .height = 10, .geotransform = {0, 100, 0, 0, 0, -100}};
    layers_.zones.assign(100, 1);
    layers_.years.resize(2);
    for (int i = 0; i < 100; ++i) {
      const bool first_class = i < 60;
      int later = first_class ? 1 : 2;
      if (i < 15) later = 2;
      if (i >= 60 && i < 65) later = 1;
      if (i >= 98) later = 3;
      layers_.years[0].push_back(first_class ? 1 : 2);
      layers_.years[1].push_back(static_cast<std::uint8_t>(later));
    }
    lookup_.classes = {"a", "b", "c"};
    lookup_.index_of = [](std::int32_t code) { return code - 1; };
  }

  TransitionMatrix matrix() const {
    const CellArea area = CellArea::planar(layers_.grid, 1);
    const auto summary = layers_.sweep(SequenceCounts(area), 4);
    const auto land_use = classify(code_counts(summary), 2, lookup_).land_use;
    return {classify_change(summary, land_use, lookup_), 0, 0, 3, area};
  }

  Layers<std::uint8_t> layers_;
  ClassLookup lookup_;
};

TEST_F(TwoYears, MatrixHasTheAreasOfBothYearsAtItsMargins) {
  const auto m = matrix();
  EXPECT_DOUBLE_EQ(m.ha(0, 1), 15);
  EXPECT_DOUBLE_EQ(m.ha(1, 2), 2);
  EXPECT_DOUBLE_EQ(m.first_ha(0), 60);
  EXPECT_DOUBLE_EQ(m.last_ha(1), 48);
  EXPECT_DOUBLE_EQ(m.total_ha(), 100);
  EXPECT_DOUBLE_EQ(m.changed_ha(), 22);
}

TEST_F(TwoYears, DynamicsOfClasses) {
  const auto classes = class_dynamics(matrix(), 10);
  EXPECT_DOUBLE_EQ(classes[1].gain, 15);
  EXPECT_DOUBLE_EQ(classes[1].loss, 7);
  EXPECT_DOUBLE_EQ(classes[1].net, 8);
  EXPECT_DOUBLE_EQ(classes[1].swap, 14);
  EXPECT_DOUBLE_EQ(classes[1].total, classes[1].swap + std::abs(classes[1].net));
  EXPECT_DOUBLE_EQ(classes[1].persistence, 33);
  EXPECT_DOUBLE_EQ(classes[1].single_degree, 100 * 8.0 / 40 / 10);
  EXPECT_TRUE(std::isnan(classes[2].single_degree)) << "class c was absent";
}

TEST_F(TwoYears, DynamicsOfTheZoneInBothVariants) {
  const auto zone = zone_dynamics(matrix(), 10);
  EXPECT_DOUBLE_EQ(zone.changed, 22);
  EXPECT_DOUBLE_EQ(zone.swap, 5 + 7);  // min(gain, loss) of a and b
  EXPECT_DOUBLE_EQ(zone.net, 10);
  EXPECT_DOUBLE_EQ(zone.comprehensive_degree, 1.1);
  EXPECT_DOUBLE_EQ(zone.comprehensive_degree_whole, 2.2);
}

TEST_F(TwoYears, IntensitiesWithTheirUniformLines) {
  bool seen = false;
  for (const auto& row : intensities(matrix(), 10)) {
    if (row.level == IntensityLevel::gain && row.to == 1) {
      EXPECT_DOUBLE_EQ(row.intensity, 100 * 15.0 / 48 / 10);
      EXPECT_DOUBLE_EQ(row.uniform, 2.2);
    }
    if (row.level == IntensityLevel::loss && row.from == 1) {
      EXPECT_DOUBLE_EQ(row.intensity, 100 * 7.0 / 40 / 10);
    }
    if (row.level == IntensityLevel::to_class && row.from == 0 && row.to == 1) {
      seen = true;
      EXPECT_DOUBLE_EQ(row.intensity, 100 * 15.0 / 60 / 10);
      EXPECT_DOUBLE_EQ(row.uniform, 100 * 15.0 / 60 / 10) << "all that is not b is a";
    }
    if (row.level == IntensityLevel::from_class && row.from == 1 && row.to == 0) {
      EXPECT_DOUBLE_EQ(row.intensity, 100 * 5.0 / 50 / 10);
      EXPECT_DOUBLE_EQ(row.uniform, 100 * 7.0 / 52 / 10);
    }
  }
  EXPECT_TRUE(seen);
}

TEST_F(TwoYears, TheUniformLineOfIntervalsIsTheirMean) {
  const auto rows = interval_intensities({matrix(), matrix()}, {10, 5});
  EXPECT_DOUBLE_EQ(rows[0].intensity, 2.2);
  EXPECT_DOUBLE_EQ(rows[1].intensity, 4.4);
  EXPECT_DOUBLE_EQ(rows[1].uniform, 100 * 44.0 / (100 * 15));
}

TEST_F(TwoYears, MapCodesReadAsFromAndTo) {
  ZoneRuns runs;
  const TileView view = layers_.view({0, 0, 10, 10}, runs);
  const CodeClasses classes(lookup_.index_of);
  std::vector<std::uint16_t> cells(100);
  ChangeCodes(classes, 3).fill(view, 0, 1, cells);
  EXPECT_EQ(cells[0], 102);
  EXPECT_EQ(cells[99], 203);
  EXPECT_EQ(cells[50], 101);
}

}  // namespace
}  // namespace terrabalance
