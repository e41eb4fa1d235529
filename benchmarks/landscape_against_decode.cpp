/// \file
/// How far landscape indices are from the floor: sweeps of a study's land use that only decode,
/// against those that also count what the indices of one sweep need, alone and with the account, in
/// turn, in one process, from the page cache.
/// Usage: landscape_against_decode FOLDER [threads] [rounds] [contestant]
///   FOLDER as `terrabalance simulate` makes it: landuse_YEAR.tif, zones.tif

#include <cstdio>
#include <string>
#include <vector>

#include "benchmarks/against_decode.hpp"
#include "engine/sweep/sweep.hpp"
#include "io/raster/raster_stack.hpp"
#include "jobs/landscape/landscape.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"

int main(int argc, char** argv) {
  using namespace terrabalance;
  const Arguments arguments = arguments_of(argc, argv);
  const Runtime& runtime = arguments.runtime;
  const auto files = arguments.land_use();
  // Decoding in its own tiles, counting patches in theirs.
  const RasterStack alone(files, std::nullopt);
  const RasterStack alone_with_cities(files, arguments.raster_zones());
  RasterStack years(files, std::nullopt);
  RasterStack cities(files, arguments.raster_zones());
  years.set_usual_tile(landscape_tile);
  cities.set_usual_tile(landscape_tile);
  const CellArea area = years.cell_area();
  const CodeCounts counts(area);

  landscape::PatchOptions options;
  options.classes = landscape::ClassTable::identity(65536);
  options.raster_width = years.grid().width;
  options.raster_height = years.grid().height;
  options.cell = {30, 30};
  const landscape::PatchKernel patches(std::vector<landscape::PatchOptions>(files.size(), options));

  const auto of = [&](const RasterStack& stack, const auto&... kernels) {
    return [&] { sweep(runtime, stack.partition({}), stack, kernels...); };
  };
  const DecodeOnly decode;
  compare({{"decode", of(alone, decode), 0},
           {"landscape", of(years, patches), 0},
           {"account and landscape", of(years, counts, patches), 0},
           {"decode with cities", of(alone_with_cities, decode), 3},
           {"account and landscape with cities", of(cities, counts, patches), 3}},
          arguments.rounds, arguments.only);
  return 0;
}
