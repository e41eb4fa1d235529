#include "kernels/gwr/tables.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

namespace terrabalance::gwr {
namespace {

std::vector<std::int64_t> count_from_0(std::size_t n) {
  std::vector<std::int64_t> numbers(n);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

std::vector<std::int64_t> codes_of(const std::vector<Status>& status) {
  std::vector<std::int64_t> codes;
  for (const Status s : status)
    codes.push_back(static_cast<std::int64_t>(s));
  return codes;
}

constexpr const char* status_description =
    "0 fitted, 1 missing value, 2 bandwidth zero, 3 too few neighbours, 4 constant predictor, 5 "
    "collinear predictors, 6 not converged";

/// Column m of values that lie place by place.
std::vector<double> column(const std::vector<double>& values, std::size_t m, std::size_t width) {
  std::vector<double> picked;
  picked.reserve(values.size() / width);
  for (std::size_t i = m; i < values.size(); i += width)
    picked.push_back(values[i]);
  return picked;
}

/// \param value  of place i; what it refers to must stay
template <class Value>
LocalColumn place_by_place(const std::string& name, const std::string& unit,
                           const std::string& description, const Value& value) {
  return {name, unit, description, [value](std::int64_t begin, std::int64_t end) -> Column::Values {
            const auto first = static_cast<std::size_t>(begin);
            std::vector<decltype(value(0))> values(static_cast<std::size_t>(end) - first);
            for (std::size_t i = 0; i < values.size(); ++i)
              values[i] = value(first + i);
            return values;
          }};
}

void add(Table& table, const std::string& name, const std::string& description,
         std::vector<double> values) {
  table.columns.push_back({name, "1", description, std::move(values)});
}

}  // namespace

std::vector<std::string> with_intercept(std::vector<std::string> names) {
  names.insert(names.begin(), "intercept");
  return names;
}

Table summary_of(const std::string& title,
                 const std::vector<std::pair<const char*, double>>& rows) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const auto& [name, value] : rows) {
    names.emplace_back(name);
    values.push_back(value);
  }
  return {"gwr/summary",
          title,
          {{"name", "", "diagnostic, see docs/gwr.md", std::move(names)},
           {"value", "", "its value, in units of the response", std::move(values)}}};
}

Table summary_table(const Diagnostics& d) {
  const std::vector<std::pair<const char*, double>> rows{{"n", d.places},
                                                         {"failed", d.failed},
                                                         {"coefficients", d.coefficients},
                                                         {"bandwidth", d.bandwidth},
                                                         {"aicc", d.aicc},
                                                         {"aic", d.aic},
                                                         {"bic", d.bic},
                                                         {"cv", d.cv},
                                                         {"enp", d.enp},
                                                         {"tr_s", d.tr_s},
                                                         {"tr_sts", d.tr_sts},
                                                         {"df_model", d.df_model},
                                                         {"df_resid", d.df_resid},
                                                         {"sigma2", d.sigma2},
                                                         {"sigma2_ml", d.sigma2_ml},
                                                         {"rss", d.rss},
                                                         {"tss", d.tss},
                                                         {"r2", d.r2},
                                                         {"adj_r2", d.adj_r2},
                                                         {"log_likelihood", d.log_likelihood},
                                                         {"adj_alpha_95", d.adj_alpha_95},
                                                         {"critical_t_95", d.critical_t_95}};
  return summary_of("Geographically weighted regression: the model as a whole", rows);
}

