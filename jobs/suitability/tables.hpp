#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/table.hpp"
#include "jobs/suitability/scan.hpp"

namespace terrabalance {

/// What names the numbers of suitability's tables.
struct SuitabilityFrame {
  std::int64_t year;
  std::vector<std::int32_t> zones;  ///< ascending
  std::vector<std::string> zone_ids;
  std::vector<std::string> classes;
  std::vector<std::string> evaluations;
  int allowed;  ///< the lowest grade that allows a use
};

/// Carbon per hectare that a use emits beyond that of the land it would give way to, by zone.
using ExcessCarbon = std::vector<double>;

/// A use that is weighed against what the grades allow.
struct Use {
  std::string land_class;
  std::size_t class_index;
  std::size_t evaluation;
  ExcessCarbon excess;  ///< t C / ha / yr, one a zone; NaN where unknown
};

/// suitability/factors: factor, unit, pixels, least, most.
Table factors_table(const std::vector<Factor>& factors, const std::vector<FactorRange>& ranges);

/// suitability/grades: year, zone, evaluation, grade (0: a factor has no value), pixels, area_ha.
Table grades_table(const SuitabilityFrame& frame, const std::vector<GradeCount>& counts,
                   const CellArea& area);

/// suitability/use: year, zone, evaluation, grade, class, pixels, area_ha.
Table use_table(const SuitabilityFrame& frame, const std::vector<GradeCount>& counts,
                const CellArea& area);

/// suitability/conflict: year, zone, conflict, pixels, area_ha.
Table conflict_table(const SuitabilityFrame& frame, const std::vector<Conflict>& conflicts,
                     const std::vector<GradeCount>& counts, const CellArea& area);

/// suitability/overload: year, zone, class, area_ha, allowed_ha, overload_ha, capacity_ha, carbon.
Table overload_table(const SuitabilityFrame& frame, const std::vector<Use>& uses,
                     const std::vector<GradeCount>& counts, const CellArea& area);

}  // namespace terrabalance
