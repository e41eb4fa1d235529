#include "io/drivers.hpp"

#include <algorithm>
#include <mutex>

#include <cpl_conv.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>

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
  GDALDriver* driver = manager.GetDriverByName(name.c_str());
  if (driver == nullptr) return;
  manager.DeregisterDriver(driver);
  GDALDestroyDriver(driver);
}

/// Every thread has its own handles of every file: more than the usual 1,024 for many years and
/// threads. The hard limit is for the asking.
void allow_many_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

bool user_sets_block_cache() {
  return CPLGetConfigOption("GDAL_CACHEMAX", nullptr) != nullptr;
}

}  // namespace

void start_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    allow_many_files();
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

namespace {

/// Whether GDAL has it.
bool allow_driver(const std::string& name) {
  start_gdal();
  GDALDriverManager& manager = *GetGDALDriverManager();
  if (manager.GetDriverByName(name.c_str()) != nullptr) return true;
  const std::vector<std::string> before = known_drivers();
  GDALAllRegister();
  const bool found = manager.GetDriverByName(name.c_str()) != nullptr;
  for (const auto& other : known_drivers()) {
    if (other != name && std::ranges::find(before, other) == before.end()) forget(other);
  }
  return found;
}

}  // namespace

void allow_drivers(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (allow_driver(name)) continue;
    GDALAllRegister();
    throw InputError(
        fmt::format("--allow-driver {}: this GDAL has no such driver{}; it lists them "
                    "with: gdalinfo --formats, ogrinfo --formats",
                    name, did_you_mean(name, known_drivers())));
  }
}

}  // namespace terrabalance
