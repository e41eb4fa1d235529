#pragma once

#include <cstddef>
#include <vector>

#include "kernels/gwr/points/local_fit.hpp"

namespace terrabalance::gwr {

/// Local models of a few places on their way to their rows, which lie anywhere. Written column by
/// column they wait for memory together; place by place, each would wait for every column.
struct StagedFit {
  StagedFit(std::size_t most, std::size_t coefficients, bool with_collinearity)
      : places(LocalFit::of_missing(most, coefficients, with_collinearity)) {}

  /// A place more. \return its number in `places`, to store its model there if it has one
  std::size_t add(std::size_t row, Status status);
  /// Writes all of them but for local_r2, and is empty again.
  void move_to(LocalFit& fit);

  LocalFit places;

 private:
  std::vector<std::size_t> rows_;
};

}  // namespace terrabalance::gwr
