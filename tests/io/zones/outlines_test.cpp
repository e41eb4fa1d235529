#include "io/zones/outlines.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include "io/raster/band_reader.hpp"
#include "io/zones/zones.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

/// The cells whose centres lie in an outline.
std::set<std::size_t> cells_in(const ZoneOutline& outline, const Grid& grid) {
  OGRGeometry* parsed = nullptr;
  EXPECT_EQ(OGRGeometryFactory::createFromWkt(outline.wkt.c_str(), nullptr, &parsed), OGRERR_NONE);
  const std::unique_ptr<OGRGeometry> shape(parsed);
  std::set<std::size_t> cells;
  const auto& g = grid.geotransform;
  const auto width = static_cast<std::size_t>(grid.width);
  for (std::size_t i = 0; i < static_cast<std::size_t>(grid.cells()); ++i) {
    const double x = static_cast<double>(i % width) + 0.5;
    const double y = static_cast<double>(i / width) + 0.5;
    const OGRPoint centre(g[0] + x * g[1], g[3] + y * g[5]);
    if (shape->Contains(&centre)) cells.insert(i);
  }
  return cells;
}

TEST(Outlines, OfARasterHoldTheCellsOfEachZone) {
  // Zone 1 has a hole and a second part; zone 2 has parts that touch at a corner.
  const std::vector<std::int32_t> raster{1, 1, 1, 0, 2, 1, 0, 1, 0, 2,
                                         1, 1, 1, 2, 0, 0, 0, 0, 0, 1};
  const test::TemporaryFolder folder;
  const std::string path = folder / "zones.tif";
  test::write_raster(path, {5, 4, {raster.begin(), raster.end()}});
  const Grid grid = BandReader(path).grid();
  const Zones zones = Zones::open({path, "", "", ""}, grid, path);

  const auto outlines = outlines_of(raster, grid, zones);
  ASSERT_EQ(outlines.size(), 2);
  for (const ZoneOutline& outline : outlines) {
    std::set<std::size_t> expected;
    for (std::size_t i = 0; i < raster.size(); ++i)
      if (std::to_string(raster[i]) == outline.zone) expected.insert(i);
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(cells_in(outline, grid), expected) << "zone " << outline.zone;
  }
}

TEST(Outlines, OfARasterWithoutZonesAreNone) {
  const Grid grid{5, 4, {500000, 30, 0, 2500000, 0, -30}, ""};
  EXPECT_TRUE(outlines_of(std::vector<std::int32_t>(20, 0), grid, Zones::whole()).empty());
}

}  // namespace
}  // namespace terrabalance
