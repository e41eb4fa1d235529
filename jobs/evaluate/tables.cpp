#include "jobs/evaluate/tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "jobs/table_job.hpp"
#include "kernels/evaluate/diagnosis.hpp"
#include "kernels/evaluate/topsis.hpp"
#include "kernels/evaluate/weights.hpp"

namespace terrabalance {
namespace {

using namespace evaluate;

template <class... Columns>
void reserve(std::size_t rows, Columns&... columns) {
  (columns.reserve(rows), ...);
}

/// A subsystem, or all of them, and its columns.
struct Subsystem {
  std::string name;
  std::vector<std::size_t> columns;
};

std::vector<Subsystem> subsystems_of(const std::vector<Indicator>& indicators) {
  std::vector<Subsystem> result{{"overall", std::vector<std::size_t>(indicators.size())}};
  std::iota(result[0].columns.begin(), result[0].columns.end(), std::size_t{0});
  for (std::size_t j = 0; j < indicators.size(); ++j) {
    auto found = std::ranges::find(result, indicators[j].subsystem, &Subsystem::name);
    if (found == result.end()) {
      found = result.insert(result.end(), Subsystem{indicators[j].subsystem, {}});
    }
    found->columns.push_back(j);
  }
  if (result.size() == 2) result.pop_back();  // a single subsystem is the whole
  return result;
}

/// What is evaluated together: all years, or one.
struct Pool {
  std::vector<std::size_t> rows;
  Matrix x;
  Matrix scores;
  EntropyWeights entropy;
  std::vector<double> weight;
};

Matrix rows_of(const Matrix& all, const std::vector<std::size_t>& rows) {
  Matrix part(rows.size(), all.columns);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    for (std::size_t j = 0; j < all.columns; ++j)
      part(k, j) = all(rows[k], j);
  }
  return part;
}

std::vector<double> weights_of(const EvaluateInputs& inputs, const EvaluateOptions& options,
                               const EntropyWeights& entropy) {
  if (options.weights == "entropy") return entropy.weight;
  std::vector<double> weights(inputs.criteria.size(),
                              1.0 / static_cast<double>(inputs.criteria.size()));
  if (options.weights == "equal") return weights;
  double sum = 0;
  for (const Criterion& c : inputs.criteria)
    sum += c.weight;
  if (!(sum > 0)) throw InputError(fmt::format("{}: all weights are 0", options.criteria));
  for (std::size_t j = 0; j < weights.size(); ++j)
    weights[j] = inputs.criteria[j].weight / sum;
  return weights;
}

Pool make_pool(Session& session, const EvaluateInputs& inputs, const EvaluateOptions& options,
               std::vector<std::size_t> rows) {
  const auto indicators = inputs.indicators();
  Pool pool;
  pool.rows = std::move(rows);
  pool.x = rows_of(inputs.values, pool.rows);
  pool.scores = normalise(pool.x, indicators);
  const auto constant = constants(pool.x);
  std::vector<std::string> names;
  for (std::size_t j = 0; j < constant.size(); ++j) {
    if (constant[j]) names.push_back(indicators[j].name);
  }
  if (!names.empty()) {
    session.warn(fmt::format("indicators with the same value everywhere get entropy weight 0: {}",
                             fmt::join(names, ", ")));
  }
  if (options.weights == "entropy" || names.size() < constant.size()) {
    pool.entropy = entropy_weights(pool.scores, constant);
  }
  pool.weight = weights_of(inputs, options, pool.entropy);
  return pool;
}

std::vector<Pool> make_pools(Session& session, const EvaluateInputs& inputs,
                             const EvaluateOptions& options) {
  std::map<std::int64_t, std::vector<std::size_t>> groups;
  for (std::size_t row = 0; row < inputs.year.size(); ++row)
    groups[options.by_year ? inputs.year[row] : 0].push_back(row);
  std::vector<Pool> pools;
  for (auto& [year, rows] : groups)
    pools.push_back(make_pool(session, inputs, options, std::move(rows)));
  return pools;
}

Table weights_table(const EvaluateInputs& inputs, const EvaluateOptions& options,
                    const std::vector<Pool>& pools) {
  std::vector<std::int64_t> year;
  std::vector<std::string> names, subsystems;
  std::vector<double> entropy, weight;
  for (const Pool& pool : pools) {
    for (std::size_t j = 0; j < inputs.criteria.size(); ++j) {
      year.push_back(inputs.year[pool.rows[0]]);
      names.push_back(inputs.criteria[j].indicator.name);
      subsystems.push_back(inputs.criteria[j].indicator.subsystem);
      entropy.push_back(pool.entropy.entropy.empty() ? 1 : pool.entropy.entropy[j]);
      weight.push_back(pool.weight[j]);
    }
  }
  Table table{
      "evaluate/weights",
      "Weights of the indicators (" + options.weights + ")",
      {labels("indicator", "", std::move(names)), labels("subsystem", "", std::move(subsystems)),
       reals("entropy", "1", "", std::move(entropy)), reals("weight", "1", "", std::move(weight))}};
  if (options.by_year) {
    table.columns.insert(table.columns.begin(), counts("year", "", std::move(year)));
  }
  return table;
}

/// Closeness of every row (of all pools) in every subsystem.
struct Evaluated {
  std::vector<Subsystem> subsystems;
  std::vector<std::vector<Closeness>> closeness;  ///< [subsystem][row]
  std::vector<std::vector<std::int64_t>> rank;    ///< [subsystem][row], within the year

