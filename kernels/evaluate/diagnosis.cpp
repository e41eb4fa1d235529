#include "kernels/evaluate/diagnosis.hpp"

#include <map>

namespace terrabalance::evaluate {

Matrix obstacle_degrees(const Matrix& scores, std::span<const double> weights,
                        std::span<const std::size_t> columns) {
  Matrix degrees(scores.rows, columns.size());
  for (std::size_t r = 0; r < scores.rows; ++r) {
    double sum = 0;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      degrees(r, k) = weights[columns[k]] * (1 - scores(r, columns[k]));
      sum += degrees(r, k);
    }
    for (std::size_t k = 0; k < columns.size() && sum > 0; ++k)
      degrees(r, k) /= sum;
  }
  return degrees;
}

std::vector<std::size_t> benchmarks(std::span<const double> closeness,
                                    std::span<const std::int64_t> group) {
  std::map<std::int64_t, std::size_t> best;
  for (std::size_t r = 0; r < closeness.size(); ++r) {
    const auto [held, is_new] = best.try_emplace(group[r], r);
    if (!is_new && closeness[r] > closeness[held->second]) held->second = r;
  }
  std::vector<std::size_t> result;
  for (const std::int64_t g : group)
    result.push_back(best.at(g));
  return result;
}

}  // namespace terrabalance::evaluate
