#include "io/vector/table_layers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"
#include "io/result/cube.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

using FeaturePtr = std::unique_ptr<OGRFeature, decltype(&OGRFeature::DestroyFeature)>;

/// The polygons of cities, or the points of places, by name, with their CRS.
struct Shapes {
  std::map<std::string, OGRGeometryUniquePtr> of;
  std::unique_ptr<OGRSpatialReference> crs;

  OGRwkbGeometryType type() const {
    return of.empty() ? wkbUnknown : wkbFlatten(of.begin()->second->getGeometryType());
  }
};

OGRGeometryUniquePtr shape_of(const OGRFeature& feature, const std::string& what) {
  const OGRGeometry* geometry = feature.GetGeometryRef();
  const auto type = geometry == nullptr ? wkbNone : wkbFlatten(geometry->getGeometryType());
  if (type == wkbPoint) return OGRGeometryUniquePtr(geometry->clone());
  if (type != wkbPolygon && type != wkbMultiPolygon) {
    throw InputError(
        fmt::format("{} has neither polygon nor point; remove it or give it one", what));
  }
  return OGRGeometryUniquePtr(OGRGeometryFactory::forceToMultiPolygon(geometry->clone()));
}

Shapes read_shapes(const CityShapes& from) {
  const auto colon = from.source.rfind(':');
  const bool whole = colon == std::string::npos || fs::exists(from.source);
  const std::string path = whole ? from.source : from.source.substr(0, colon);
  const DatasetPtr dataset(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!dataset || dataset->GetLayerCount() == 0) {
    throw InputError(fmt::format("{}: cannot be read as a vector file: {}", path, gdal_reason()));
  }
  OGRLayer* layer =
      whole ? dataset->GetLayer(0) : dataset->GetLayerByName(from.source.substr(colon + 1).c_str());
  if (layer == nullptr) throw InputError(fmt::format("{}: no such layer", from.source));
  const int id = layer->GetLayerDefn()->GetFieldIndex(from.id.c_str());
  if (id < 0) {
    throw InputError(
        fmt::format("{}: no field named '{}'; name the one with the cities' ids "
                    "with --id",
                    path, from.id));
  }
  Shapes shapes;
  if (layer->GetSpatialRef() != nullptr) {
    shapes.crs = std::make_unique<OGRSpatialReference>(*layer->GetSpatialRef());
  }
  for (const auto& feature : *layer) {
    const std::string name = feature->GetFieldAsString(id);
    const std::string what = fmt::format("{}: feature '{}'", path, name);
    if (!shapes.of.emplace(name, shape_of(*feature, what)).second) {
      throw InputError(fmt::format("{} occurs twice", what));
    }
  }
  return shapes;
}

/// Names of a table's cities, one a row; empty if its column holds none.
std::vector<std::string> cities_of(const Table& table) {
  const std::string name = city_column(table);
  if (name.empty()) return {};
  return std::get<std::vector<std::string>>(column(table, name).values);
}

bool has_any(const Shapes& shapes, const std::vector<std::string>& cities) {
  return std::ranges::any_of(cities, [&](const auto& city) { return shapes.of.contains(city); });
}

[[noreturn]] void no_polygon_fits(const CityShapes& shapes) {
  throw InputError(
      fmt::format("{}: field '{}' has no city of the tables; name the field with their ids with "
                  "--id",
                  shapes.source, shapes.id));
}

/// A file being written: removed unless it gets its name.
class NewFile {
 public:
  NewFile(const std::string& driver, std::string path)
      : path_(std::move(path)),
        partial_(
            fs::path(path_).replace_extension(".partial" + fs::path(path_).extension().string())) {
    std::error_code ignored;
    fs::remove(partial_, ignored);
    GDALDriver* format = GetGDALDriverManager()->GetDriverByName(driver.c_str());
    if (format != nullptr) {
      dataset_.reset(format->Create(partial_.string().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    }
    require(dataset_ != nullptr);
  }
  ~NewFile() {
    dataset_.reset();
    std::error_code ignored;
    if (!done_) fs::remove(partial_, ignored);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  GDALDataset& dataset() { return *dataset_; }

  void require(bool success) const {
    if (success) return;
    throw InputError(fmt::format("{}: cannot be written ({}); check the folder and the space left",
                                 path_, gdal_reason()));
  }
  void run(const std::string& sql) {
    CPLErrorReset();
    dataset_->ReleaseResultSet(dataset_->ExecuteSQL(sql.c_str(), nullptr, nullptr));
    require(CPLGetLastErrorType() < CE_Failure);
  }
  void finish() {
    dataset_.reset();
    std::error_code error;
    fs::rename(partial_, path_, error);
    require(!error);
    done_ = true;
  }

 private:
  std::string path_;
  fs::path partial_;
  DatasetPtr dataset_;
  bool done_ = false;
};

OGRFieldType type_of(const Column& column) {
  constexpr std::array types{OFTInteger64, OFTReal, OFTString};
  return types.at(column.values.index());
}

void set_field(OGRFeature& feature, int field, const Column& column, std::size_t row) {
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    feature.SetField(field, static_cast<GIntBig>((*integers)[row]));
  } else if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
    if (!std::isnan((*reals)[row])) feature.SetField(field, (*reals)[row]);
  } else {
    feature.SetField(field, std::get<std::vector<std::string>>(column.values)[row].c_str());
  }
}

/// \param shapes  null: rows without polygons
void add_rows(const NewFile& file, OGRLayer& layer, const Table& table, const Shapes* shapes) {
  for (const Column& column : table.columns) {
    OGRFieldDefn field(column.name.c_str(), type_of(column));
    file.require(layer.CreateField(&field) == OGRERR_NONE);
  }
  const auto cities = shapes != nullptr ? cities_of(table) : std::vector<std::string>{};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const FeaturePtr feature(OGRFeature::CreateFeature(layer.GetLayerDefn()),
                             &OGRFeature::DestroyFeature);
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      set_field(*feature, static_cast<int>(c), table.columns[c], row);
    if (!cities.empty()) {
      const auto found = shapes->of.find(cities[row]);
      if (found != shapes->of.end()) feature->SetGeometry(found->second.get());
    }
    file.require(layer.CreateFeature(feature.get()) == OGRERR_NONE);
  }
}

