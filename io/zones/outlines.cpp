#include "io/zones/outlines.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <utility>

#include <gdal_alg.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"
#include "io/zones/polygon_file.hpp"

namespace terrabalance {
namespace {

using Ring = std::vector<PixelPoint>;

PixelPoint at_lattice(const PixelPoint& point, double cells) {
  return {std::round(point.x / cells) * cells, std::round(point.y / cells) * cells};
}

bool same(const PixelPoint& a, const PixelPoint& b) {
  return a.x == b.x && a.y == b.y;
}

/// Whether b lies on the straight way from a to c or doubles back on it.
bool straight(const PixelPoint& a, const PixelPoint& b, const PixelPoint& c) {
  return (b.x - a.x) * (c.y - b.y) == (b.y - a.y) * (c.x - b.x);
}

Ring simplified(const Ring& ring, double cells) {
  Ring kept;
  for (const PixelPoint& point : ring) {
    const PixelPoint next = at_lattice(point, cells);
    if (!kept.empty() && same(kept.back(), next)) continue;
    while (kept.size() >= 2 && straight(kept[kept.size() - 2], kept.back(), next))
      kept.pop_back();
    if (kept.empty() || !same(kept.back(), next)) kept.push_back(next);
  }
  if (kept.size() > 1 && same(kept.front(), kept.back())) kept.pop_back();
  return kept;
}

/// A polygon of one ring, closed; owned by the caller, as OGR wants it.
OGRGeometry* polygon_of(const Ring& ring, const Grid& grid) {
  const auto& g = grid.geotransform;
  OGRLinearRing line;
  for (const PixelPoint& point : ring)
    line.addPoint(g[0] + point.x * g[1] + point.y * g[2], g[3] + point.x * g[4] + point.y * g[5]);
  line.closeRings();
  auto polygon = std::make_unique<OGRPolygon>();
  polygon->addRing(&line);
  return polygon.release();
}

std::string wkt_of(const OGRGeometry& geometry) {
  OGRWktOptions options;
  options.format = OGRWktFormat::G;
  options.precision = 9;
  return geometry.exportToWkt(options);
}

/// The rings put together: which is a hole in which.
std::string wkt_of(const std::vector<Ring>& rings, const Grid& grid) {
  std::vector<OGRGeometry*> polygons;
  polygons.reserve(rings.size());
  for (const Ring& ring : rings)
    polygons.push_back(polygon_of(ring, grid));
  const std::unique_ptr<OGRGeometry> whole(OGRGeometryFactory::organizePolygons(
      polygons.data(), static_cast<int>(polygons.size()), nullptr, nullptr));
  return wkt_of(*whole);
}

[[noreturn]] void cannot_draw() {
  throw RunError(fmt::format("the zones' outlines cannot be drawn ({}); give the run more memory",
                             gdal_reason()));
}

/// A raster of GDAL's over cells where they lie, for reading.
DatasetPtr view_of(std::span<const std::int32_t> cells, const Grid& grid) {
  auto* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  DatasetPtr image(memory->Create("", static_cast<int>(grid.width), static_cast<int>(grid.height),
                                  0, GDT_Int32, nullptr));
  const auto address = fmt::format("{}", static_cast<const void*>(cells.data()));
  CPLStringList options;
  options.SetNameValue("DATAPOINTER", address.c_str());
  if (image->AddBand(GDT_Int32, options.List()) != CE_None) cannot_draw();
  auto transform = grid.geotransform;
  image->SetGeoTransform(transform.data());
  return image;
}

}  // namespace

std::vector<ZoneOutline> outlines_of(const ZoneSource& source, const Grid& grid, double cells) {
  std::vector<std::string> order;
  std::map<std::string, std::string> names;
  std::map<std::string, std::vector<Ring>> rings;
  for (const ZonePolygon& zone : read_polygons(source, grid)) {
    if (!rings.contains(zone.id)) order.push_back(zone.id);
    names.emplace(zone.id, zone.name);
    auto& kept = rings[zone.id];
    for (const Ring& ring : zone.rings) {
      Ring simple = simplified(ring, cells);
      if (simple.size() >= 3) kept.push_back(std::move(simple));
    }
    if (!kept.empty()) continue;
    const auto largest = std::ranges::max_element(zone.rings, {}, &Ring::size);
    if (largest != zone.rings.end() && largest->size() >= 3) kept.push_back(*largest);
  }
  std::vector<ZoneOutline> outlines;
  for (const std::string& id : order)
    if (!rings[id].empty()) outlines.push_back({id, names[id], wkt_of(rings[id], grid)});
  return outlines;
}

std::vector<ZoneOutline> outlines_of(std::span<const std::int32_t> raster, const Grid& grid,
                                     const Zones& zones) {
  start_gdal();
  auto* vectors = GetGDALDriverManager()->GetDriverByName("Memory");
  const DatasetPtr image = view_of(raster, grid);
  GDALRasterBand& band = *image->GetRasterBand(1);
  band.SetNoDataValue(0);
  const DatasetPtr shapes(vectors->Create("", 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayer* layer = shapes->CreateLayer("zones", nullptr, wkbPolygon, nullptr);
  OGRFieldDefn field("zone", OFTInteger64);
  if (layer == nullptr || layer->CreateField(&field) != OGRERR_NONE ||
      GDALPolygonize(&band, band.GetMaskBand(), layer, 0, nullptr, nullptr, nullptr) != CE_None) {
    cannot_draw();
  }
  std::map<std::int32_t, OGRMultiPolygon> parts;
  for (const auto& feature : *layer) {
    const auto zone = static_cast<std::int32_t>(feature->GetFieldAsInteger64(0));
    if (zone != 0) parts[zone].addGeometry(feature->GetGeometryRef());
  }
  std::vector<ZoneOutline> outlines;
  outlines.reserve(parts.size());
  for (const auto& [zone, shape] : parts)
    outlines.push_back({zones.id(zone), zones.name(zone), wkt_of(shape)});
  return outlines;
}

}  // namespace terrabalance
