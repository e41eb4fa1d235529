#pragma once

#include <cstddef>
#include <random>
#include <string>

#include "kernels/gwr/observations.hpp"

namespace terrabalance {

/// Places anywhere in a square of 1000, normal predictors and a response that is their sum but for
/// noise.
inline gwr::Observations normal_points(std::size_t n, std::size_t predictors = 4) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(0, 1000);
  std::normal_distribution<double> normal;
  gwr::Observations o;
  o.predictors.resize(predictors);
  for (std::size_t p = 0; p < predictors; ++p)
    o.names.push_back(std::to_string(p + 1));
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
