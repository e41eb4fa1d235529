#include "kernels/landscape/totals.hpp"

#include <cmath>

#include "kernels/landscape/gyrate.hpp"
#include "kernels/landscape/patch_indices.hpp"

namespace terrabalance::landscape {

void fold(const Patch& patch, const CellSize& cell, const Measured& measured, ClassTotals& totals) {
  const double area = patch.area(cell);
  const double perimeter = patch.perimeter(cell);
  const double log_area = std::log(area);
  const double log_perimeter = std::log(perimeter);
  const double fractal = 2 * (log_perimeter - std::log(4.0)) / log_area;

  ++totals.patches;
  totals.cells += patch.cells;
  totals.largest = std::max(totals.largest, patch.cells);
  totals.horizontal_sides += patch.horizontal_sides;
  totals.vertical_sides += patch.vertical_sides;
  totals.area.add_units(patch.cells);
  totals.shape.add(0.25 * perimeter / std::sqrt(area));
  totals.frac.add(std::isfinite(fractal) ? fractal : 1);
  totals.para.add(perimeter / area * cell.dx);

  const auto log_area_units = MomentSum<38>::round(log_area);
  const auto log_perimeter_units = MomentSum<38>::round(log_perimeter);
  totals.log_area.add_units(log_area_units);
  totals.log_perimeter.add_units(log_perimeter_units);
  totals.log_products += static_cast<Int128>(log_area_units) * log_perimeter_units;

  const auto sides = static_cast<double>(patch.horizontal_sides + patch.vertical_sides);
  const double root = sides * std::sqrt(static_cast<double>(patch.cells));
  totals.sides_times_root_cells +=
      static_cast<Int128>(std::rint(std::ldexp(root, ClassTotals::root_bits)));

  if (measured.moments) {
    totals.contig.add(contig(patch));
    totals.circle.add(circle(patch, cell));
  }
  if (measured.cores) {
    totals.core_share.add(core_share(patch));
    totals.core_cells.add_units(patch.core_cells);
    totals.cores.add_units(patch.cores);
  }
  if (measured.distances) {
    totals.gyrate.add(DistanceUnits::cells(patch.distance_units) /
                      static_cast<double>(patch.cells));
  }
}

}  // namespace terrabalance::landscape
