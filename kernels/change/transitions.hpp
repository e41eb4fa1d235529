#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "kernels/account/land_use.hpp"
#include "kernels/change/sequence_counts.hpp"

namespace terrabalance {

/// Cells that went from one class to another, or stayed (from == to).
struct Transition {
  std::size_t pair = 0;  ///< index in pairs_of(years)
  std::size_t zone = 0;  ///< index in LandUse::zones
  std::size_t from = 0;  ///< class of the earlier year
  std::size_t to = 0;
  CellCount count;
};

/// Cells of one zone with the same classes in the same years.
struct Trajectory {
  std::size_t zone = 0;
  std::vector<std::int16_t> classes;  ///< one a year
  CellCount count;
};

/// How land use changed, in classes. Cells without a class in either year of a pair are in no
/// transition; those without one in any year are in no trajectory.
struct LandChange {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< layers of each pair of years
  std::vector<Transition> transitions;   ///< sorted by pair, zone, from, to; no zeros
  std::vector<CellCount> nodata;         ///< [pair][zone]
  bool has_trajectories = false;         ///< false if the summary gave sequences up
  std::vector<Trajectory> trajectories;  ///< sorted by zone, then from the most cells to the least
};

/// Applies the classes of `land_use` (made from code_counts() of the same summary) to the summary.
LandChange classify_change(const SequenceCounts::Summary& summary, const LandUse& land_use,
                           const ClassLookup& lookup);

/// Transition matrix of one zone and pair of years: rows are the earlier year's classes.
class TransitionMatrix {
 public:
  TransitionMatrix(const LandChange& change, std::size_t pair, std::size_t zone,
                   std::size_t classes, const CellArea& area);

  std::size_t classes() const { return classes_; }
  double ha(std::size_t from, std::size_t to) const { return ha_[from * classes_ + to]; }
  double first_ha(std::size_t c) const { return first_[c]; }  ///< class c in the earlier year
  double last_ha(std::size_t c) const { return last_[c]; }    ///< class c in the later year
  double gain_ha(std::size_t c) const { return gain_[c]; }    ///< to c from other classes
  double loss_ha(std::size_t c) const { return loss_[c]; }    ///< from c to other classes
  double total_ha() const { return total_; }
  double changed_ha() const { return changed_; }

 private:
  std::size_t classes_;
  std::vector<double> ha_;
  std::vector<double> first_;
  std::vector<double> last_;
  std::vector<double> gain_;
  std::vector<double> loss_;
  double total_ = 0;
  double changed_ = 0;
};

/// Carbon intensity of each class, t C / ha / yr, by zone and year (layer).
struct CarbonIntensity {
  std::size_t layers = 0;
  std::size_t classes = 0;
  std::vector<double> values;  ///< [zone][layer][class]; NaN where unknown

  double at(std::size_t zone, std::size_t layer, std::size_t land_class) const {
    return values[(zone * layers + layer) * classes + land_class];
  }
};

/// Carbon effect of land going from class `from` in one year to class `to` in another, t C / yr:
/// ha (delta_to - delta_from), each delta of its own year. Summed over a zone's whole matrix, the
/// diagonal included, that is the difference of the two years' net carbon.
inline double carbon_effect(double ha, double delta_from, double delta_to) {
  return ha == 0 ? 0 : ha * (delta_to - delta_from);
}

}  // namespace terrabalance
