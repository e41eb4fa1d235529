#include "io/drivers.hpp"

#include <algorithm>
#include <mutex>

#include <cpl_conv.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

std::vector<std::string> known_drivers() {
  std::vector<std::string> names;
  GDALDriverManager& manager = *GetGDALDriverManager();
  names.reserve(static_cast<std::size_t>(manager.GetDriverCount()));
  for (int i = 0; i < manager.GetDriverCount(); ++i)
    names.emplace_back(manager.GetDriver(i)->GetDescription());
  return names;
}

void forget(const std::string& name) {
  GDALDriverManager& manager = *GetGDALDriverManager();
  if (GDALDriver* driver = manager.GetDriverByName(name.c_str())) manager.DeregisterDriver(driver);
}

bool user_sets_block_cache() {
  return CPLGetConfigOption("GDAL_CACHEMAX", nullptr) != nullptr;
}

}  // namespace

void start_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    CPLSetErrorHandler(CPLQuietErrorHandler);  // GDAL's messages are kept for ours
    // On network file systems, listing a folder of thousands at every opening takes longer than
    // asking for the few side files by name.
    if (CPLGetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", nullptr) == nullptr) {
      CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE");
    }
    if (!user_sets_block_cache()) GDALSetCacheMax64(std::int64_t{128} << 20);
    GDALRegister_VRT();
    GDALRegister_GTiff();
    GDALRegister_COG();
    GDALRegister_HFA();
    GDALRegister_ENVI();
    GDALRegister_EHdr();
    GDALRegister_AAIGrid();
    GDALRegister_MEM();
    RegisterOGRShape();
    RegisterOGRTAB();
    RegisterOGRCSV();
    RegisterOGRGeoJSON();
    RegisterOGRFlatGeobuf();
    RegisterOGRMEM();
    RegisterOGRGeoPackage();
  });
}

void enlarge_block_cache(std::int64_t bytes) {
  if (!user_sets_block_cache()) GDALSetCacheMax64(GDALGetCacheMax64() + bytes);
}

void allow_drivers(const std::vector<std::string>& names) {
  if (names.empty()) return;
  start_gdal();
  const std::vector<std::string> usual = known_drivers();
  GDALAllRegister();
  const std::vector<std::string> all = known_drivers();
  for (const auto& name : names) {
    if (std::ranges::find(all, name) == all.end()) {
      throw InputError(
          fmt::format("--allow-driver {}: this GDAL has no such driver{}; it lists them "
                      "with: gdalinfo --formats, ogrinfo --formats",
                      name, did_you_mean(name, all)));
    }
  }
  const auto in = [](const std::vector<std::string>& list, const std::string& name) {
    return std::ranges::find(list, name) != list.end();
  };
  for (const auto& name : all) {
    if (!in(usual, name) && !in(names, name)) forget(name);
  }
}

}  // namespace terrabalance
