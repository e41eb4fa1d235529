#include "io/features.hpp"

#include <filesystem>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, CloseDataset>;
using Feature = std::unique_ptr<OGRFeature, decltype(&OGRFeature::DestroyFeature)>;

// GDAL's last complaint, collected silently: messages are thrown, not printed.
class QuietErrors {
 public:
  QuietErrors() {
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
  }
  ~QuietErrors() { CPLPopErrorHandler(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

std::pair<std::string, std::string> split_layer(const std::string& source) {
  const auto colon = source.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(source)) return {source, ""};
  return {source.substr(0, colon), source.substr(colon + 1)};
}

OGRLayer* open_layer(GDALDataset& dataset, const std::string& path, const std::string& name) {
  if (!name.empty()) {
    OGRLayer* layer = dataset.GetLayerByName(name.c_str());
    if (layer == nullptr) throw InputError(path + ": no layer named '" + name + "'");
    return layer;
  }
  if (dataset.GetLayerCount() == 1) return dataset.GetLayer(0);
  std::string names;
  for (int i = 0; i < dataset.GetLayerCount(); ++i)
    names += std::string(" ") + dataset.GetLayer(i)->GetName();
  throw InputError(path + " has several layers; name one as " + path + ":LAYER, of" + names);
}

Column empty_column(const OGRFieldDefn& field) {
  Column column{field.GetNameRef(), "", "attribute of the vector file", {}};
  switch (field.GetType()) {
    case OFTInteger:
    case OFTInteger64:
    case OFTReal:
      column.values = std::vector<double>();
      break;
    default:
      column.values = std::vector<std::string>();
  }
  return column;
}

void append_value(Column& column, const OGRFeature& feature, int field) {
  const bool missing = !feature.IsFieldSetAndNotNull(field);
  if (auto* reals = std::get_if<std::vector<double>>(&column.values)) {
    reals->push_back(missing ? std::numeric_limits<double>::quiet_NaN()
                             : feature.GetFieldAsDouble(field));
  } else {
    std::get<std::vector<std::string>>(column.values)
        .emplace_back(missing ? "" : feature.GetFieldAsString(field));
  }
}

void append_ring(Polygons& polygons, const OGRLinearRing& ring, std::int32_t polygon, bool hole) {
  const std::size_t begin = polygons.x.size();
  for (int k = 0; k < ring.getNumPoints(); ++k) {
    polygons.x.push_back(ring.getX(k));
    polygons.y.push_back(ring.getY(k));
  }
  polygons.rings.push_back({begin, polygons.x.size(), polygon, hole});
}

void append_polygon(Polygons& polygons, const OGRPolygon& part, std::int32_t polygon) {
  append_ring(polygons, *part.getExteriorRing(), polygon, false);
  for (int k = 0; k < part.getNumInteriorRings(); ++k)
    append_ring(polygons, *part.getInteriorRing(k), polygon, true);
}

void append_geometry(Features& features, const OGRGeometry* geometry, const std::string& id,
                     const std::string& name) {
  if (geometry == nullptr || geometry->IsEmpty()) {
    throw InputError(name + " has an empty geometry; remove it or give it one");
  }
  const auto type = wkbFlatten(geometry->getGeometryType());
  if (type == wkbPoint) {
    features.points.x.push_back(geometry->toPoint()->getX());
    features.points.y.push_back(geometry->toPoint()->getY());
    return;
  }
  if (type != wkbPolygon && type != wkbMultiPolygon) {
    throw InputError(name + " is a " + geometry->getGeometryName() +
                     "; polygons or points are needed");
  }
  CPLErrorReset();
  if (!geometry->IsValid()) {
    const std::string why = CPLGetLastErrorMsg();
    throw InputError(name + " has an invalid geometry" + (why.empty() ? "" : " (" + why + ")") +
                     "; repair it, for instance with ogr2ogr -makevalid");
  }
  const auto row = static_cast<std::int32_t>(features.polygons.size());
  features.polygons.ids.push_back(id);
  if (type == wkbPolygon) {
    append_polygon(features.polygons, *geometry->toPolygon(), row);
  } else {
    for (const auto* part : *geometry->toMultiPolygon())
      append_polygon(features.polygons, *part, row);
  }
}

std::string id_of(const OGRFeature& feature, int field, std::size_t row) {
  if (field < 0) return std::to_string(row);
  return feature.GetFieldAsString(field);
}

}  // namespace

Features read_features(const std::string& source, const std::string& id) {
  start_gdal();
  const QuietErrors quiet;
  const auto [path, layer_name] = split_layer(source);
  const Dataset dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR));
  if (!dataset) {
    throw InputError(path + ": cannot be read as a vector file: " + gdal_reason());
  }
  OGRLayer* layer = open_layer(*dataset, path, layer_name);
  OGRFeatureDefn& definition = *layer->GetLayerDefn();
  const int id_field = id.empty() ? -1 : definition.GetFieldIndex(id.c_str());
  if (!id.empty() && id_field < 0) throw InputError(path + ": no field named '" + id + "'");

  Features features;
  const OGRSpatialReference* crs = layer->GetSpatialRef();
  features.geographic = crs != nullptr && crs->IsGeographic() != 0;
  for (int f = 0; f < definition.GetFieldCount(); ++f)
    features.attributes.columns.push_back(empty_column(*definition.GetFieldDefn(f)));

  std::set<std::string> ids;
  std::size_t row = 0;
  layer->ResetReading();
  while (const Feature feature{layer->GetNextFeature(), &OGRFeature::DestroyFeature}) {
    const std::string this_id = id_of(*feature, id_field, row);
    const std::string name = fmt::format("{}: feature '{}'", path, this_id);
    if (!ids.insert(this_id).second) throw InputError(name + " occurs twice");
    append_geometry(features, feature->GetGeometryRef(), this_id, name);
    features.ids.push_back(this_id);
    for (int f = 0; f < definition.GetFieldCount(); ++f)
      append_value(features.attributes.columns[static_cast<std::size_t>(f)], *feature, f);
    ++row;
  }
  if (row == 0) throw InputError(path + " has no features");
  if (features.points.size() != 0 && features.points.size() != row) {
    throw InputError(path + " mixes points and polygons; give them in two files");
  }
  return features;
}

}  // namespace terrabalance
