#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "kernels/gwr/points/local_fit.hpp"
#include "kernels/gwr/points/neighbourhood.hpp"
#include "kernels/gwr/points/point_tree.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// Regression through the origin of a response on one column, place by place: the step of
/// back-fitting. All vectors are in the order of the tree.
class Smoother {
 public:
  /// \param tree  must outlive the smoother
  Smoother(const PointTree& tree, Weights weights, std::vector<double> column);

  /// What the following calls smooth.
  void set_response(std::span<const double> response);

  /// The criteria's sums. Places at which no neighbour with weight has a value other than 0 have a
  /// coefficient of NaN and a fitted value of 0: there is nothing to fit.
  Sums evaluate(double bandwidth, const Team& team);

  struct Smooth {
    std::vector<double> beta;    ///< NaN where there is none
    std::vector<double> fitted;  ///< column times beta
  };
  Smooth smooth(double bandwidth, const Team& team);

 private:
  template <class Each>
  void for_places(double bandwidth, const Team& team, Chunks leaves, Each&& each);
  const std::vector<double>& distances(double bandwidth, const Team& team);

  const PointTree* tree_;
  Weights weights_;
  std::vector<double> column_;
  LeafValues values_;                                ///< column, response
  std::map<double, std::vector<double>> distances_;  ///< of this rank's places, by bandwidth
};

}  // namespace terrabalance::gwr
