#include "kernels/change/intensity.hpp"

#include <limits>

namespace terrabalance {
namespace {

double percent_a_year(double part, double whole_years) {
  return whole_years > 0 ? 100 * part / whole_years : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::vector<Intensity> intensities(const TransitionMatrix& matrix, double years) {
  std::vector<Intensity> rows;
  const std::size_t classes = matrix.classes();
  const auto present = [&](std::size_t c) {
    return matrix.first_ha(c) > 0 || matrix.last_ha(c) > 0;
  };
  const double uniform = percent_a_year(matrix.changed_ha(), matrix.total_ha() * years);
  for (std::size_t c = 0; c < classes; ++c) {
    if (!present(c)) continue;
    rows.push_back({IntensityLevel::gain, Intensity::any, c,
                    percent_a_year(matrix.gain_ha(c), matrix.last_ha(c) * years), uniform});
    rows.push_back({IntensityLevel::loss, c, Intensity::any,
                    percent_a_year(matrix.loss_ha(c), matrix.first_ha(c) * years), uniform});
  }
  for (std::size_t a = 0; a < classes; ++a) {
    for (std::size_t b = 0; b < classes; ++b) {
      if (a == b || !present(a) || !present(b)) continue;
      const double not_b_first = matrix.total_ha() - matrix.first_ha(b);
      const double not_a_last = matrix.total_ha() - matrix.last_ha(a);
      rows.push_back({IntensityLevel::to_class, a, b,
                      percent_a_year(matrix.ha(a, b), matrix.first_ha(a) * years),
                      percent_a_year(matrix.gain_ha(b), not_b_first * years)});
      rows.push_back({IntensityLevel::from_class, a, b,
                      percent_a_year(matrix.ha(a, b), matrix.last_ha(b) * years),
                      percent_a_year(matrix.loss_ha(a), not_a_last * years)});
    }
  }
  return rows;
}

std::vector<Intensity> interval_intensities(const std::vector<TransitionMatrix>& intervals,
                                            const std::vector<double>& years) {
  double changed = 0;
  double area_years = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    changed += intervals[i].changed_ha();
    area_years += intervals[i].total_ha() * years[i];
  }
  std::vector<Intensity> rows;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    rows.push_back({IntensityLevel::interval, Intensity::any, Intensity::any,
                    percent_a_year(intervals[i].changed_ha(), intervals[i].total_ha() * years[i]),
                    percent_a_year(changed, area_years)});
  }
  return rows;
}

}  // namespace terrabalance
