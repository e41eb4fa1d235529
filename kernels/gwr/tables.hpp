#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/value/table.hpp"
#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/search.hpp"

namespace terrabalance::gwr {

/// Names of all coefficients.
std::vector<std::string> with_intercept(std::vector<std::string> names);

/// Table gwr/summary: name, value, of any model.
Table summary_of(const std::string& title, const std::vector<std::pair<const char*, double>>& rows);

/// The same of a model's diagnostics.
Table summary_table(const Diagnostics& diagnostics);

/// Table gwr/local: a row per row of the input.
Table local_table(const Observations& observations, const LocalFit& fit,
                  const Standardised& standardised);

inline constexpr const char* local_name = "gwr/local";
inline constexpr const char* local_title = "Geographically weighted regression: the local models";

/// A column of that table, of which any rows can be had; it refers to what it was made of.
struct LocalColumn {
  std::string name;
  std::string unit;
  std::string description;
  std::function<Column::Values(std::int64_t begin, std::int64_t end)> rows;
};

/// The columns of that table.
/// \param first_row  of the input that the first place stands for
std::vector<LocalColumn> local_columns(const Observations& observations, const LocalFit& fit,
                                       const Standardised& standardised, std::int64_t first_row);

/// Table gwr/search: step, bandwidth, score, failed, stage.
Table search_table(const SearchResult& result, Criterion criterion);

/// Table gwr/prediction: i, x, y, yhat, se_yhat, status and beta_NAME, se_NAME.
/// \param sigma2  residual variance of the model
Table prediction_table(const Prediction& prediction, const std::vector<double>& x,
                       const std::vector<double>& y, const std::vector<std::string>& names,
                       double sigma2);

}  // namespace terrabalance::gwr