OGRLayer& new_layer(NewFile& file, const std::string& name, OGRSpatialReference* crs,
                    OGRwkbGeometryType type) {
  // Columns of tables are called id and fid: the number of the row takes another name.
  const std::array<const char*, 3> options{"FID=row_id", "GEOMETRY_NAME=geom", nullptr};
  OGRLayer* layer =
      file.dataset().CreateLayer(name.c_str(), crs, type, const_cast<char**>(options.data()));
  file.require(layer != nullptr);
  return *layer;
}

std::string layer_name(const Table& table) {
  std::string name = table.name;
  std::ranges::replace(name, '/', '_');
  return name;
}

constexpr const char* city_layer = "cities";

void add_cities(NewFile& file, const Shapes& shapes) {
  OGRLayer& layer = new_layer(file, city_layer, shapes.crs.get(), shapes.type());
  OGRFieldDefn field("city", OFTString);
  file.require(layer.CreateField(&field) == OGRERR_NONE);
  for (const auto& [name, shape] : shapes.of) {
    const FeaturePtr feature(OGRFeature::CreateFeature(layer.GetLayerDefn()),
                             &OGRFeature::DestroyFeature);
    feature->SetField(0, name.c_str());
    feature->SetGeometry(shape.get());
    file.require(layer.CreateFeature(feature.get()) == OGRERR_NONE);
  }
}

/// Rows of a table with their polygons, as the GeoPackage driver documents spatial views.
void add_view(NewFile& file, const Table& table) {
  const std::string name = layer_name(table);
  std::string columns;
  for (const Column& c : table.columns)
    columns += fmt::format(", t.\"{}\"", c.name);
  file.run(fmt::format(
      "CREATE VIEW \"{0}_map\" AS SELECT t.row_id AS OGC_FID, c.geom AS geom{1} FROM \"{0}\" t "
      "JOIN {2} c ON c.city = t.\"{3}\"",
      name, columns, city_layer, city_column(table)));
  file.run(fmt::format(
      "INSERT INTO gpkg_contents (table_name, identifier, data_type, min_x, min_y, max_x, max_y, "
      "srs_id) SELECT '{0}_map', '{0}_map', 'features', min_x, min_y, max_x, max_y, srs_id FROM "
      "gpkg_contents WHERE table_name = '{1}'",
      name, city_layer));
  file.run(fmt::format(
      "INSERT INTO gpkg_geometry_columns SELECT '{}_map', 'geom', geometry_type_name, srs_id, 0, 0 "
      "FROM gpkg_geometry_columns WHERE table_name = '{}'",
      name, city_layer));
}

}  // namespace

std::string city_column(const Table& table) {
  for (const char* name : {"zone", "city", "id"}) {
    for (const Column& c : table.columns) {
      if (c.name == name && std::holds_alternative<std::vector<std::string>>(c.values)) return name;
    }
  }
  return {};
}

void write_geopackage(const std::string& path, const std::vector<Table>& tables,
                      const std::optional<CityShapes>& shapes) {
  start_gdal();
  NewFile file("GPKG", path);
  Shapes polygons;
  if (shapes) polygons = read_shapes(*shapes);
  file.dataset().StartTransaction();
  if (shapes) add_cities(file, polygons);
  std::vector<const Table*> joined;
  for (const Table& table : tables) {
    add_rows(file, new_layer(file, layer_name(table), nullptr, wkbNone), table, nullptr);
    if (has_any(polygons, cities_of(table))) joined.push_back(&table);
  }
  if (shapes && joined.empty()) no_polygon_fits(*shapes);
  file.require(file.dataset().CommitTransaction() == OGRERR_NONE);
  file.dataset().FlushCache(false);  // extents stand in gpkg_contents before views copy them
  for (const Table* table : joined)
    add_view(file, *table);
  file.finish();
}

void write_layer(const std::string& driver, const std::string& path, const Table& table,
                 const std::optional<CityShapes>& shapes) {
  start_gdal();
  Shapes polygons;
  if (shapes) polygons = read_shapes(*shapes);
  const bool joined = has_any(polygons, cities_of(table));
  if (shapes && !joined && !city_column(table).empty()) no_polygon_fits(*shapes);
  NewFile file(driver, path);
  add_rows(file,
           new_layer(file, layer_name(table), joined ? polygons.crs.get() : nullptr,
                     joined ? polygons.type() : wkbNone),
           table, joined ? &polygons : nullptr);
  file.finish();
}

}  // namespace terrabalance
