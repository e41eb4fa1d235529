#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "io/zones/zone_fields.hpp"

/// \file
/// What `init` finds out by itself. Pure functions on what was read.
namespace terrabalance::init {

/// A legend under which every code of the rasters has a class.
struct LegendMatch {
  std::string name;
  double used = 0;     ///< part of the legend's codes that occur
  bool named = false;  ///< a file name speaks of the product
};

/// The built-in legends that fit, the likeliest first: those that a file's name speaks of, then
/// those of whose codes the most occur.
std::vector<LegendMatch> fitting_legends(const std::set<std::int32_t>& codes,
                                         const std::vector<std::string>& files);

/// Codes among these that products use for "no value": 0, 127, 128, 250, 255, 32767, 65535.
std::vector<std::int32_t> customary_nodata(const std::set<std::int32_t>& codes);

/// The field that identifies a zone: unique and filled in, by preference one that is called so.
/// Empty if there is none.
std::string guess_id(const std::vector<ZoneField>& fields);

/// The field with the names of zones; empty if there is none.
std::string guess_name(const std::vector<ZoneField>& fields);

/// The files' common form with {year} for the year; empty if they have none.
std::string year_template(const std::vector<std::pair<std::int64_t, std::string>>& files);

}  // namespace terrabalance::init
