#include "kernels/uncertainty/error_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/value/error.hpp"

namespace terrabalance::uncertainty {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double ratio(double a, double b) {
  return b > 0 ? a / b : nan;
}

}  // namespace

double ErrorMatrix::row_sum(std::size_t row) const {
  double sum = 0;
  for (std::size_t j = 0; j < size(); ++j)
    sum += count(row, j);
  return sum;
}

double ErrorMatrix::share(std::size_t row, std::size_t column) const {
  const double n = row_sum(row);
  return n > 0 ? count(row, column) / n : 0;
}

double ErrorMatrix::covariance(std::size_t row, std::size_t j, std::size_t k) const {
  const double n = row_sum(row);
  if (!(n > 1)) return 0;
  const double pj = share(row, j);
  return ((j == k ? pj : 0) - pj * share(row, k)) / (n - 1);
}

void check(const ErrorMatrix& matrix, const std::vector<bool>& mapped) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    const std::string row = "error matrix " + matrix.name + ", row " + matrix.classes[i];
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      const double n = matrix.count(i, j);
      if (n >= 0 && n == std::floor(n) && std::isfinite(n)) continue;
      throw InputError(row + ", column " + matrix.classes[j] +
                       ": counts of samples are integers >= 0; correct it");
    }
    const double n = matrix.row_sum(i);
    if (n == 0 && mapped[i]) {
      throw InputError(row + ": no samples, but the map has this class; sample it, or merge it");
    }
    if (n > 0 && n < 3) {
      throw InputError(row + ": " + std::to_string(static_cast<int>(n)) +
                       " samples say nothing of its errors; at least 3 are needed, 30 wanted");
    }
  }
}

AdjustedAreas adjusted_areas(const ErrorMatrix& matrix, std::span<const double> mapped) {
  const std::size_t q = matrix.size();
  AdjustedAreas result{std::vector<double>(q, 0), std::vector<double>(q, 0),
                       std::vector<double>(q * q, 0)};
  for (std::size_t i = 0; i < q; ++i) {
    for (std::size_t j = 0; j < q; ++j) {
      result.area[j] += mapped[i] * matrix.share(i, j);
      for (std::size_t k = 0; k < q; ++k)
        result.covariance[j * q + k] += mapped[i] * mapped[i] * matrix.covariance(i, j, k);
    }
  }
  for (std::size_t j = 0; j < q; ++j)
    result.se[j] = std::sqrt(result.covariance[j * q + j]);
  return result;
}

Accuracy accuracy(const ErrorMatrix& matrix, std::span<const double> mapped) {
  const std::size_t q = matrix.size();
  double total = 0;
  for (const double area : mapped)
    total += area;
  Accuracy result;
  double overall_variance = 0;
  for (std::size_t i = 0; i < q; ++i) {
    const bool sampled = matrix.row_sum(i) > 1;
    const double variance = matrix.covariance(i, i, i);
    const double weight = mapped[i] / total;
    result.users.push_back(sampled ? matrix.share(i, i) : nan);
    result.users_se.push_back(sampled ? std::sqrt(variance) : nan);
    result.overall += weight * matrix.share(i, i);
    overall_variance += weight * weight * variance;
  }
  result.overall_se = std::sqrt(overall_variance);
  for (std::size_t j = 0; j < q; ++j) {
    double area = 0;
    double omitted = 0;
    for (std::size_t i = 0; i < q; ++i) {
      area += mapped[i] * matrix.share(i, j);
      if (i != j) omitted += mapped[i] * mapped[i] * matrix.covariance(i, j, j);
    }
    const double p = ratio(mapped[j] * matrix.share(j, j), area);
    const double own = mapped[j] * mapped[j] * (1 - p) * (1 - p) * matrix.covariance(j, j, j);
    result.producers.push_back(p);
    result.producers_se.push_back(ratio(std::sqrt(own + p * p * omitted), area));
  }
  return result;
}

RowDraws::RowDraws(const ErrorMatrix& matrix, std::size_t row, std::uint64_t seed,
                   std::string_view suffix) {
  const double n = matrix.row_sum(row);
  for (std::size_t j = 0; j < matrix.size(); ++j) {
    const double shape = matrix.share(row, j) * (n - 2);
    if (!(shape > 0)) continue;
    std::string name = "cls." + matrix.name + "." + matrix.classes[row] + "." + matrix.classes[j];
    columns_.push_back({j, Stream(seed, name.append(suffix)), GammaQuantile(shape)});
  }
}

void RowDraws::draw(std::uint32_t first, std::span<const std::span<double>> out) const {
  const std::size_t count = out.empty() ? 0 : out[0].size();
  for (const auto& column : out)
    std::fill(column.begin(), column.end(), 0);
  std::vector<double> sum(count, 0);
  for (const Column& column : columns_) {
    const auto& x = out[column.number];
    column.stream.uniforms(first, x);
    column.quantile.quantiles(x);
    for (std::size_t k = 0; k < count; ++k)
      sum[k] += x[k];
  }
  for (const Column& column : columns_) {
    for (std::size_t k = 0; k < count; ++k)
      out[column.number][k] /= sum[k];
  }
}

}  // namespace terrabalance::uncertainty