  std::vector<double> values(std::size_t s) const {
    std::vector<double> result;
    for (const Closeness& c : closeness[s])
      result.push_back(c.closeness);
    return result;
  }
};

Evaluated evaluate_all(const EvaluateInputs& inputs, const EvaluateOptions& options,
                       const std::vector<Pool>& pools) {
  const auto indicators = inputs.indicators();
  const Scaling scaling = options.topsis == "vector" ? Scaling::vector : Scaling::minmax;
  Evaluated result{subsystems_of(indicators), {}, {}};
  for (std::size_t s = 0; s < result.subsystems.size(); ++s) {
    auto& rows = result.closeness.emplace_back(inputs.year.size());
    for (const Pool& pool : pools) {
      const auto part =
          topsis(pool.x, indicators, pool.weight, result.subsystems[s].columns, scaling);
      for (std::size_t k = 0; k < part.size(); ++k)
        rows[pool.rows[k]] = part[k];
    }
    result.rank.push_back(ranks(result.values(s), inputs.year));
  }
  return result;
}

Table closeness_table(const EvaluateInputs& inputs, const Evaluated& evaluated) {
  std::vector<std::int64_t> year, rank;
  std::vector<std::string> city, subsystem;
  std::vector<double> d_plus, d_minus, closeness;
  for (std::size_t row = 0; row < inputs.year.size(); ++row) {
    for (std::size_t s = 0; s < evaluated.subsystems.size(); ++s) {
      const Closeness& c = evaluated.closeness[s][row];
      year.push_back(inputs.year[row]);
      city.push_back(inputs.city[row]);
      subsystem.push_back(evaluated.subsystems[s].name);
      d_plus.push_back(c.d_plus);
      d_minus.push_back(c.d_minus);
      closeness.push_back(c.closeness);
      rank.push_back(evaluated.rank[s][row]);
    }
  }
  return {"evaluate/closeness",
          "Closeness to the ideal (TOPSIS), overall and by subsystem",
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           labels("subsystem", "", std::move(subsystem)),
           reals("d_plus", "1", "distance to the best", std::move(d_plus)),
           reals("d_minus", "1", "distance to the worst", std::move(d_minus)),
           reals("closeness", "1", "d_minus / (d_plus + d_minus)", std::move(closeness)),
           counts("rank", "within the year, ties shared", std::move(rank))}};
}

/// The values of the indicators, as the formulas gave them.
Table indicators_table(const EvaluateInputs& inputs) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city, indicator;
  std::vector<double> value;
  reserve(inputs.year.size() * inputs.criteria.size(), year, city, indicator, value);
  for (std::size_t row = 0; row < inputs.year.size(); ++row) {
    for (std::size_t j = 0; j < inputs.criteria.size(); ++j) {
      year.push_back(inputs.year[row]);
      city.push_back(inputs.city[row]);
      indicator.push_back(inputs.criteria[j].indicator.name);
      value.push_back(inputs.values(row, j));
    }
  }
  return large_table("evaluate/indicators", "Values of the indicators",
                     counts("year", "", std::move(year)), labels("city", "", std::move(city)),
                     labels("indicator", "", std::move(indicator)),
                     reals("value", "", "in the unit of its formula", std::move(value)));
}

Table obstacle_table(const EvaluateInputs& inputs, const std::vector<Pool>& pools,
                     const std::vector<Subsystem>& subsystems) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city, subsystem, indicator;
  std::vector<double> degree;
  reserve(2 * inputs.year.size() * inputs.criteria.size(), year, city, subsystem, indicator,
          degree);
  for (const Pool& pool : pools) {
    for (const Subsystem& s : subsystems) {
      const Matrix degrees = obstacle_degrees(pool.scores, pool.weight, s.columns);
      for (std::size_t k = 0; k < pool.rows.size(); ++k) {
        for (std::size_t j = 0; j < s.columns.size(); ++j) {
          year.push_back(inputs.year[pool.rows[k]]);
          city.push_back(inputs.city[pool.rows[k]]);
          subsystem.push_back(s.name);
          indicator.push_back(inputs.criteria[s.columns[j]].indicator.name);
          degree.push_back(degrees(k, j));
        }
      }
    }
  }
  return large_table("evaluate/obstacles",
                     "Obstacle degree: an indicator's share in what a city lacks of the best",
                     counts("year", "", std::move(year)), labels("city", "", std::move(city)),
                     labels("subsystem", "", std::move(subsystem)),
                     labels("indicator", "", std::move(indicator)),
                     reals("degree", "1", "", std::move(degree)));
}

