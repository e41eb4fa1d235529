#include "jobs/uncertainty/tables/figures.hpp"

#include <cmath>
#include <limits>

#include <spdlog/fmt/fmt.h>

#include "jobs/table_job.hpp"
#include "jobs/uncertainty/tables/tables.hpp"
#include "kernels/uncertainty/ipcc_trend.hpp"

namespace terrabalance {
namespace {

using uncertainty::ColumnSummary;
using uncertainty::Moments;
using uncertainty::Sum;
using uncertainty::z95;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// One row's numbers.
struct Row {
  std::string method;
  double mean = nan;
  double sd = nan;
  double low = nan;
  double middle = nan;
  double high = nan;
  double mcse = nan;
  double percent = nan;
  std::int64_t n = 0;
  std::string flags = {};

  void flag(const std::string& text) {
    if (!flags.empty()) flags += ';';
    flags += text;
  }
};

Row normal_row(const std::string& method, const Moments& m) {
  return {method, m.mean, m.sd, m.mean - z95 * m.sd, m.mean, m.mean + z95 * m.sd, nan, nan, 0, ""};
}

/// Whether eq. 3.1 was used beyond a coefficient of variation of 0.3.
bool has_wide_input(const Sum& sum, const uncertainty::Inputs& inputs) {
  for (const auto& term : sum) {
    for (const auto f : term.factors) {
      const auto& d = inputs.independent[f].distribution;
      if (d.sd() > 0.3 * std::abs(d.mean()) && d.mean() != 0) return true;
    }
  }
  return false;
}

Row approach1_row(const Quantity& quantity, const uncertainty::SumGroup& zone,
                  const uncertainty::Inputs& inputs) {
  const Sum sum = sum_of(quantity.numerator, quantity.scale, zone);
  if (quantity.name == "net_percent") {
    Row row{"approach1"};
    if (quantity.undefined) return row;
    const auto trend = uncertainty::ipcc_trend(uncertainty::trend_categories(
        sum_of(quantity.denominator, 1, zone),
        sum_of({{2 * quantity.to, 1}, {2 * quantity.to + 1, -1}}, 1, zone), inputs));
    const double base =
        uncertainty::exact_moments(sum_of(quantity.denominator, 1, zone), inputs).mean;
    const double percent = base < 0 ? -trend.percent : trend.percent;
    return normal_row("approach1", {percent, trend.uncertainty / z95});
  }
  Row row = normal_row("approach1", uncertainty::approach1(sum, inputs));
  if (std::abs(row.mean) < z95 * row.sd) {
    row.flag("near_zero");
  } else {
    row.percent = 100 * z95 * row.sd / std::abs(row.mean);
  }
  if (has_wide_input(sum, inputs)) row.flag("cv>0.3");
  return row;
}

Row exact_row(const Quantity& quantity, const uncertainty::SumGroup& zone,
              const uncertainty::Inputs& inputs) {
  Row row = normal_row("exact", uncertainty::exact_moments(
                                    sum_of(quantity.numerator, quantity.scale, zone), inputs));
  row.flag("normal_limits");
  return row;
}

Row mc_row(const ColumnSummary& s, const MonteCarlo& draws) {
  Row row{"mc",
          s.mean,
          s.sd,
          s.p2_5,
          s.p50,
          s.p97_5,
          s.sd / std::sqrt(static_cast<double>(draws.draws)),
          nan,
          static_cast<std::int64_t>(draws.draws),
          ""};
  if (!s.converged) row.flag("converged=0");
  return row;
}

/// The rows of a figure: approach 1 where it applies, exact for sums, draws.
std::vector<Row> rows_of(const Quantity& quantity, const uncertainty::SumGroup& zone,
                         const Assembly& assembly, const ColumnSummary& summary,
                         const MonteCarlo& draws) {
  std::vector<Row> rows;
  if (quantity.name != "net_per_gdp") {
    rows.push_back(approach1_row(quantity, zone, assembly.inputs));
  }
  if (!quantity.is_ratio()) rows.push_back(exact_row(quantity, zone, assembly.inputs));
  rows.push_back(mc_row(summary, draws));
  for (Row& row : rows) {
    if (quantity.undefined) row.flag("base_near_zero");
    if (quantity.trend && assembly.lower_bound) row.flag("lower_bound");
  }
  return rows;
}

/// The columns that summary and trend have in common.
struct Values {
  std::vector<std::string> zone, quantity, unit, method, flags;
  std::vector<double> mean, sd, low, middle, high, mcse, percent;
  std::vector<std::int64_t> n;

