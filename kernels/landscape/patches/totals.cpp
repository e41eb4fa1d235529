#include "kernels/landscape/patches/totals.hpp"

#include <cmath>
#include <type_traits>

#include "kernels/landscape/indices/patch_indices.hpp"
#include "kernels/landscape/second_sweep/gyrate.hpp"

namespace terrabalance::landscape {
namespace {

/// \tparam Times  an integer, or a constant, with which most of the arithmetic goes away
template <class Times>
void fold_times(const Patch& patch, const CellSize& cell, const Measured& measured,
                ClassTotals& totals, Times times) {
  const double area = patch.area(cell);
  const double perimeter = patch.perimeter(cell);
  const double log_area = std::log(area);
  const double log_perimeter = std::log(perimeter);
  const double fractal = 2 * (log_perimeter - std::log(4.0)) / log_area;

  totals.patches += times;
  totals.cells += patch.cells * times;
  totals.largest = std::max(totals.largest, patch.area_units(cell));
  totals.horizontal_sides += patch.horizontal_sides * times;
  totals.vertical_sides += patch.vertical_sides * times;
  totals.length += patch.on_rows.length * times;
  totals.area.add_units(patch.area_units(cell), times);
  totals.shape.add(measured.convention == Convention::fragstats
                       ? shape_by_sides(patch)
                       : 0.25 * perimeter / std::sqrt(area),
                   times);
  totals.frac.add(std::isfinite(fractal) ? fractal : 1, times);
  totals.para.add(perimeter / area * cell.dx, times);

  const auto log_area_units = MomentSum<38>::round(log_area);
  const auto log_perimeter_units = MomentSum<38>::round(log_perimeter);
  totals.log_area.add_units(log_area_units, times);
  totals.log_perimeter.add_units(log_perimeter_units, times);
  totals.log_products += static_cast<Int128>(log_area_units) * log_perimeter_units * times;

  const auto sides = static_cast<double>(patch.horizontal_sides + patch.vertical_sides);
  const double root = sides * std::sqrt(static_cast<double>(patch.cells));
  constexpr auto unit = static_cast<double>(std::int64_t{1} << ClassTotals::root_bits);
  const double units = root * unit;
  totals.sides_times_root_cells +=
      (units < 0x1p62 ? Int128{std::llrint(units)} : static_cast<Int128>(std::rint(units))) * times;

  if (measured.moments) {
    totals.contig.add(contig(patch), times);
    totals.circle.add(measured.hulls ? enclosing_circle(patch, cell) : circle(patch, cell), times);
  }
  if (measured.cores) {
    totals.core_share.add(core_share(patch, cell), times);
    totals.core_units.add_units(patch.core_units, times);
    totals.cores.add_units(patch.cores, times);
  }
  if (measured.contrast) totals.edge_contrast.add(contrast_share(patch, cell), times);
  if (measured.distances) {
    totals.gyrate.add(DistanceUnits::cells(patch.distance_units) / static_cast<double>(patch.cells),
                      times);
  }
}

}  // namespace

void fold(const Patch& patch, const CellSize& cell, const Measured& measured, ClassTotals& totals,
          std::int64_t times) {
  if (times == 1) {
    fold_times(patch, cell, measured, totals, std::integral_constant<std::int64_t, 1>());
  } else {
    fold_times(patch, cell, measured, totals, times);
  }
}

}  // namespace terrabalance::landscape
