/// \file
/// How far the account is from the floor: sweeps of a study's land use that only decode, against
/// sweeps that also count, in turn, in one process, from the page cache.
/// Usage: account_against_decode FOLDER [threads] [rounds]
///   FOLDER as `terrabalance simulate` makes it: landuse_YEAR.tif, zones.tif, zones.gpkg

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "benchmarks/against_decode.hpp"
#include "engine/sweep/sweep.hpp"
#include "io/raster/raster_stack.hpp"
#include "kernels/account/code_counts.hpp"

namespace terrabalance {
namespace {

template <class K>
double seconds(const Runtime& runtime, const RasterStack& stack, const K& kernel) {
  const auto start = std::chrono::steady_clock::now();
  sweep(runtime, stack.partition({}), stack, kernel);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void compare(const char* name, const RasterStack& floor, const RasterStack& stack, int threads,
             int rounds) {
  Runtime runtime;
  runtime.threads = threads;
  const CellArea area = stack.cell_area();
  const CodeCounts counts(area);
  std::vector<double> decode;
  std::vector<double> account;
  std::vector<double> ratio;
  for (int i = -1; i < rounds; ++i) {
    const double d = seconds(runtime, floor, DecodeOnly{});
    const double a = seconds(runtime, stack, counts);
    if (i < 0) continue;  // fills the page cache
    decode.push_back(d);
    account.push_back(a);
    ratio.push_back(a / d);
  }
  const double cells = static_cast<double>(stack.grid().cells() *
                                           static_cast<std::int64_t>(stack.land_use().size()));
  std::printf("%-28s decode %.3f s, account %.3f s, ratio %.3f, %.0f M cell-years/s/thread\n", name,
              median(decode), median(account), median(ratio),
              cells / median(account) / 1e6 / threads);
}

}  // namespace
}  // namespace terrabalance

int main(int argc, char** argv) {
  using namespace terrabalance;
  const Arguments arguments = arguments_of(argc, argv);
  const int threads = arguments.runtime.threads;
  const int rounds = arguments.rounds;
  const auto files = arguments.land_use();
  const RasterStack plain(files, std::nullopt);
  const RasterStack raster_zones(files, arguments.raster_zones());
  const RasterStack polygon_zones(files,
                                  ZoneSource{arguments.folder + "/zones.gpkg", "", "id", ""});
  compare("no zones", plain, plain, threads, rounds);
  compare("zones of a raster", raster_zones, raster_zones, threads, rounds);
  compare("zones of polygons", plain, polygon_zones, threads, rounds);
  return 0;
}
