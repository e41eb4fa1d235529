#include "kernels/uncertainty/error_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>

#include "engine/value/error.hpp"
#include "kernels/uncertainty/distribution.hpp"

namespace terrabalance::uncertainty {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double ratio(double a, double b) {
  return b > 0 ? a / b : nan;
}

/// The symmetric root of the covariance of a row's shares, by its eigenvalues; those that are 0 but
/// for rounding are taken for 0. \param column  number of the k-th share that is not 0
template <class ColumnOf>
std::vector<double> root_of_covariance(const ErrorMatrix& matrix, std::size_t row,
                                       const ColumnOf& column, std::size_t count) {
  const auto q = static_cast<Eigen::Index>(count);
  Eigen::MatrixXd covariance(q, q);
  for (Eigen::Index j = 0; j < q; ++j) {
    for (Eigen::Index k = 0; k < q; ++k) {
      covariance(j, k) = matrix.covariance(row, column(static_cast<std::size_t>(j)),
                                           column(static_cast<std::size_t>(k)));
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const double least = 1e-12 * std::max(solver.eigenvalues().maxCoeff(), 0.0);
  const Eigen::VectorXd deviations = solver.eigenvalues().unaryExpr(
      [least](double value) { return value > least ? std::sqrt(value) : 0; });
  const Eigen::MatrixXd root =
      solver.eigenvectors() * deviations.asDiagonal() * solver.eigenvectors().transpose();
  std::vector<double> values;
  for (Eigen::Index j = 0; j < q; ++j) {
    for (Eigen::Index k = 0; k < q; ++k)
      values.push_back(root(j, k));
  }
  return values;
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
    const double share = matrix.share(row, j);
    if (!(share * (n - 2) > 0)) continue;
    std::string name = "cls." + matrix.name + "." + matrix.classes[row] + "." + matrix.classes[j];
    columns_.push_back({j, Stream(seed, name.append(suffix)), share});
    if (matrix.draws == ShareDraws::dirichlet) quantiles_.emplace_back(share * (n - 2));
  }
  if (matrix.draws == ShareDraws::mvn) {
    root_ = root_of_covariance(
        matrix, row, [this](std::size_t k) { return columns_[k].number; }, columns_.size());
  }
}

void RowDraws::draw(std::uint32_t first, std::span<const std::span<double>> out) const {
  for (const auto& column : out)
    std::fill(column.begin(), column.end(), 0);
  if (root_.empty()) {
    draw_dirichlet(first, out);
  } else {
    draw_mvn(first, out);
  }
}

void RowDraws::draw_dirichlet(std::uint32_t first, std::span<const std::span<double>> out) const {
  const std::size_t count = out.empty() ? 0 : out[0].size();
  std::vector<double> sum(count, 0);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto& x = out[columns_[c].number];
    columns_[c].stream.uniforms(first, x);
    quantiles_[c].quantiles(x);
    for (std::size_t k = 0; k < count; ++k)
      sum[k] += x[k];
  }
  for (const Column& column : columns_) {
    for (std::size_t k = 0; k < count; ++k)
      out[column.number][k] /= sum[k];
  }
}

void RowDraws::draw_mvn(std::uint32_t first, std::span<const std::span<double>> out) const {
  const std::size_t count = out.empty() ? 0 : out[0].size();
  const std::size_t q = columns_.size();
  for (const Column& column : columns_)
    std::fill(out[column.number].begin(), out[column.number].end(), column.share);
  std::vector<double> z(count);
  const Distribution standard = Distribution::normal(0, 1);
  for (std::size_t c = 0; c < q; ++c) {
    columns_[c].stream.uniforms(first, z);
    standard.quantiles(z);
    for (std::size_t j = 0; j < q; ++j) {
      const double weight = root_[j * q + c];
      for (std::size_t k = 0; k < count; ++k)
        out[columns_[j].number][k] += weight * z[k];
    }
  }
}

}  // namespace terrabalance::uncertainty
