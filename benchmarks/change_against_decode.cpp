/// \file
/// How far change and distances are from the floor: sweeps of a study's land use that only decode,
/// against the kernels, in turn, in one process, from the page cache.
/// Usage: change_against_decode FOLDER [threads] [rounds] [contestant]
///   FOLDER as `terrabalance simulate` makes it: landuse_YEAR.tif, zones.tif

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "benchmarks/against_decode.hpp"
#include "engine/sweep/sweep.hpp"
#include "io/raster/raster_stack.hpp"
#include "jobs/suitability/distance.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/change/sequence_counts.hpp"

int main(int argc, char** argv) {
  using namespace terrabalance;
  const Arguments arguments = arguments_of(argc, argv);
  const Runtime& runtime = arguments.runtime;
  const auto files = arguments.land_use();
  const RasterStack years(files, std::nullopt);
  const RasterStack cities(files, arguments.raster_zones());
  const RasterStack year({files.front()}, std::nullopt);
  const CellArea area = years.cell_area();
  const SequenceCounts sequences(area);
  const CodeCounts counts(area);
  const auto partition = years.partition({});
  CodeSet built_up(65536, 0);
  built_up[5] = 1;
  const std::vector<CodeSet> targets{built_up};
  const std::string scratch = std::filesystem::temp_directory_path() / "column_ends";

  const std::vector<Contestant> contestants{
      {"decode", [&] { sweep(runtime, partition, years, DecodeOnly{}); }, 0},
      {"change", [&] { sweep(runtime, partition, years, sequences); }, 0},
      {"account", [&] { sweep(runtime, partition, years, counts); }, 0},
      {"account made of change",
       [&] { code_counts(std::get<0>(sweep(runtime, partition, years, sequences))); }, 2},
      {"decode with cities", [&] { sweep(runtime, cities.partition({}), cities, DecodeOnly{}); },
       4},
      {"change with cities", [&] { sweep(runtime, cities.partition({}), cities, sequences); }, 4},
      {"decode one year", [&] { sweep(runtime, year.partition({}), year, DecodeOnly{}); }, 6},
      {"distance to code 5",
       [&] {
         distances_to(runtime, runtime, year.partition({}), year, targets, scratch,
                      [](std::size_t, const Tile&, const Span2D<const float>&) {});
       },
       6},
  };
  compare(contestants, arguments.rounds, arguments.only);
  return 0;
}
