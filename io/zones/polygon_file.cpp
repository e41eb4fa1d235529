#include "io/zones/polygon_file.hpp"

#include <array>
#include <memory>
#include <utility>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

std::string field_names(OGRLayer& layer) {
  std::string names;
  const auto* definition = layer.GetLayerDefn();
  for (int i = 0; i < definition->GetFieldCount(); ++i) {
    names += (names.empty() ? "" : ", ");
    names += definition->GetFieldDefn(i)->GetNameRef();
  }
  return names.empty() ? "none" : names;
}

int field_index(OGRLayer& layer, const std::string& field, const std::string& path) {
  const int index = layer.GetLayerDefn()->GetFieldIndex(field.c_str());
  if (index >= 0) return index;
  throw InputError(fmt::format("{}: layer {} has no field '{}'; its fields are: {}", path,
                               layer.GetName(), field, field_names(layer)));
}

OGRLayer& layer_of(GDALDataset& dataset, const ZoneSource& source) {
  if (source.layer.empty() && dataset.GetLayerCount() > 0) return *dataset.GetLayer(0);
  OGRLayer* layer = dataset.GetLayerByName(source.layer.c_str());
  if (layer != nullptr) return *layer;
  std::string names;
  for (int i = 0; i < dataset.GetLayerCount(); ++i) {
    names += (i == 0 ? "" : ", ") + std::string(dataset.GetLayer(i)->GetName());
  }
  throw InputError(
      fmt::format("{}: has no layer '{}'; its layers are: {}", source.path, source.layer, names));
}

/// Maps coordinates of the file to columns and rows of the grid.
class ToGrid {
 public:
  ToGrid(OGRLayer& layer, const ZoneSource& source, const Grid& grid) {
    auto forward = grid.geotransform;
    if (GDALInvGeoTransform(forward.data(), inverse_.data()) == 0) {
      throw InputError(
          fmt::format("{}: the raster's geotransform cannot be inverted", source.path));
    }
    OGRSpatialReference target;
    target.importFromWkt(grid.crs.c_str());
    target.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const OGRSpatialReference* stated = layer.GetSpatialRef();
    if (stated == nullptr || grid.crs.empty()) return;  // taken to be in the grid's coordinates
    OGRSpatialReference from(*stated);
    from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (from.IsSame(&target) != 0) return;
    transformation_.reset(OGRCreateCoordinateTransformation(&from, &target));
    if (!transformation_) {
      throw InputError(fmt::format("{}: cannot be reprojected to the raster's grid ({})",
                                   source.path, gdal_reason()));
    }
  }

  /// \return false if some point has no image in the grid's CRS
  bool ring(const OGRLinearRing& ring, std::vector<PixelPoint>& points) const {
    const int count = ring.getNumPoints();
    points.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      double x = ring.getX(i);
      double y = ring.getY(i);
      if (transformation_ && transformation_->Transform(1, &x, &y) == 0) return false;
      points.push_back({inverse_[0] + x * inverse_[1] + y * inverse_[2],
                        inverse_[3] + x * inverse_[4] + y * inverse_[5]});
    }
    return true;
  }

 private:
  std::array<double, 6> inverse_{};
  std::unique_ptr<OGRCoordinateTransformation> transformation_;
};

void add_rings(const OGRGeometry& geometry, const ToGrid& to_grid, ZonePolygon& zone, bool& good) {
  switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPolygon:
      for (const OGRLinearRing* ring : *geometry.toPolygon()) {
        good = good && to_grid.ring(*ring, zone.rings.emplace_back());
      }
      return;
    case wkbMultiPolygon:
    case wkbGeometryCollection:
      for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
        add_rings(*part, to_grid, zone, good);
      }
      return;
    case wkbCurvePolygon:
    case wkbMultiSurface: {
      const std::unique_ptr<OGRGeometry> linear(geometry.getLinearGeometry());
      add_rings(*linear, to_grid, zone, good);
      return;
    }
    default:
      return;  // points and lines hold no cell centre
  }
}

}  // namespace

bool is_vector_file(const std::string& path) {
  CPLErrorReset();
  start_gdal();
  const DatasetPtr dataset(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  return dataset && dataset->GetLayerCount() > 0;
}

std::vector<ZonePolygon> read_polygons(const ZoneSource& source, const Grid& grid) {
  CPLErrorReset();
  const DatasetPtr dataset(GDALDataset::Open(
      source.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR));
  if (!dataset) {
    throw InputError(fmt::format("{}: not a readable polygon file ({}); check it with ogrinfo",
                                 source.path, gdal_reason()));
  }
  OGRLayer& layer = layer_of(*dataset, source);
  if (source.id_field.empty()) {
    throw InputError(
        fmt::format("{}: name the field that identifies a zone with --zone-id; its "
                    "fields are: {}",
                    source.path, field_names(layer)));
  }
  const int id = field_index(layer, source.id_field, source.path);
  const int name = field_index(
      layer, source.name_field.empty() ? source.id_field : source.name_field, source.path);
  const ToGrid to_grid(layer, source, grid);

  std::vector<ZonePolygon> zones;
  for (const auto& feature : layer) {
    ZonePolygon zone{feature->GetFieldAsString(id), feature->GetFieldAsString(name), {}};
    if (zone.id.empty()) {
      throw InputError(fmt::format("{}: feature {} has no {}; give every zone its id", source.path,
                                   feature->GetFID(), source.id_field));
    }
    bool good = true;
    if (const OGRGeometry* geometry = feature->GetGeometryRef()) {
      add_rings(*geometry, to_grid, zone, good);
    }
    if (!good) {
      throw InputError(
          fmt::format("{}: zone {} cannot be reprojected to the raster's grid ({}); "
                      "check its coordinates with ogrinfo",
                      source.path, zone.id, gdal_reason()));
    }
    zones.push_back(std::move(zone));
  }
  if (zones.empty()) {
    throw InputError(fmt::format("{}: layer {} has no features", source.path, layer.GetName()));
  }
  return zones;
}

}  // namespace terrabalance
