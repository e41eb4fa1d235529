#include "jobs/pattern/tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "jobs/pattern/space_time.hpp"
#include "jobs/table_job.hpp"
#include "kernels/pattern/centre.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/pattern/inequality.hpp"
#include "kernels/pattern/significance.hpp"

namespace terrabalance {
namespace {

using namespace pattern;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::int64_t> row_numbers(std::size_t n) {
  std::vector<std::int64_t> numbers(n);
  for (std::size_t i = 0; i < n; ++i)
    numbers[i] = static_cast<std::int64_t>(i);
  return numbers;
}

bool non_negative(const std::vector<double>& x) {
  return std::ranges::all_of(x, [](double v) { return v >= 0; });
}

/// The table with a first column `year`, if there are any.
Table with_years(Table table, std::vector<std::int64_t> years) {
  if (years.empty()) return table;
  table.columns.insert(table.columns.begin(), {"year", "", "", std::move(years)});
  return table;
}

Table of_year(Table table, const Variable& variable) {
  return variable.year ? with_year(std::move(table), *variable.year) : table;
}

/// Rows [year,] variable, weights, style, statistic, value.
class GlobalRows {
 public:
  explicit GlobalRows(const PatternInputs& inputs) : inputs_(inputs) {}

  /// What is added from now on is of this year.
  void set_year(std::optional<std::int64_t> year) { year_ = year; }

  void add(const std::string& variable, const std::string& style, const std::string& statistic,
           double value) {
    if (year_) years_.push_back(*year_);
    variables_.push_back(variable);
    weights_.push_back(inputs_.weights_name);
    styles_.push_back(style);
    statistics_.push_back(statistic);
    values_.push_back(value);
  }
  void add(const std::string& variable, const std::string& style, const std::string& prefix,
           const std::string& null, const Moments& m) {
    add(variable, style, prefix + "_v_" + null, m.variance);
    add(variable, style, prefix + "_z_" + null, m.z);
    add(variable, style, prefix + "_p_" + null, m.p);
  }
  Table table() && {
    return with_years(
        {"pattern/global",
         "Global spatial association",
         {labels("variable", "", std::move(variables_)),
          labels("weights", "spatial weights", std::move(weights_)),
          labels("style", "W row-standardised, B as given; general G always B", std::move(styles_)),
          labels("statistic",
                 "e expectation, v variance, z score, p two-sided; norm, rand, perm: under "
                 "normality, randomisation, by permutation on the observed side",
                 std::move(statistics_)),
          reals("value", "1", "", std::move(values_))}},
        std::move(years_));
  }

