#include "io/raster/aligned.hpp"

#include <array>
#include <memory>

#include <gdal_alg.h>
#include <gdal_priv.h>
#include <gdalwarper.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

using Options = std::unique_ptr<GDALWarpOptions, decltype(&GDALDestroyWarpOptions)>;

double* one_real(double value) {
  auto* real = static_cast<double*>(CPLMalloc(sizeof(double)));
  *real = value;
  return real;
}

Options warp_options(GDALDataset& source) {
  Options options(GDALCreateWarpOptions(), GDALDestroyWarpOptions);
  options->eResampleAlg = GRA_NearestNeighbour;
  options->hSrcDS = GDALDataset::ToHandle(&source);
  options->nBandCount = 1;
  options->panSrcBands = static_cast<int*>(CPLMalloc(sizeof(int)));
  options->panDstBands = static_cast<int*>(CPLMalloc(sizeof(int)));
  options->panSrcBands[0] = 1;
  options->panDstBands[0] = 1;
  int has_nodata = 0;
  const double nodata = source.GetRasterBand(1)->GetNoDataValue(&has_nodata);
  if (has_nodata != 0) {
    options->padfSrcNoDataReal = one_real(nodata);
    options->padfDstNoDataReal = one_real(nodata);
    options->papszWarpOptions = CSLSetNameValue(options->papszWarpOptions, "INIT_DEST", "NO_DATA");
  } else {
    options->nDstAlphaBand = 2;  // tells cells outside the source from cells of value 0
    options->papszWarpOptions = CSLSetNameValue(options->papszWarpOptions, "INIT_DEST", "0");
  }
  return options;
}

}  // namespace

DatasetPtr align_nearest(DatasetPtr source, const Grid& target, const std::string& path) {
  CPLErrorReset();
  if (target.crs.empty() != (*source->GetProjectionRef() == '\0')) {
    throw InputError(
        fmt::format("{}: cannot be aligned, as either it or the first year's raster states no "
                    "coordinate reference system; state it with gdal_edit.py -a_srs",
                    path));
  }
  std::array<double, 6> geotransform{};
  source->GetGeoTransform(geotransform.data());
  const Options options = warp_options(*source);
  options->pfnTransformer = GDALGenImgProjTransform;
  options->pTransformerArg =
      GDALCreateGenImgProjTransformer3(source->GetProjectionRef(), geotransform.data(),
                                       target.crs.c_str(), target.geotransform.data());
  auto on_target = target.geotransform;
  DatasetPtr aligned;
  if (options->pTransformerArg != nullptr) {
    aligned.reset(GDALDataset::FromHandle(
        GDALCreateWarpedVRT(GDALDataset::ToHandle(source.get()), static_cast<int>(target.width),
                            static_cast<int>(target.height), on_target.data(), options.get())));
  }
  if (!aligned) {
    throw InputError(
        fmt::format("{}: cannot be aligned ({}); align it with gdalwarp", path, gdal_reason()));
  }
  aligned->SetProjection(target.crs.c_str());
  source.release()->Release();  // the VRT holds the source and the transformer from now on
  return aligned;
}

}  // namespace terrabalance