  void add(const std::string& z, const Quantity& q, const Row& row) {
    zone.push_back(z);
    quantity.push_back(q.name);
    unit.push_back(q.unit);
    method.push_back(row.method);
    mean.push_back(row.mean);
    sd.push_back(row.sd);
    low.push_back(row.low);
    middle.push_back(row.middle);
    high.push_back(row.high);
    mcse.push_back(row.mcse);
    percent.push_back(row.percent);
    n.push_back(row.n);
    flags.push_back(row.flags);
  }
};

Column zone_column(std::vector<std::string> zones) {
  return labels("zone", fmt::format("id of the zone; {}: all zones together", total_zone),
                std::move(zones));
}

}  // namespace

Figures figures_of(const Assembly& assembly, const UncertaintyInputs& inputs) {
  Figures figures{inputs.zones, inputs.years, assembly.zones, assembly.deterministic, {}};
  const std::size_t sums = assembly.zones.front().size();
  uncertainty::SumGroup total;
  std::vector<double> total_values(sums, 0);
  for (std::size_t s = 0; s < sums; ++s) {
    total.push_back(assembly.total(s));
    for (const auto& zone : assembly.deterministic)
      total_values[s] += zone[s];
  }
  figures.zones.emplace_back(total_zone);
  figures.sums.push_back(std::move(total));
  figures.deterministic.push_back(std::move(total_values));

  const std::size_t years = inputs.years.size();
  const std::size_t classes = assembly.classes.size();
  std::vector<double> total_area(years, 0);
  for (std::size_t z = 0; z < figures.zones.size(); ++z) {
    std::vector<double> area(years, 0);
    for (std::size_t y = 0; y < years && z < inputs.zones.size(); ++y) {
      for (std::size_t c = 0; c < classes; ++c)
        area[y] += assembly.mapped[(z * years + y) * classes + c];
      total_area[y] += area[y];
    }
    const bool is_total = z == inputs.zones.size();
    figures.quantities.push_back(
        quantities_of(inputs.years, is_total ? total_area : area, assembly.gdp, inputs.gdp_unit));
    for (Quantity& quantity : figures.quantities.back()) {
      if (quantity.name != "net_percent") continue;
      const Moments base = uncertainty::exact_moments(
          sum_of(quantity.denominator, 1, figures.sums[z]), assembly.inputs);
      quantity.undefined = std::abs(base.mean) <= z95 * base.sd;
    }
  }
  return figures;
}

Table summary_table(const Figures& figures, const Assembly& assembly, const MonteCarlo& draws) {
  Values v;
  std::vector<std::int64_t> year;
  std::vector<double> deterministic;
  for (std::size_t z = 0; z < figures.zones.size(); ++z) {
    for (std::size_t q = 0; q < figures.quantities[z].size(); ++q) {
      const Quantity& quantity = figures.quantities[z][q];
      if (quantity.trend) continue;
      for (const Row& row :
           rows_of(quantity, figures.sums[z], assembly, draws.summaries[z][q], draws)) {
        v.add(figures.zones[z], quantity, row);
        year.push_back(figures.years[quantity.to]);
        deterministic.push_back(value_of(quantity, figures.deterministic[z]));
      }
    }
  }
  return {"uncertainty/summary",
          "How sure each balance is",
          {zone_column(std::move(v.zone)), counts("year", "", std::move(year)),
           labels("quantity", "source, sink, net = source - sink, and intensities",
                  std::move(v.quantity)),
           labels("unit", "of all numbers of the row but n and u_percent", std::move(v.unit)),
           reals("deterministic", "", "without uncertainty, from the map's areas",
                 std::move(deterministic)),
           labels("method",
                  "approach1: IPCC error propagation; exact: moments of the products, normal "
                  "limits; mc: draws",
                  std::move(v.method)),
           reals("mean", "", "", std::move(v.mean)),
           reals("sd", "", "standard deviation", std::move(v.sd)),
           reals("p2_5", "", "lower end of the 95 % interval", std::move(v.low)),
           reals("p50", "", "median", std::move(v.middle)),
           reals("p97_5", "", "upper end of the 95 % interval", std::move(v.high)),
           counts("n", "draws", std::move(v.n)),
           reals("mcse", "", "standard error of the mean of the draws", std::move(v.mcse)),
           labels("flags",
                  "near_zero: half the interval exceeds the mean; cv>0.3: an input beyond the "
                  "range of eq. 3.1 (threshold not verified: the chapter was not read); "
                  "normal_limits; converged=0",
                  std::move(v.flags)),
           reals("u_percent", "%", "approach1: half the 95 % interval in per cent of the mean",
                 std::move(v.percent))}};
}

Table trend_table(const Figures& figures, const Assembly& assembly, const MonteCarlo& draws) {
  Values v;
  std::vector<std::int64_t> from, to;
  for (std::size_t z = 0; z < figures.zones.size(); ++z) {
    for (std::size_t q = 0; q < figures.quantities[z].size(); ++q) {
      const Quantity& quantity = figures.quantities[z][q];
      if (!quantity.trend) continue;
      for (const Row& row :
           rows_of(quantity, figures.sums[z], assembly, draws.summaries[z][q], draws)) {
        v.add(figures.zones[z], quantity, row);
        from.push_back(figures.years[quantity.from]);
        to.push_back(figures.years[quantity.to]);
      }
    }
  }
  return {"uncertainty/trend",
          "How sure each change is",
          {zone_column(std::move(v.zone)), counts("from_year", "", std::move(from)),
           counts("to_year", "", std::move(to)),
           labels("quantity",
                  "source, sink, net: differences; net_percent: of the first year's amount; "
                  "net_slope: least squares over all years",
                  std::move(v.quantity)),
           labels("unit", "of the row's numbers", std::move(v.unit)),
           labels("method", "as in uncertainty/summary", std::move(v.method)),
           reals("mean", "", "", std::move(v.mean)),
           reals("sd", "", "standard deviation", std::move(v.sd)),
           reals("p2_5", "", "lower end of the 95 % interval", std::move(v.low)),
           reals("p50", "", "median", std::move(v.middle)),
           reals("p97_5", "", "upper end of the 95 % interval", std::move(v.high)),
           labels("flags",
                  "base_near_zero: no per cent of a net that may be 0; lower_bound: one error "
                  "matrix for all years hides the error of change; others as in the summary",
                  std::move(v.flags))}};
}

}  // namespace terrabalance
