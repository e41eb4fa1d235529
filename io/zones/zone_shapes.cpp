#include "io/zones/zone_shapes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include <cpl_conv.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {
namespace {

using Rings = std::vector<std::vector<std::array<double, 2>>>;

/// While it lives, GeoPackages state this instead of the time of day: the same study is the same
/// bytes.
class FixedDate {
 public:
  FixedDate() { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z"); }
  ~FixedDate() { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nullptr); }
  FixedDate(const FixedDate&) = delete;
  FixedDate& operator=(const FixedDate&) = delete;
};

/// Adds the rings of polygons however deeply they are collected.
void collect_rings(const OGRGeometry& geometry, Rings& rings) {
  if (const auto* collection = dynamic_cast<const OGRGeometryCollection*>(&geometry)) {
    for (const auto* part : *collection) {
      collect_rings(*part, rings);
    }
    return;
  }
  const auto* polygon = dynamic_cast<const OGRPolygon*>(&geometry);
  if (polygon == nullptr) return;
  for (const OGRLinearRing* line : *polygon) {
    auto& ring = rings.emplace_back();
    for (int i = 0; i + 1 < line->getNumPoints(); ++i) {
      ring.push_back({line->getX(i), line->getY(i)});
    }
    if (ring.size() < 3) rings.pop_back();
  }
}

OGRSpatialReference reference_of(const std::string& wkt) {
  OGRSpatialReference reference;
  reference.importFromWkt(wkt.c_str());
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

/// Moves all points from one reference system to another.
void transform(ZoneShapes& shapes, const OGRSpatialReference& from, const OGRSpatialReference& to,
               const std::string& file) {
  const std::unique_ptr<OGRCoordinateTransformation> change(
      OGRCreateCoordinateTransformation(&from, &to));
  for (ZoneShape& zone : shapes.zones) {
    for (auto& ring : zone.rings) {
      for (auto& [x, y] : ring) {
        if (!change || change->Transform(1, &x, &y) == 0) {
          throw InputError(file + ": zone " + zone.id + " cannot be projected (" +
                           QuietGdal::reason() + "); check the file's coordinate reference system");
        }
      }
    }
  }
}

ZoneShapes read_features(OGRLayer& layer, const std::string& file, const std::string& id_field) {
  const OGRFeatureDefn& fields = *layer.GetLayerDefn();
  const int id = fields.GetFieldIndex(id_field.c_str());
  const int name = fields.GetFieldIndex("name");
  if (id < 0) {
    std::string names;
    for (int i = 0; i < fields.GetFieldCount(); ++i) {
      names.append(i > 0 ? ", " : "").append(fields.GetFieldDefn(i)->GetNameRef());
    }
    throw InputError(file + ": has no field '" + id_field + "'; --zone-id takes one of " + names);
  }
  ZoneShapes shapes;
  std::set<std::string> seen;
  for (const auto& feature : layer) {
    const std::string place = fmt::format("{}: feature {}", file, feature->GetFID());
    ZoneShape zone;
    if (feature->IsFieldSetAndNotNull(id)) zone.id = feature->GetFieldAsString(id);
    if (zone.id.empty()) {
      throw InputError(
          fmt::format("{} has no {}; fill it in or take another --zone-id", place, id_field));
    }
    if (!seen.insert(zone.id).second) {
      throw InputError(
          fmt::format("{} has the same {} as one before, {}; join them into one multipolygon "
                      "(ogr2ogr -dialect sqlite, ST_Union)",
                      place, id_field, zone.id));
    }
    zone.name = name >= 0 ? feature->GetFieldAsString(name) : "";
    if (zone.name.empty()) zone.name = zone.id;
    if (const OGRGeometry* geometry = feature->GetGeometryRef()) {
      collect_rings(*geometry, zone.rings);
    }
    if (zone.rings.empty()) throw InputError(place + " has no polygon; remove it or give it one");
    shapes.zones.push_back(std::move(zone));
  }
  if (shapes.zones.empty()) throw InputError(file + ": has no features; give a file of polygons");
  return shapes;
}

std::optional<std::int32_t> as_integer(const std::string& text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::unique_ptr<OGRMultiPolygon> to_geometry(const ZoneShape& zone) {
  // Rings go in by the even-odd rule; OGR sorts out which are holes.
  std::vector<OGRGeometry*> polygons;
  for (const auto& ring : zone.rings) {
    auto line = std::make_unique<OGRLinearRing>();
    for (const auto& [x, y] : ring) {
      line->addPoint(x, y);
    }
    line->closeRings();
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(line.release());
    polygons.push_back(polygon.release());
  }
  auto all = std::make_unique<OGRMultiPolygon>();
  std::unique_ptr<OGRGeometry> sorted(OGRGeometryFactory::organizePolygons(
      polygons.data(), static_cast<int>(polygons.size()), nullptr, nullptr));
  if (wkbFlatten(sorted->getGeometryType()) == wkbMultiPolygon) {
    all.reset(sorted.release()->toMultiPolygon());
  } else {
    all->addGeometryDirectly(sorted.release());
  }
  return all;
}

void write_features(OGRLayer& layer, const ZoneShapes& shapes) {
  const bool integers = std::ranges::all_of(
      shapes.zones, [](const ZoneShape& zone) { return as_integer(zone.id).has_value(); });
  OGRFieldDefn id("id", integers ? OFTInteger : OFTString);
  OGRFieldDefn name("name", OFTString);
  layer.CreateField(&id);
  layer.CreateField(&name);
  for (const ZoneShape& zone : shapes.zones) {
    OGRFeature feature(layer.GetLayerDefn());
    feature.SetField("id", zone.id.c_str());
    feature.SetField("name", zone.name.c_str());
    feature.SetGeometryDirectly(to_geometry(zone).release());
    if (layer.CreateFeature(&feature) != OGRERR_NONE) return;
  }
}

}  // namespace

std::string albers_crs(double parallel_1, double parallel_2, double central_meridian) {
  OGRSpatialReference reference;
  reference.SetProjCS("WGS 84 / Albers equal area");
  reference.SetWellKnownGeogCS("WGS84");
  reference.SetACEA(parallel_1, parallel_2, 0, central_meridian, 0, 0);
  reference.SetLinearUnits(SRS_UL_METER, 1);
  char* wkt = nullptr;
  reference.exportToWkt(&wkt);
  std::string text = wkt;
  CPLFree(wkt);
  return text;
}

ZoneShapes read_zones_equal_area(const std::string& file, const std::string& id_field) {
  start_gdal();
  const QuietGdal quiet;
  const GDALDatasetUniquePtr dataset(
      GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR));
  if (!dataset) {
    throw InputError(file + ": cannot be read as polygons (" + gdal_reason() +
                     "); check the path, or the file with ogrinfo");
  }
  OGRLayer* layer = dataset->GetLayerCount() > 0 ? dataset->GetLayer(0) : nullptr;
  if (layer == nullptr) throw InputError(file + ": has no layer; give a file of polygons");
  if (layer->GetSpatialRef() == nullptr) {
    throw InputError(file + ": has no coordinate reference system; set one with: ogr2ogr -a_srs");
  }
  OGRSpatialReference source(*layer->GetSpatialRef());
  source.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  ZoneShapes shapes = read_features(*layer, file, id_field);

  OGRSpatialReference degrees;
  degrees.SetWellKnownGeogCS("WGS84");
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  transform(shapes, source, degrees, file);
  double west = 1e9;
  double east = -1e9;
  double south = 1e9;
  double north = -1e9;
  for (const ZoneShape& zone : shapes.zones) {
    for (const auto& ring : zone.rings) {
      for (const auto& [x, y] : ring) {
        west = std::min(west, x);
        east = std::max(east, x);
        south = std::min(south, y);
        north = std::max(north, y);
      }
    }
  }
  // Round numbers, so that people can state the projection in words.
  const double inset = (north - south) / 6;
  shapes.crs = albers_crs(std::round(2 * (south + inset)) / 2, std::round(2 * (north - inset)) / 2,
                          std::round((west + east) / 2));
  transform(shapes, degrees, reference_of(shapes.crs), file);
  return shapes;
}

void write_zones(const std::filesystem::path& file, const ZoneShapes& shapes) {
  start_gdal();
  const FixedDate date;
  const QuietGdal quiet;
  std::filesystem::path temporary = file;
  temporary.replace_extension(".partial.gpkg");
  std::error_code error;
  std::filesystem::remove(temporary, error);
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  if (driver == nullptr) throw RunError("this GDAL has no GeoPackage driver; install libgdal");
  GDALDatasetUniquePtr dataset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  OGRSpatialReference reference = reference_of(shapes.crs);
  OGRLayer* layer =
      dataset ? dataset->CreateLayer("zones", &reference, wkbMultiPolygon, nullptr) : nullptr;
  if (layer == nullptr) {
    throw InputError(file.string() + ": cannot be created: " + QuietGdal::reason() +
                     "; give an output folder that you may write to");
  }
  write_features(*layer, shapes);
  std::string reason = QuietGdal::failed() ? QuietGdal::reason() : "";
  dataset.reset();
  if (reason.empty() && QuietGdal::failed()) reason = QuietGdal::reason();
  if (reason.empty()) {
    std::filesystem::rename(temporary, file, error);
    if (error) reason = error.message();
  }
  if (reason.empty()) return;
  std::filesystem::remove(temporary, error);
  throw RunError(file.string() + ": cannot be written: " + reason +
                 "; check the free space (df) and the quota of that folder, then run again");
}

}  // namespace terrabalance
