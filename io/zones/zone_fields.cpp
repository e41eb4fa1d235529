#include "io/zones/zone_fields.hpp"

#include <set>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {
namespace {

ZoneField::Kind kind_of(const OGRFieldDefn& definition) {
  switch (definition.GetType()) {
    case OFTInteger:
    case OFTInteger64:
      return ZoneField::Kind::integer;
    case OFTString:
      return ZoneField::Kind::text;
    default:
      return ZoneField::Kind::other;
  }
}

}  // namespace

std::vector<ZoneField> zone_fields(const ZoneSource& source) {
  start_gdal();
  const QuietGdal quiet;
  const DatasetPtr dataset(
      GDALDataset::Open(source.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  OGRLayer* layer = nullptr;
  if (dataset) {
    layer =
        source.layer.empty() ? dataset->GetLayer(0) : dataset->GetLayerByName(source.layer.c_str());
  }
  if (layer == nullptr) {
    throw InputError(fmt::format("{}: has no layer of polygons{}; check it with ogrinfo",
                                 source.path,
                                 source.layer.empty() ? "" : " '" + source.layer + "'"));
  }
  std::vector<ZoneField> fields;
  const OGRFeatureDefn& definition = *layer->GetLayerDefn();
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    const OGRFieldDefn& field = *definition.GetFieldDefn(i);
    fields.push_back({field.GetNameRef(), kind_of(field), true, true, {}});
  }
  std::vector<std::set<std::string>> seen(fields.size());
  for (const auto& feature : *layer) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string value = feature->GetFieldAsString(static_cast<int>(i));
      fields[i].complete = fields[i].complete && !value.empty();
      fields[i].unique = seen[i].insert(value).second && fields[i].unique;
      fields[i].values.push_back(value);
    }
  }
  return fields;
}

}  // namespace terrabalance