std::vector<LocalColumn> local_columns(const Observations& observations, const LocalFit& fit,
                                       const Standardised& standardised, std::int64_t first_row) {
  std::vector<LocalColumn> columns;
  const auto add_values = [&](const std::string& name, const std::string& description,
                              const std::vector<double>& values, std::size_t m = 0,
                              std::size_t width = 1) {
    columns.push_back(place_by_place(name, "1", description, [&values, m, width](std::size_t i) {
      return values[i * width + m];
    }));
  };
  columns.push_back(place_by_place("i", "", "row of the input, from 0", [first_row](std::size_t i) {
    return first_row + static_cast<std::int64_t>(i);
  }));
  add_values("x", "coordinate, as given", observations.x);
  add_values("y", "coordinate, as given", observations.y);
  add_values("yhat", "fitted response", fit.fitted);
  add_values("resid", "response - yhat", fit.residual);
  add_values("std_resid", "residual / sqrt(sigma2 (1 - influence))", standardised.std_residual);
  add_values("local_r2", "weighted R2 of the neighbours", fit.local_r2);
  add_values("influence", "leverage of the place on its own fitted value", fit.influence);
  add_values("cooks_d", "Cook's distance", standardised.cooks_d);
  columns.push_back(place_by_place("status", "", status_description, [&fit](std::size_t i) {
    return static_cast<std::int64_t>(fit.status[i]);
  }));
  const auto names = with_intercept(observations.names);
  const std::size_t k = names.size();
  for (std::size_t m = 0; m < k; ++m) {
    add_values("beta_" + names[m], "local coefficient", fit.beta, m, k);
    add_values("se_" + names[m], "its standard error", standardised.se, m, k);
    add_values("t_" + names[m], "beta / se", standardised.t, m, k);
  }
  if (!fit.with_collinearity) return columns;
  add_values("condition_number", "of the weighted columns, scaled to unit length",
             fit.condition_number);
  for (std::size_t m = 0; m < k; ++m)
    add_values("vdp_" + names[m], "variance share of the smallest singular value", fit.proportion,
               m, k);
  for (std::size_t m = 1; m < k; ++m)
    add_values("vif_" + names[m], "variance inflation factor", fit.inflation, m - 1, k - 1);
  return columns;
}

Table local_table(const Observations& observations, const LocalFit& fit,
                  const Standardised& standardised) {
  Table t{local_name, local_title, {}};
  for (const LocalColumn& column : local_columns(observations, fit, standardised, 0))
    t.columns.push_back({column.name, column.unit, column.description,
                         column.rows(0, static_cast<std::int64_t>(fit.size()))});
  return t;
}

Table search_table(const SearchResult& result, Criterion criterion) {
  std::vector<double> bandwidths;
  std::vector<double> scores;
  std::vector<std::int64_t> failed;
  std::vector<std::string> stages;
  for (const Trial& trial : result.trials) {
    bandwidths.push_back(trial.bandwidth);
    scores.push_back(trial.score.value);
    failed.push_back(static_cast<std::int64_t>(trial.score.failed));
    stages.push_back(trial.stage);
  }
  return {"gwr/search",
          "Bandwidths in the order of trying",
          {{"step", "", "trial, from 0", count_from_0(bandwidths.size())},
           {"bandwidth", "", "neighbours, or a distance", std::move(bandwidths)},
           {"score", "1", std::string(name_of(criterion)) + ", less is better", std::move(scores)},
           {"failed", "1", "places without a model; they decide first", std::move(failed)},
           {"stage", "", "part of the search", std::move(stages)}}};
}

Table prediction_table(const Prediction& prediction, const std::vector<double>& x,
                       const std::vector<double>& y, const std::vector<std::string>& names,
                       double sigma2) {
  const auto errors = [sigma2](const std::vector<double>& variances) {
    std::vector<double> roots;
    for (const double v : variances)
      roots.push_back(std::sqrt(v * sigma2));
    return roots;
  };
  Table t{"gwr/prediction", "Predictions at new places", {}};
  t.columns.push_back({"i", "", "row of the new places, from 0", count_from_0(x.size())});
  add(t, "x", "coordinate, as given", x);
  add(t, "y", "coordinate, as given", y);
  add(t, "yhat", "predicted response", prediction.fitted);
  add(t, "se_yhat", "standard error of the local mean, without the residual",
      errors(prediction.fitted_variance));
  t.columns.push_back({"status", "", status_description, codes_of(prediction.status)});
  const auto all = with_intercept(names);
  for (std::size_t m = 0; m < all.size(); ++m) {
    add(t, "beta_" + all[m], "local coefficient", column(prediction.beta, m, all.size()));
    add(t, "se_" + all[m], "its standard error",
        errors(column(prediction.variance, m, all.size())));
  }
  return t;
}

}  // namespace terrabalance::gwr