Table benchmark_table(const EvaluateInputs& inputs, const std::vector<Pool>& pools,
                      const Evaluated& evaluated) {
  Matrix scores(inputs.year.size(), inputs.criteria.size());
  for (const Pool& pool : pools) {
    for (std::size_t k = 0; k < pool.rows.size(); ++k) {
      for (std::size_t j = 0; j < scores.columns; ++j)
        scores(pool.rows[k], j) = pool.scores(k, j);
    }
  }
  std::vector<std::int64_t> year;
  std::vector<std::string> city, subsystem, benchmark, indicator;
  std::vector<double> gap, score_gap;
  reserve(inputs.year.size() * inputs.criteria.size(), year, city, subsystem, benchmark, indicator,
          gap, score_gap);
  for (std::size_t s = 0; s < evaluated.subsystems.size(); ++s) {
    if (s == 0 && evaluated.subsystems.size() > 1) continue;  // benchmarks are the subsystems'
    const auto best = benchmarks(evaluated.values(s), inputs.year);
    for (std::size_t row = 0; row < inputs.year.size(); ++row) {
      for (const std::size_t j : evaluated.subsystems[s].columns) {
        year.push_back(inputs.year[row]);
        city.push_back(inputs.city[row]);
        subsystem.push_back(evaluated.subsystems[s].name);
        benchmark.push_back(inputs.city[best[row]]);
        indicator.push_back(inputs.criteria[j].indicator.name);
        gap.push_back(inputs.values(best[row], j) - inputs.values(row, j));
        score_gap.push_back(scores(best[row], j) - scores(row, j));
      }
    }
  }
  return large_table(
      "evaluate/benchmark", "Every city's gap to the benchmark city of the year, by indicator",
      counts("year", "", std::move(year)), labels("city", "", std::move(city)),
      labels("subsystem", "", std::move(subsystem)),
      labels("benchmark", "city with the highest closeness", std::move(benchmark)),
      labels("indicator", "", std::move(indicator)),
      reals("gap", "", "value of the benchmark less the city's, in the indicator's unit",
            std::move(gap)),
      reals("score_gap", "1", "of the normalised scores", std::move(score_gap)));
}

/// Shares of draws in which a city holds a rank, year by year; ranks never held are left out.
Table stability_table(const EvaluateInputs& inputs, const EvaluateOptions& options,
                      const std::vector<Pool>& pools, int threads) {
  const auto indicators = inputs.indicators();
  const auto columns = subsystems_of(indicators)[0].columns;
  const Scaling scaling = options.topsis == "vector" ? Scaling::vector : Scaling::minmax;
  std::vector<std::int64_t> year, rank;
  std::vector<std::string> city;
  std::vector<double> share;
  for (const Pool& pool : pools) {
    std::vector<std::int64_t> group;
    for (const std::size_t row : pool.rows)
      group.push_back(inputs.year[row]);
    const auto held = rank_stability(pool.x, indicators, pool.weight, columns, group, scaling,
                                     {options.spread, options.draws, options.seed}, threads);
    for (const RankShare& r : held) {
      year.push_back(group[r.row]);
      city.push_back(inputs.city[pool.rows[r.row]]);
      rank.push_back(r.rank);
      share.push_back(static_cast<double>(r.draws) / options.draws);
    }
  }
  return {"evaluate/stability",
          fmt::format("How often a city holds a rank when weights vary by up to {} %",
                      100 * options.spread),
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           counts("rank", "within the year", std::move(rank)),
           reals("share", "1", "of the draws", std::move(share))}};
}

}  // namespace

std::vector<Table> evaluate_tables(Session& session, const EvaluateInputs& inputs,
                                   const EvaluateOptions& options, int threads) {
  const auto pools = make_pools(session, inputs, options);
  const Evaluated evaluated = evaluate_all(inputs, options, pools);
  std::vector<Table> tables;  // an initializer list would copy them
  tables.push_back(weights_table(inputs, options, pools));
  tables.push_back(closeness_table(inputs, evaluated));
  tables.push_back(obstacle_table(inputs, pools, evaluated.subsystems));
  tables.push_back(benchmark_table(inputs, pools, evaluated));
  tables.push_back(indicators_table(inputs));
  if (options.draws > 0) tables.push_back(stability_table(inputs, options, pools, threads));
  return tables;
}

}  // namespace terrabalance