 private:
  const PatternInputs& inputs_;
  std::optional<std::int64_t> year_;
  std::vector<std::int64_t> years_;
  std::vector<std::string> variables_, weights_, styles_, statistics_;
  std::vector<double> values_;
};

void add_global(GlobalRows& rows, const PatternInputs& inputs, const Variable& variable,
                const PatternOptions& options, int threads) {
  const auto& [name, x, year] = variable;
  const Moran m = moran(inputs.weights, x, name);
  rows.add(name, options.style, "moran_i", m.i);
  rows.add(name, options.style, "moran_e", m.normal.expected);
  rows.add(name, options.style, "moran", "norm", m.normal);
  rows.add(name, options.style, "moran", "rand", m.randomisation);
  const Geary c = geary(inputs.weights, x, name);
  rows.add(name, options.style, "geary_c", c.c);
  rows.add(name, options.style, "geary_e", c.normal.expected);
  rows.add(name, options.style, "geary", "norm", c.normal);
  rows.add(name, options.style, "geary", "rand", c.randomisation);
  const bool has_g = non_negative(x);
  if (has_g) {
    const GeneralG g = general_g(inputs.binary, x, name);
    rows.add(name, "B", "general_g", g.g);
    rows.add(name, "B", "general_g_e", g.randomisation.expected);
    rows.add(name, "B", "general_g", "rand", g.randomisation);
  }
  if (options.permutations > 0) {
    const auto p = permute(inputs.weights, x, name, options.permutations, options.seed, threads);
    rows.add(name, options.style, "moran_p_perm", p.moran);
    rows.add(name, options.style, "geary_p_perm", p.geary);
    if (has_g) {
      const auto binary =
          permute(inputs.binary, x, name, options.permutations, options.seed, threads);
      rows.add(name, "B", "general_g_p_perm", binary.general_g);
    }
  }
}

void add_bivariate(GlobalRows& rows, const PatternInputs& inputs, std::size_t k,
                   const PatternOptions& options, int threads) {
  const auto& [name, x, year] = inputs.variables[k];
  const auto& [other, y, other_year] = inputs.partners[k];
  const std::string pair = fmt::format("{} x {}", name, other);
  rows.add(pair, options.style, "bivariate_moran_i",
           bivariate_moran(inputs.weights, x, y, name, other));
  if (options.permutations > 0) {
    rows.add(pair, options.style, "bivariate_moran_p_perm",
             permute_bivariate(inputs.weights, x, y, options.permutations, options.seed, threads));
  }
}

std::vector<std::string> spot_classes(const PatternOptions& options, const std::vector<double>& z) {
  return options.fdr ? hot_spots_fdr(z) : hot_spots(z);
}

Table local_rows(const PatternInputs& inputs, const Variable& variable,
                 const PatternOptions& options) {
  const auto& [name, x, year] = variable;
  const auto randomisation =
      options.moments == "total" ? Randomisation::total : Randomisation::conditional;
  const auto scale = options.scale == "n" ? MoranScale::population : MoranScale::sample;
  auto local = local_moran(inputs.weights, x, name, randomisation, scale);
  auto gi = getis_ord(inputs.binary, x, name, GetisOrd::without_self, inputs.style);
  auto gi_star = getis_ord(inputs.binary, x, name, GetisOrd::with_self, inputs.style);
  auto classes = spot_classes(options, gi_star);
  return {"pattern/local",
          "Local spatial association",
          {counts("i", "row of the input, from 0", row_numbers(x.size())),
           labels("id", "unit", inputs.ids),
           labels("variable", "", std::vector<std::string>(x.size(), name)),
           reals("local_i", "1", "local Moran's I", std::move(local.i)),
           reals("e", "1", "expectation of local_i, " + options.moments + " randomisation",
                 std::move(local.expected)),
           reals("v", "1", "its variance", std::move(local.variance)),
           reals("z", "1", "its score; missing for units without neighbours", std::move(local.z)),
           reals("p", "1", "two-sided", std::move(local.p)),
           labels("quadrant", "HH, LH, LL, HL: here, then around", quadrants(inputs.weights, x)),
           reals("gi_z", "1", "score of Gi", std::move(gi)),
           reals("gi_star_z", "1", "score of Gi*", std::move(gi_star)),
           labels("class",
                  options.fdr ? "hot and cold spots of Gi* by false discovery rate"
                              : "hot and cold spots of Gi* at |z| >= 1.65, 1.96, 2.58",
                  std::move(classes))}};
}

Table scatter_rows(const PatternInputs& inputs, const Variable& variable) {
  auto plot = scatterplot(inputs.weights, variable.values);
  auto c = local_geary(inputs.weights, variable.values, variable.name);
  const std::size_t n = inputs.ids.size();
  return {
      "pattern/scatter",
      "Moran's scatterplot and local Geary",
      {counts("i", "row of the input, from 0", row_numbers(n)), labels("id", "unit", inputs.ids),
       labels("variable", "", std::vector<std::string>(n, variable.name)),
       reals("z", "1", "value from the mean, in standard deviations", std::move(plot.z)),
       reals("lag", "1", "weighted sum of the neighbours' z", std::move(plot.lag)),
       reals("local_c", "1", "local Geary's c", std::move(c))}};
}

Table permutation_rows(const PatternInputs& inputs, const Variable& variable,
                       const PatternOptions& options, int threads) {
  const auto& [name, x, year] = variable;
  auto p = permute_local(inputs.weights, x, name, options.permutations, options.seed, threads);
  const double threshold = options.fdr ? fdr_threshold(p.lag, 0.05) : 0.05;
  auto cluster = clusters(quadrants(inputs.weights, x), p.lag, threshold);
  return {
      "pattern/permutation",
      "Pseudo p values by conditional permutation",
      {counts("i", "row of the input, from 0", row_numbers(x.size())),
       labels("id", "unit", inputs.ids),
       labels("variable", "", std::vector<std::string>(x.size(), name)),
       reals("p_perm", "1", "of local Moran, Gi and Gi*, on the observed side", std::move(p.lag)),
       reals("geary_p_perm", "1", "of local Geary, on the observed side", std::move(p.geary)),
       labels("cluster",
              options.fdr ? "quadrant where significant at a false discovery rate of 5 %"
                          : "quadrant where p_perm <= 0.05",
              std::move(cluster))}};
}

Table bivariate_rows(const PatternInputs& inputs, std::size_t k) {
  const std::size_t n = inputs.ids.size();
  return {
      "pattern/bivariate",
      "Bivariate local Moran: the variable here, its partner around",
      {counts("i", "row of the input, from 0", row_numbers(n)), labels("id", "unit", inputs.ids),
       labels("variable", "", std::vector<std::string>(n, inputs.variables[k].name)),
       labels("partner", "", std::vector<std::string>(n, inputs.partners[k].name)),
       reals("local_i", "1", "",
             local_bivariate_moran(inputs.weights, inputs.variables[k].values,
                                   inputs.partners[k].values))}};
}

Table weights_table(const PatternInputs& inputs) {
  std::vector<std::string> from, to;
  std::vector<double> values;
  for (std::size_t i = 0; i < inputs.weights.size(); ++i) {
    const auto neighbours = inputs.weights.neighbours(i);
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      from.push_back(inputs.ids[i]);
      to.push_back(inputs.ids[static_cast<std::size_t>(neighbours[k])]);
      values.push_back(inputs.weights.values(i)[k]);
    }
  }
  return {"pattern/weights",
          "Spatial weights as used",
          {labels("from", "unit", std::move(from)), labels("to", "its neighbour", std::move(to)),
           reals("weight", "1", "", std::move(values))}};
}

/// Centres and ellipses of the variables that can be weights, and the shift from the variable
/// before.
Table centre_table(const PatternInputs& inputs, const PatternOptions& options) {
  std::vector<std::int64_t> years;
  std::vector<std::string> names;
  std::vector<double> x, y, shift_km, azimuth, major, minor, rotation, area, eccentricity;
  const auto scale = options.crimestat ? EllipseScale::crimestat : EllipseScale::standard;
  const Variable* before = nullptr;
  Ellipse last;
  for (const Variable& variable : inputs.variables) {
    const auto& [name, values, year] = variable;
    const bool positive = std::ranges::any_of(values, [](double v) { return v > 0; });
    if (!non_negative(values) || !positive) continue;
    const Ellipse e = deviational_ellipse(inputs.points, values, scale);
    const bool moves = before != nullptr && variable.follows(*before);
    const Shift moved = moves ? shift(last.centre, e.centre, inputs.metric) : Shift{nan, nan};
    if (year) years.push_back(*year);
    names.push_back(name);
    x.push_back(e.centre.x);
    y.push_back(e.centre.y);
    shift_km.push_back(moved.distance_km);
    azimuth.push_back(moved.azimuth_deg);
    major.push_back(e.major);
    minor.push_back(e.minor);
    rotation.push_back(e.azimuth_deg);
    area.push_back(e.area);
    eccentricity.push_back(e.eccentricity);
    last = e;
    before = &variable;
  }
  Table table{
      "pattern/centre",
      options.crimestat ? "Weighted mean centres and deviational ellipses (CrimeStat scale)"
                        : "Weighted mean centres and deviational ellipses (standard scale)",
      {labels("variable", "non-negative variables only", std::move(names)),
       reals("x", "", "of the centre, in the file's units", std::move(x)),
       reals("y", "", "of the centre, in the file's units", std::move(y)),
       reals("shift_km", "km", "from the variable before; planar coordinates taken as metres",
             std::move(shift_km)),
       reals("shift_azimuth", "degree", "clockwise from north", std::move(azimuth)),
       reals("major", "", "half axis, in the file's units", std::move(major)),
       reals("minor", "", "half axis, in the file's units", std::move(minor)),
       reals("azimuth", "degree", "of the major axis, clockwise from north", std::move(rotation)),
       reals("area", "", "in the file's units squared", std::move(area)),
       reals("eccentricity", "1", "", std::move(eccentricity))}};
  return with_years(std::move(table), std::move(years));
}

Table inequality_table(const PatternInputs& inputs) {
  std::vector<std::int64_t> years;
  std::vector<std::string> names;
  std::vector<double> ginis, totals, between, within, cv;
  for (const auto& [name, values, year] : inputs.variables) {
    const bool positive = std::ranges::any_of(values, [](double v) { return v > 0; });
    const bool shares = non_negative(values) && positive;
    const Theil t = shares ? theil(values, inputs.groups, name) : Theil{nan, nan, nan};
    double sum = 0;
    for (const double v : values)
      sum += v;
    if (year) years.push_back(*year);
    names.push_back(name);
    ginis.push_back(shares ? gini(values, name) : nan);
    totals.push_back(t.total);
    between.push_back(inputs.groups.empty() ? nan : t.between);
    within.push_back(inputs.groups.empty() ? nan : t.within);
    cv.push_back(sum != 0 ? coefficient_of_variation(values, name) : nan);
  }
  Table table{"pattern/inequality",
              "Inequality between the units",
              {labels("variable", "", std::move(names)),
               reals("gini", "1", "missing for variables with negative values", std::move(ginis)),
               reals("theil", "1", "Theil's T", std::move(totals)),
               reals("theil_between", "1", "between groups", std::move(between)),
               reals("theil_within", "1", "within groups", std::move(within)),
               reals("cv", "1", "population standard deviation / mean", std::move(cv))}};
  return with_years(std::move(table), std::move(years));
}

}  // namespace

