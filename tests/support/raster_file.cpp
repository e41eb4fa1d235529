#include "tests/support/raster_file.hpp"

#include <fstream>
#include <memory>
#include <stdexcept>

#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

namespace terrabalance::test {
namespace {

struct Close {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

}  // namespace

Picture::Picture(const std::string& text) {
  std::int64_t column = 0;
  for (const char c : text + " ") {
    if (c == ' ' || c == '\n') {
      if (column > 0) ++height;
      if (column > 0) width = column;
      column = 0;
    } else {
      cells.push_back(c - '0');
      ++column;
    }
  }
}

Picture::Picture(std::int64_t columns, std::int64_t rows, std::vector<double> values)
    : width(columns), height(rows), cells(std::move(values)) {}

void write_raster(const std::string& path, const Picture& picture, const RasterFile& file) {
  GDALAllRegister();
  CPLSetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES");
  char** options = nullptr;
  for (const auto& option : file.creation)
    options = CSLAddString(options, option.c_str());
  const auto width = static_cast<int>(picture.width);
  const auto height = static_cast<int>(picture.height);
  const std::unique_ptr<GDALDataset, Close> dataset(
      GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
          path.c_str(), width, height, 1, GDALGetDataTypeByName(file.type.c_str()), options));
  CSLDestroy(options);
  if (!dataset) throw std::runtime_error("cannot create " + path);
  auto geotransform = file.geotransform;
  dataset->SetGeoTransform(geotransform.data());
  if (file.epsg != 0) {
    OGRSpatialReference reference;
    reference.importFromEPSG(file.epsg);
    dataset->SetSpatialRef(&reference);
  }
  GDALRasterBand* band = dataset->GetRasterBand(1);
  if (file.nodata) band->SetNoDataValue(*file.nodata);
  auto cells = picture.cells;
  if (band->RasterIO(GF_Write, 0, 0, width, height, cells.data(), width, height, GDT_Float64, 0, 0,
                     nullptr) != CE_None) {
    throw std::runtime_error("cannot write " + path);
  }
  if (file.mask.empty()) return;
  auto mask = file.mask;
  dataset->CreateMaskBand(GMF_PER_DATASET);
  if (band->GetMaskBand()->RasterIO(GF_Write, 0, 0, width, height, mask.data(), width, height,
                                    GDT_Byte, 0, 0, nullptr) != CE_None) {
    throw std::runtime_error("cannot write the mask of " + path);
  }
}

std::vector<double> read_raster(const std::string& path) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset, Close> dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_RASTER));
  if (!dataset) throw std::runtime_error("cannot open " + path);
  const int width = dataset->GetRasterXSize();
  const int height = dataset->GetRasterYSize();
  std::vector<double> cells(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  if (dataset->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, width, height, cells.data(), width, height,
                                          GDT_Float64, 0, 0, nullptr) != CE_None) {
    throw std::runtime_error("cannot read " + path);
  }
  return cells;
}

void write_polygons(const std::string& path, const std::vector<Polygon>& polygons, int epsg) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset, Close> dataset(
      GetGDALDriverManager()->GetDriverByName("GPKG")->Create(path.c_str(), 0, 0, 0, GDT_Unknown,
                                                              nullptr));
  OGRSpatialReference reference;
  reference.importFromEPSG(epsg);
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  OGRLayer* layer = dataset->CreateLayer("zones", &reference, wkbPolygon);
  OGRFieldDefn id("id", OFTString);
  layer->CreateField(&id);
  for (const auto& polygon : polygons) {
    OGRLinearRing ring;
    for (const auto& [x, y] : polygon.ring)
      ring.addPoint(x, y);
    ring.closeRings();
    OGRPolygon shape;
    shape.addRing(&ring);
    const std::unique_ptr<OGRFeature> feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    if (!polygon.id.empty()) feature->SetField("id", polygon.id.c_str());
    feature->SetGeometry(&shape);
    if (layer->CreateFeature(feature.get()) != OGRERR_NONE) {
      throw std::runtime_error("cannot write " + path);
    }
  }
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

}  // namespace terrabalance::test
