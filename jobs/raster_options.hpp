#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "io/raster/raster_stack.hpp"
#include "io/table/legend.hpp"
#include "jobs/study/study_file.hpp"

namespace terrabalance {

/// What every raster job takes from the study file or the command line; the latter wins.
struct RasterOptions {
  std::string study;                  ///< path of the study file, empty without one
  std::vector<std::string> land_use;  ///< YEAR=FILE
  std::string zones;                  ///< FILE or FILE:LAYER
  std::string zone_id;
  std::string zone_name;
  std::string legend;
  std::optional<int> threads;
  std::optional<std::int64_t> tile;
  std::string output;
  double checkpoint_interval = 300;  ///< seconds
  bool resume = false;

  void add_to(CLI::App& command);
};

/// The options once study file and command line are put together.
struct RasterStudy {
  std::optional<StudyFile> file;
  std::vector<YearFile> land_use;  ///< in order of time
  std::optional<ZoneSource> zones;
  Legend legend;
  int threads = 1;
  std::optional<std::int64_t> tile;
  std::string output;
  double checkpoint_interval = 300;  ///< seconds
  bool resume = false;

  std::vector<std::string> input_paths() const;
};

/// \throws InputError naming what is missing, doubled or wrong
RasterStudy resolve(const RasterOptions& options);

/// Splits "YEAR=FILE". \throws InputError if it is not of that form
YearFile parse_year_file(const std::string& text, const std::string& option);

}  // namespace terrabalance
