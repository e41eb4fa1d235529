#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace terrabalance::evaluate {

/// One criterion of an indicator system.
struct Indicator {
  std::string name;
  std::string subsystem;
  bool benefit = true;  ///< more is better
};

/// Values of indicators (columns) for cities or city-years (rows), row-major.
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;

  Matrix() = default;
  Matrix(std::size_t r, std::size_t c) : rows(r), columns(c), values(r * c, 0) {}

  double& operator()(std::size_t row, std::size_t column) { return values[row * columns + column]; }
  double operator()(std::size_t row, std::size_t column) const {
    return values[row * columns + column];
  }
  std::span<const double> row(std::size_t r) const {
    return std::span(values).subspan(r * columns, columns);
  }
};

}  // namespace terrabalance::evaluate