std::vector<Table> pattern_tables(Session& session, const PatternInputs& inputs,
                                  const PatternOptions& options, int threads) {
  GlobalRows global(inputs);
  Table local, scatter, permutation, bivariate;
  for (const Variable& variable : inputs.variables) {
    global.set_year(variable.year);
    add_global(global, inputs, variable, options, threads);
    append(local, of_year(local_rows(inputs, variable, options), variable));
    append(scatter, of_year(scatter_rows(inputs, variable), variable));
    if (options.permutations > 0) {
      append(permutation, of_year(permutation_rows(inputs, variable, options, threads), variable));
    }
    if (!non_negative(variable.values)) {
      session.warn(
          fmt::format("variable {} has negative values: it has no general G, weighted "
                      "centre, Gini or Theil",
                      variable.name));
    }
  }
  for (std::size_t k = 0; k < inputs.partners.size(); ++k) {
    global.set_year(inputs.variables[k].year);
    add_bivariate(global, inputs, k, options, threads);
    append(bivariate, of_year(bivariate_rows(inputs, k), inputs.variables[k]));
  }
  std::vector<Table> tables{std::move(global).table(), local, scatter};
  if (options.permutations > 0) tables.push_back(std::move(permutation));
  if (!inputs.partners.empty()) tables.push_back(std::move(bivariate));
  tables.push_back(centre_table(inputs, options));
  tables.push_back(inequality_table(inputs));
  for (Table& table : space_time_tables(inputs, local))
    tables.push_back(std::move(table));
  tables.push_back(weights_table(inputs));
  return tables;
}

}  // namespace terrabalance
