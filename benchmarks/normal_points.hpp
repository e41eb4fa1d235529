#pragma once

#include <cstddef>
#include <random>

#include "kernels/gwr/observations.hpp"

namespace terrabalance {

/// Places anywhere in a square of 1000, four normal predictors and a response that is their sum but
/// for noise.
inline gwr::Observations normal_points(std::size_t n) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(0, 1000);
  std::normal_distribution<double> normal;
  gwr::Observations o;
  o.predictors.resize(4);
  o.names = {"a", "b", "c", "d"};
  for (std::size_t i = 0; i < n; ++i) {
    o.x.push_back(uniform(random));
    o.y.push_back(uniform(random));
    double response = normal(random);
    for (auto& column : o.predictors) {
      column.push_back(normal(random));
      response += column.back();
    }
    o.response.push_back(response);
  }
  return o;
}

}  // namespace terrabalance
