#include "jobs/detect/detect.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/detect/stratify.hpp"
#include "jobs/program.hpp"
#include "jobs/study/section.hpp"
#include "jobs/table_job.hpp"
#include "kernels/detector/detector.hpp"

namespace terrabalance {
namespace {

using namespace detector;

Table factor_table(const std::vector<double>& y, const std::vector<StratifiedFactor>& factors,
                   const DetectOptions& options, int threads) {
  std::vector<std::string> names, methods;
  std::vector<double> q, p, f, permuted;
  std::vector<std::int64_t> strata;
  for (const auto& stratified : factors) {
    const Factor found = factor(y, stratified.strata, stratified.name);
    names.push_back(stratified.name);
    q.push_back(found.q);
    p.push_back(found.p);
    f.push_back(found.f);
    strata.push_back(static_cast<std::int64_t>(found.strata));
    methods.push_back(stratified.method);
    permuted.push_back(
        options.permutations > 0
            ? permutation_p(y, stratified.strata, options.permutations, options.seed, threads)
            : std::numeric_limits<double>::quiet_NaN());
  }
  Table table{"detect/factor",
              "How much of the response's variation lies between a factor's strata",
              {labels("factor", "", std::move(names)),
               reals("q", "1", "share of the variation explained", std::move(q)),
               reals("p", "1", "of q, noncentral F", std::move(p)),
               reals("f", "1", "F of q", std::move(f)), counts("strata", "", std::move(strata)),
               labels("discretization", "how the strata were made", std::move(methods))}};
  if (options.permutations > 0) {
    table.columns.push_back(reals("p_perm", "1", "of q, by permutation", std::move(permuted)));
  }
  return table;
}

Table interaction_table(const std::vector<double>& y,
                        const std::vector<StratifiedFactor>& factors) {
  std::vector<std::string> a, b, types;
  std::vector<double> q, q_a, q_b;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    for (std::size_t j = i + 1; j < factors.size(); ++j) {
      a.push_back(factors[i].name);
      b.push_back(factors[j].name);
      q.push_back(q_statistic(y, intersect(factors[i].strata, factors[j].strata)));
      q_a.push_back(q_statistic(y, factors[i].strata));
      q_b.push_back(q_statistic(y, factors[j].strata));
      types.emplace_back(name(interaction(q_a.back(), q_b.back(), q.back())));
    }
  }
  return {"detect/interaction",
          "How two factors act together",
          {labels("a", "factor", std::move(a)), labels("b", "factor", std::move(b)),
           reals("q", "1", "of both together", std::move(q)), reals("q_a", "1", "", std::move(q_a)),
           reals("q_b", "1", "", std::move(q_b)), labels("type", "", std::move(types))}};
}

Table risk_table(Session& session, const std::vector<double>& y,
                 const std::vector<StratifiedFactor>& factors) {
  std::vector<std::string> names, a, b;
  std::vector<double> t, df, p;
  for (const auto& stratified : factors) {
    std::int64_t untested = 0;
    for (const Risk& pair : risk(y, stratified.strata)) {
      names.push_back(stratified.name);
      a.push_back(stratified.strata.names[pair.a]);
      b.push_back(stratified.strata.names[pair.b]);
      t.push_back(pair.t);
      df.push_back(pair.df);
      p.push_back(pair.p);
      untested += std::isnan(pair.t) ? 1 : 0;
    }
    if (untested > 0) {
      session.warn(
          fmt::format("factor {}: {} pairs of strata have no t test (a stratum of one "
                      "unit, or no variance in both)",
                      stratified.name, untested));
    }
  }
  return {"detect/risk",
          "Welch t test between the means of two strata",
          {labels("factor", "", std::move(names)), labels("a", "stratum", std::move(a)),
           labels("b", "stratum", std::move(b)), reals("t", "1", "mean of a above b", std::move(t)),
           reals("df", "1", "", std::move(df)), reals("p", "1", "two-sided", std::move(p))}};
}

Table ecological_table(const std::vector<double>& y, const std::vector<StratifiedFactor>& factors) {
  std::vector<std::string> a, b;
  std::vector<double> f, p;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    for (std::size_t j = i + 1; j < factors.size(); ++j) {
      const Ecological found = ecological(y, factors[i].strata, factors[j].strata);
      a.push_back(factors[i].name);
      b.push_back(factors[j].name);
      f.push_back(found.f);
      p.push_back(found.p);
    }
  }
  return {"detect/ecological",
          "Whether two factors differ in their influence",
          {labels("a", "factor", std::move(a)), labels("b", "factor", std::move(b)),
           reals("f", "1", "within-strata variation of a over that of b", std::move(f)),
           reals("p", "1", "upper tail of F", std::move(p))}};
}

