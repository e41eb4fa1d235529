#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance::init {

/// What a new study file says.
struct StudyDraft {
  std::string name;
  std::vector<std::int64_t> years;
  std::string raster;                     ///< path with {year}
  std::string legend;                     ///< built-in name, or file
  std::vector<std::string> legend_notes;  ///< comments on the choice
  std::vector<std::int32_t> nodata;
  std::string zones;  ///< file; empty: the whole raster is one zone
  std::string layer;
  std::string id;
  std::string zone_name;
  std::string first_zone;  ///< its id, for examples in comments
};

/// The study file with comments: jobs on rasters are on, those that need tables stand there
/// commented out.
std::string study_text(const StudyDraft& draft);

/// Text as a TOML string, with quotes.
std::string toml_text(const std::string& text);

/// The empty tables: a header line each.
constexpr const char* table_header = "city,year,item,value,unit,source\n";

}  // namespace terrabalance::init
