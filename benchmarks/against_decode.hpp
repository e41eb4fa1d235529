#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/runtime/memory_limit.hpp"
#include "engine/runtime/runtime.hpp"
#include "engine/sweep/kernel.hpp"
#include "io/raster/raster_stack.hpp"

/// \file
/// What the programs share that measure sweeps against decoding alone.
namespace terrabalance {

/// Looks at nothing: what remains is reading and decoding.
struct DecodeOnly {
  using Summary = std::int64_t;
  Summary scan(const TileView& tile) const { return tile.tile.cells(); }
  void merge(Summary& first, Summary&& second, Side /*side*/) const { first += second; }
};

/// landuse_YEAR.tif of a folder that `terrabalance simulate` made, in order of time.
inline std::vector<YearFile> land_use_in(const std::filesystem::path& folder) {
  std::vector<YearFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("landuse_") && entry.path().extension() == ".tif") {
      files.push_back({std::atoll(name.c_str() + 8), entry.path().string()});
    }
  }
  std::ranges::sort(files, {}, &YearFile::year);
  return files;
}

/// FOLDER [threads] [rounds] [contestant], what these programs are called with.
struct Arguments {
  std::string folder;  ///< as `terrabalance simulate` makes it: landuse_YEAR.tif, zones.tif
  Runtime runtime;
  int rounds = 7;
  std::string only;  ///< contestant

  std::vector<YearFile> land_use() const { return land_use_in(folder); }
  ZoneSource raster_zones() const { return {folder + "/zones.tif", "", "", ""}; }
};

/// Sets malloc as the program does. Ends with status 2 and its usage where there is no folder.
inline Arguments arguments_of(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [threads] [rounds] [contestant]\n", argv[0]);
    std::exit(2);
  }
  keep_freed_memory();
  Arguments arguments;
  arguments.folder = argv[1];
  arguments.runtime.threads = argc > 2 ? std::atoi(argv[2]) : 2;
  if (argc > 3) arguments.rounds = std::atoi(argv[3]);
  if (argc > 4) arguments.only = argv[4];
  return arguments;
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Something to be timed, and the place in the list of what it is compared with.
struct Contestant {
  const char* name;
  std::function<void()> run;
  std::size_t against;
};

/// Runs all in turn and prints their median times and the medians of their ratios.
/// \param only  the contestant to be measured, and what it is compared with; empty: all
inline void compare(const std::vector<Contestant>& contestants, int rounds,
                    const std::string& only) {
  const auto wanted = [&](std::size_t c) {
    return only.empty() || std::ranges::any_of(contestants, [&](const Contestant& other) {
             return other.name == only && (&other == &contestants[c] || other.against == c);
           });
  };
  std::vector<std::vector<double>> times(contestants.size());
  std::vector<std::vector<double>> ratios(contestants.size());
  for (int i = -1; i < rounds; ++i) {
    std::vector<double> round(contestants.size());
    for (std::size_t c = 0; c < contestants.size(); ++c) {
      if (!wanted(c)) continue;
      const auto start = std::chrono::steady_clock::now();
      contestants[c].run();
      round[c] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    if (i < 0) continue;  // fills the page cache
    for (std::size_t c = 0; c < round.size(); ++c) {
      times[c].push_back(round[c]);
      ratios[c].push_back(round[c] / round[contestants[c].against]);
    }
  }
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (!wanted(c)) continue;
    std::printf("%-36s %.3f s, %.3f x %s\n", contestants[c].name, median(times[c]),
                median(ratios[c]), contestants[contestants[c].against].name);
  }
}

}  // namespace terrabalance
