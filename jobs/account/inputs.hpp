#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "io/table/coefficients.hpp"
#include "io/table/statistics.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// What `account` takes besides rasters and zones.
struct AccountOptions {
  RasterOptions rasters;
  std::string coefficients;  ///< CSV that overrides the built-in land coefficients
  std::string activities;
  std::string statistics;
  std::string weights;  ///< path with {year}
  std::string maps;     ///< folder for maps; empty: none
};

/// The same, read and checked.
struct AccountInputs {
  Coefficients coefficients;
  std::vector<Statistic> activities;
  std::vector<Statistic> statistics;
  std::vector<std::string> weights;  ///< one a year, or none
  std::string maps;
  std::vector<std::string> paths;  ///< of all files, for the provenance
};

/// \throws InputError naming file, place and remedy
AccountInputs read_inputs(const AccountOptions& options, const RasterStudy& study);

/// The factor of an activity. \throws InputError naming the row if there is none, or if the row is
/// in another unit
const ActivityFactor& factor_of(const Coefficients& coefficients, const Statistic& activity);

/// The tables' numbers where an account needs them.
class CityTables {
 public:
  /// Checks both tables against the zones: every city that has cells must be there.
  /// \throws InputError naming the city, year and item that is missing or of the wrong unit
  CityTables(const AccountInputs& inputs, const std::vector<std::string>& zones,
             const std::vector<std::int64_t>& years, Session& session);

  /// t C / yr of the activities of a zone and year charged to a class.
  double charged(const std::string& zone, std::int64_t year, const std::string& land_class) const;
  bool knows_activities(std::int64_t year) const { return activity_years_.contains(year); }

  /// NaN if the tables do not say.
  double statistic(const std::string& zone, std::int64_t year, const std::string& item) const;

  /// Classes that some activity is charged to.
  const std::vector<std::string>& charged_classes() const { return charged_classes_; }
  const std::string& currency() const { return currency_; }

 private:
  using ZoneYearText = std::pair<std::pair<std::string, std::int64_t>, std::string>;
  void add_activities(const AccountInputs& inputs);

  std::map<ZoneYearText, double> charged_;
  std::map<ZoneYearText, double> statistics_;
  std::map<std::int64_t, bool> activity_years_;
  std::vector<std::string> charged_classes_;
  std::string currency_ = "CNY";
};

}  // namespace terrabalance
