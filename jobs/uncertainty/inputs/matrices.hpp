#pragma once

#include <map>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "kernels/uncertainty/multilinear.hpp"

namespace terrabalance {

/// The error matrices of a study, by zone and year, with the cells that sums use.
class MatrixBook {
 public:
  /// Checks all matrices against the map.
  /// \throws InputError naming matrix, class, year or region
  MatrixBook(Session& session, const UncertaintyInputs& from, uncertainty::Inputs& inputs);

  /// Strata of the matrices: land classes, or classes of change.
  const std::vector<std::string>& strata() const { return strata_; }

  /// True areas by land class for a year: terms of area [row] x share, one sum a land class.
  /// \param mapped  of the strata
  std::vector<uncertainty::Sum> adjusted(std::size_t zone, std::size_t year,
                                         const std::vector<double>& mapped,
                                         const std::vector<std::string>& land_classes);

 private:
  std::size_t matrix_of(std::size_t zone, std::size_t year);
  std::size_t add(const MatrixFor& matrix, const std::string& name);
  void check_samples(Session& session);
  const MatrixFor& chosen(std::size_t zone, std::size_t year) const;

  const UncertaintyInputs& from_;
  uncertainty::Inputs& inputs_;
  std::vector<std::string> strata_;
  std::map<std::string, std::size_t> number_;  ///< by name
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::int32_t> cells_;
};

}  // namespace terrabalance
