#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/table/coefficients.hpp"
#include "io/table/statistics.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "jobs/uncertainty/options.hpp"

namespace terrabalance {

/// Zones, years, classes and areas from a table with the columns zone, year, class, area_ha, such
/// as account/land_use. A year may be "2010>2020"; then the classes are of change, "forest>water".
/// \throws InputError naming the place of what is doubled, negative or missing
void set_areas(UncertaintyInputs& inputs, const Table& table);

/// The areas of a CSV file, or of account/land_use in a result file.
Table read_areas(const std::string& path);

/// Amounts of activities of the zones and years; others are left out.
/// \throws InputError naming the place of an activity that no factor is known for, or of a unit
///         that does not fit
void set_activities(UncertaintyInputs& inputs, const std::vector<Statistic>& activities,
                    const Coefficients& coefficients);

/// Coefficients by id: "delta.forest", "coal_factor.raw_coal", "ef.raw_coal".
std::map<std::string, double> coefficients_by_id(const Coefficients& coefficients);

/// GDP, in 10^4 units of currency.
void set_gdp(UncertaintyInputs& inputs, const std::vector<Statistic>& statistics);

/// Error matrices, regions, and how the matrices' errors go together.
/// \throws InputError if several years have one matrix and nothing says what to make of it
void set_matrices(UncertaintyInputs& inputs, const UncertaintyOptions& options);

/// Ranges, seed and draws.
void set_ranges(UncertaintyInputs& inputs, const UncertaintyOptions& options);

/// Paths of all files that the options name.
std::vector<std::string> paths_of(const UncertaintyOptions& options);

}  // namespace terrabalance
