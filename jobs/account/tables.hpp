#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/table.hpp"
#include "io/result/cube.hpp"
#include "jobs/account/inputs.hpp"
#include "kernels/account/land_use.hpp"

namespace terrabalance {

/// What names the numbers of an account: years and zones of the land use, in their order.
struct AccountFrame {
  std::vector<std::int64_t> years;
  std::vector<std::string> zone_ids;
  std::vector<std::string> zone_names;
  std::vector<double> coefficients;  ///< t C / ha / yr, one a class; NaN where unknown
  double forest_coefficient;
};

/// Table account/land_use: year, zone, class, pixels, area_ha.
Table land_use_table(const LandUse& land_use, const AccountFrame& frame, const CellArea& area);

/// Table account/coverage: year, zone, pixels, area_ha, nodata_pixels, nodata_area_ha.
Table coverage_table(const LandUse& land_use, const AccountFrame& frame, const CellArea& area);

/// Table account/zones: zone, name.
Table zones_table(const AccountFrame& frame);

/// Table account/balance: year, zone, item, value, unit.
Table balance_table(const LandUse& land_use, const AccountFrame& frame, const CellArea& area,
                    const CityTables& cities);

/// What the account's tables among these look like as arrays over year, zone and class.
std::vector<Cube> account_cubes(const std::vector<Table>& tables);

}  // namespace terrabalance
