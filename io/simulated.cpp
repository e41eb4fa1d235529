#include "io/simulated.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gdal_priv.h>

#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/quiet_gdal.hpp"

namespace terrabalance {
namespace {

bool mentions_it(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text.find("simulated") != std::string::npos;
}

}  // namespace

bool says_simulated(const std::string& path) {
  const std::filesystem::path file(path);
  if (mentions_it(file.filename().string())) return true;
  if (file.extension() == ".csv") {
    std::ifstream in(path);
    return mentions_it({std::istreambuf_iterator<char>(in), {}});
  }
  const QuietGdal quiet;
  start_gdal();
  const DatasetPtr raster(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  if (!raster) return false;
  const char* source = raster->GetMetadataItem("SOURCE");
  return source != nullptr && mentions_it(source);
}

}  // namespace terrabalance
