#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/uncertainty/gamma_quantile.hpp"
#include "kernels/uncertainty/stream.hpp"

/// \file
/// From a map's classes to true areas by an error matrix of sample counts: the stratified estimator
/// of Olofsson et al. 2013 (doi 10.1016/j.rse.2012.10.031) and 2014 (10.1016/j.rse.2014.02.015).
/// Rows are the map's classes (strata), columns the reference.
namespace terrabalance::uncertainty {

/// How the shares of a row are drawn.
enum class ShareDraws {
  dirichlet,  ///< p_i. ~ Dirichlet(p_i. (n_i - 2)): never below 0
  mvn         ///< multivariate normal, for comparison: shares may fall below 0, and are left so
};

struct ErrorMatrix {
  std::string name;                  ///< in the random streams: "cls.NAME.ROW.COLUMN"
  std::vector<std::string> classes;  ///< of rows and of columns, in this order
  std::vector<double> counts;        ///< row-major
  ShareDraws draws = ShareDraws::dirichlet;

  std::size_t size() const { return classes.size(); }
  double count(std::size_t row, std::size_t column) const { return counts[row * size() + column]; }
  double row_sum(std::size_t row) const;

  /// p_ij = n_ij / n_i; 0 in a row without samples.
  double share(std::size_t row, std::size_t column) const;

  /// Covariance of two shares of one row, (1{j = k} p_ij - p_ij p_ik) / (n_i - 1).
  double covariance(std::size_t row, std::size_t j, std::size_t k) const;
};

/// Throws InputError naming the class for counts that are negative, not finite or no integers, and
/// for a row with 1 or 2 samples (draws need n_i - 2 > 0), or with none where the map has area.
/// \param mapped whether any zone has the class on its map
void check(const ErrorMatrix& matrix, const std::vector<bool>& mapped);

struct AdjustedAreas {
  std::vector<double> area;        ///< in the unit of the mapped areas
  std::vector<double> se;          ///< standard errors
  std::vector<double> covariance;  ///< row-major
};

/// A_j = sum_i A_i p_ij and its covariance matrix. O(classes^3).
AdjustedAreas adjusted_areas(const ErrorMatrix& matrix, std::span<const double> mapped);

/// NaN where there are no samples to say.
struct Accuracy {
  std::vector<double> users;
  std::vector<double> users_se;
  std::vector<double> producers;
  std::vector<double> producers_se;  ///< eq. 7 of Olofsson et al. 2014
  double overall = 0;
  double overall_se = 0;
};
Accuracy accuracy(const ErrorMatrix& matrix, std::span<const double> mapped);

/// Draws of the shares of one row: mean and covariance are the estimator's, rows sum to 1, empty
/// cells stay empty. Dirichlet by gamma quantiles, mvn by the eigenvectors of the covariance (rank
/// at most columns - 1); both from one stream a cell.
class RowDraws {
 public:
  RowDraws(const ErrorMatrix& matrix, std::size_t row, std::uint64_t seed, std::string_view suffix);

  /// \param out  one span a column of the matrix, all equally long
  void draw(std::uint32_t first, std::span<const std::span<double>> out) const;

 private:
  struct Column {
    std::size_t number;
    Stream stream;
    double share;
  };
  void draw_dirichlet(std::uint32_t first, std::span<const std::span<double>> out) const;
  void draw_mvn(std::uint32_t first, std::span<const std::span<double>> out) const;

  std::vector<Column> columns_;           ///< those that are not empty
  std::vector<GammaQuantile> quantiles_;  ///< one a column, for Dirichlet draws
  std::vector<double> root_;              ///< of the covariance, columns x columns, for mvn draws
};

}  // namespace terrabalance::uncertainty
