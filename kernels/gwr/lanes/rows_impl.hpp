#pragma once

/// \file
/// Numbers of local models that are solved side by side, one a model. \see lanes_impl.hpp

#include "kernels/gwr/lanes/model_lanes.hpp"
#include "kernels/gwr/lanes/sums_impl.hpp"

namespace terrabalance::gwr {
namespace {

/// A row of numbers, in as many registers as it takes: loops that are short wait for each other
/// less.
struct Row {
  static constexpr std::size_t parts = model_lanes / step;
  Lanes part[parts];

  template <class Operation>
  static Row of(const Operation& operation) {
    Row row;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < parts; ++i)
      row.part[i] = operation(i);
    return row;
  }
  static Row all(double x) {
    return of([x](std::size_t) { return Lanes{} + x; });
  }
};

inline Row operator+(const Row& a, const Row& b) {
  return Row::of([&](std::size_t i) { return a.part[i] + b.part[i]; });
}
inline Row operator-(const Row& a, const Row& b) {
  return Row::of([&](std::size_t i) { return a.part[i] - b.part[i]; });
}
inline Row operator*(const Row& a, const Row& b) {
  return Row::of([&](std::size_t i) { return a.part[i] * b.part[i]; });
}
inline Row operator/(const Row& a, const Row& b) {
  return Row::of([&](std::size_t i) { return a.part[i] / b.part[i]; });
}
inline Row operator*(double a, const Row& b) {
  return Row::of([&](std::size_t i) { return a * b.part[i]; });
}
/// x where a > b, else y.
inline Row where_greater(const Row& a, const Row& b, const Row& x, const Row& y) {
  return Row::of([&](std::size_t i) { return a.part[i] > b.part[i] ? x.part[i] : y.part[i]; });
}
inline Row size_of(const Row& x) {
  return where_greater(Row::all(0), x, -1.0 * x, x);
}
inline Row inverse_root(const Row& x) {
  return Row::of([&](std::size_t i) {
    Lanes root = x.part[i];
    for (int k = 0; k < width; ++k)
      root[k] = __builtin_sqrt(root[k]);
    return 1.0 / root;
  });
}

/// Rows of numbers in memory.
class Rows {
 public:
  explicit Rows(double* first) : first_(first) {}
  Row operator[](std::size_t row) const {
    const double* p = first_ + row * model_lanes;
    return Row::of([p](std::size_t i) { return at(p + i * step); });
  }
  void set(std::size_t row, const Row& x) const {
    double* p = first_ + row * model_lanes;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < Row::parts; ++i)
      put(p + i * step, x.part[i]);
  }
  Rows from(std::size_t row) const {
    return Rows(first_ + row * model_lanes);
  }

 private:
  double* first_;
};

}  // namespace
}  // namespace terrabalance::gwr
