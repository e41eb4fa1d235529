#pragma once

#include <cstddef>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/table.hpp"
#include "jobs/account/tables.hpp"
#include "kernels/change/transitions.hpp"

namespace terrabalance {

/// All that the tables of `change` are made of.
struct ChangeResult {
  LandUse land_use;
  LandChange change;
  AccountFrame frame;
  CarbonIntensity carbon;
};

/// change/transition: from_year, to_year, zone, from, to, pixels, area_ha, carbon_effect.
Table transition_table(const ChangeResult& result, const CellArea& area);

/// change/dynamics: from_year, to_year, zone, class (`all`: the zone), metric, value.
Table dynamics_table(const ChangeResult& result, const CellArea& area);

/// change/intensity: from_year, to_year, zone, level, from, to, intensity, uniform.
Table intensity_table(const ChangeResult& result, const CellArea& area);

/// change/strongest: from_year, to_year, zone, rank, from, to, pixels, area_ha, carbon_effect.
/// \param count  transitions a zone and pair of years
Table strongest_table(const ChangeResult& result, const CellArea& area, std::size_t count);

/// change/trajectory: zone, sequence ("forest>forest>cropland"), pixels, area_ha, carbon_effect.
Table trajectory_table(const ChangeResult& result, const CellArea& area);

/// change/sankey: from_year, to_year, source ("2001 forest"), target, area_ha; all zones together.
Table sankey_table(const ChangeResult& result, const CellArea& area);

/// change/coverage: from_year, to_year, zone, pixels, area_ha, nodata_pixels, nodata_area_ha.
Table coverage_table(const ChangeResult& result, const CellArea& area);

}  // namespace terrabalance