Table strata_table(const std::vector<double>& y, const std::vector<StratifiedFactor>& factors) {
  std::vector<std::string> names, strata;
  std::vector<std::int64_t> units;
  std::vector<double> means;
  for (const auto& stratified : factors) {
    std::vector<std::int64_t> count(stratified.strata.count(), 0);
    std::vector<double> sum(stratified.strata.count(), 0);
    for (std::size_t i = 0; i < y.size(); ++i) {
      const auto h = static_cast<std::size_t>(stratified.strata.of[i]);
      ++count[h];
      sum[h] += y[i];
    }
    for (std::size_t h = 0; h < count.size(); ++h) {
      names.push_back(stratified.name);
      strata.push_back(stratified.strata.names[h]);
      units.push_back(count[h]);
      means.push_back(sum[h] / static_cast<double>(count[h]));
    }
  }
  return {"detect/strata",
          "Units and mean of every stratum",
          {labels("factor", "", std::move(names)), labels("stratum", "", std::move(strata)),
           counts("units", "", std::move(units)),
           reals("mean", "", "of the response, in its unit", std::move(means))}};
}

std::vector<Table> tables_of(Session& session, const std::vector<double>& y,
                             const std::vector<FactorColumn>& columns, const DetectOptions& options,
                             int threads) {
  const auto factors = stratify(session, columns, options, y);
  return {factor_table(y, factors, options, threads), interaction_table(y, factors),
          risk_table(session, y, factors), ecological_table(y, factors), strata_table(y, factors)};
}

void detect_job(Session& session, const DetectOptions& options) {
  if (!session.communicator.is_root()) return;
  const int threads = options.threads.value_or(default_threads());
  const CsvTable table = CsvTable::read(options.data);
  const auto y = numbers(table, options.response);
  const auto tables = tables_of(session, y, read_factors(table, options), options, threads);
  write_result(session, options.output, tables, {options.data}, threads);
}

/// Every year by itself, in tables with a column `year`.
std::vector<Table> tables_by_year(Session& session, const CityStudy& study,
                                  const std::vector<double>& y,
                                  const std::vector<FactorColumn>& columns,
                                  const DetectOptions& options) {
  std::vector<Table> tables;
  for (const std::int64_t year : study.items.years()) {
    std::vector<FactorColumn> here = columns;
    for (FactorColumn& factor : here)
      factor.values = study.items.in_year(factor.values, year);
    auto part = tables_of(session, study.items.in_year(y, year), here, options, study.threads);
    tables.resize(part.size());
    for (std::size_t t = 0; t < part.size(); ++t)
      append(tables[t], with_year(std::move(part[t]), year));
  }
  return tables;
}

}  // namespace

std::vector<Table> detect_step(Session& session, const CityStudy& study, const CLI::App* command) {
  DetectOptions options;
  bool pooled = false;
  const SectionReader section(study.file, "detect", command);
  section.text("response", options.response);
  section.texts("factors", options.factors);
  section.texts("discretize", options.discretize);
  section.integer("permutations", options.permutations, 0);
  section.integer("seed", options.seed, 0);
  section.flag("pooled", pooled);
  if (options.response.empty() || options.factors.empty()) {
    throw InputError(
        fmt::format("{}: [detect] needs response = \"...\" and factors = [...]: items of the "
                    "study, or formulas over them",
                    study.file.path()));
  }
  const auto y = study.items.compute(options.response, "[detect] response");
  std::vector<FactorColumn> columns;
  for (const auto& name : options.factors) {
    columns.push_back({name, FactorKind::real, {}, study.items.compute(name, "[detect] factors")});
  }
  return pooled ? tables_of(session, y, columns, options, study.threads)
                : tables_by_year(session, study, y, columns, options);
}

void add_detect(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "detect", "Geographical detector: factor, interaction, risk, ecological");
  const auto o = std::make_shared<DetectOptions>();
  command->add_option("DATA", o->data, "CSV with a row a unit; or a study file")->required();
  command->add_option("--response", o->response, "Column to explain");
  command->add_option("--factors", o->factors, "Columns that may explain it")->delimiter(',');
  command
      ->add_option("--discretize", o->discretize,
                   "equal:K, quantile:K, natural:K, geometric:K, sd:K, optimal[:K-L]; for one "
                   "factor FACTOR=...; text and integers are strata as they are unless named so")
      ->delimiter(',');
  command->add_option("--permutations", o->permutations, "Also p of q by this many permutations")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seed", o->seed, "Seed of the permutations")->capture_default_str();
  command->add_option("--threads", o->threads, "Threads [cores granted]")
      ->check(CLI::Range(1, 4096));
  command->add_option("-o,--output", o->output, "Result file")->required();
  command->footer(
      "Example: terrabalance detect cities.csv --response net --factors gdp,relief --discretize "
      "optimal -o detect.h5");
  command->callback([o, command, &work] {
    if (!is_study(o->data)) {
      if (o->response.empty()) throw CLI::RequiredError("--response");
      if (o->factors.empty()) throw CLI::RequiredError("--factors");
    }
    work = [o, command](Session& session) {
      if (is_study(o->data)) {
        run_city_step(session, detect_step, o->data, o->output, o->threads, command);
      } else {
        detect_job(session, *o);
      }
    };
  });
}

}  // namespace terrabalance
