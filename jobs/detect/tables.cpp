#include "jobs/detect/tables.hpp"

#include <cmath>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

using namespace detector;

Table factor_table(const DetectorGroups& all) {
  std::vector<std::string> names, methods;
  std::vector<double> q, p, f;
  std::vector<std::int64_t> strata;
  for (const auto& one : all.factors) {
    const Factor found = factor(one.groups, all.total.squares, one.name);
    names.push_back(one.name);
    q.push_back(found.q);
    p.push_back(found.p);
    f.push_back(found.f);
    strata.push_back(static_cast<std::int64_t>(found.strata));
    methods.push_back(one.method);
  }
  return {"detect/factor",
          "How much of the response's variation lies between a factor's strata",
          {labels("factor", "", std::move(names)),
           reals("q", "1", "share of the variation explained", std::move(q)),
           reals("p", "1", "of q, noncentral F", std::move(p)),
           reals("f", "1", "F of q", std::move(f)), counts("strata", "", std::move(strata)),
           labels("discretization", "how the strata were made", std::move(methods))}};
}

Table interaction_table(const DetectorGroups& all) {
  std::vector<std::string> a, b, types;
  std::vector<double> q, q_a, q_b;
  for (const auto& pair : all.pairs) {
    const auto& first = all.factors[pair.a];
    const auto& second = all.factors[pair.b];
    a.push_back(first.name);
    b.push_back(second.name);
    q.push_back(q_statistic(pair.groups, all.total.squares));
    q_a.push_back(q_statistic(first.groups, all.total.squares));
    q_b.push_back(q_statistic(second.groups, all.total.squares));
    types.emplace_back(name(interaction(q_a.back(), q_b.back(), q.back())));
  }
  return {"detect/interaction",
          "How two factors act together",
          {labels("a", "factor", std::move(a)), labels("b", "factor", std::move(b)),
           reals("q", "1", "of both together", std::move(q)), reals("q_a", "1", "", std::move(q_a)),
           reals("q_b", "1", "", std::move(q_b)), labels("type", "", std::move(types))}};
}

Table risk_table(Session& session, const DetectorGroups& all) {
  std::vector<std::string> names, a, b;
  std::vector<double> t, df, p;
  for (const auto& one : all.factors) {
    std::int64_t untested = 0;
    for (const Risk& pair : risk(one.groups)) {
      names.push_back(one.name);
      a.push_back(one.strata[pair.a]);
      b.push_back(one.strata[pair.b]);
      t.push_back(pair.t);
      df.push_back(pair.df);
      p.push_back(pair.p);
      untested += std::isnan(pair.t) ? 1 : 0;
    }
    if (untested > 0) {
      session.warn(
          fmt::format("factor {}: {} pairs of strata have no t test (a stratum of one "
                      "unit, or no variance in both)",
                      one.name, untested));
    }
  }
  return {"detect/risk",
          "Welch t test between the means of two strata",
          {labels("factor", "", std::move(names)), labels("a", "stratum", std::move(a)),
           labels("b", "stratum", std::move(b)), reals("t", "1", "mean of a above b", std::move(t)),
           reals("df", "1", "", std::move(df)), reals("p", "1", "two-sided", std::move(p))}};
}

Table ecological_table(const DetectorGroups& all) {
  std::vector<std::string> a, b;
  std::vector<double> f, p;
  for (const auto& pair : all.pairs) {
    const Ecological found = ecological(all.factors[pair.a].groups, all.factors[pair.b].groups);
    a.push_back(all.factors[pair.a].name);
    b.push_back(all.factors[pair.b].name);
    f.push_back(found.f);
    p.push_back(found.p);
  }
  return {"detect/ecological",
          "Whether two factors differ in their influence",
          {labels("a", "factor", std::move(a)), labels("b", "factor", std::move(b)),
           reals("f", "1", "within-strata variation of a over that of b", std::move(f)),
           reals("p", "1", "upper tail of F", std::move(p))}};
}

Table strata_table(const DetectorGroups& all) {
  std::vector<std::string> names, strata;
  std::vector<std::int64_t> units;
  std::vector<double> means;
  for (const auto& one : all.factors) {
    for (std::size_t h = 0; h < one.groups.size(); ++h) {
      names.push_back(one.name);
      strata.push_back(one.strata[h]);
      units.push_back(static_cast<std::int64_t>(one.groups[h].count));
      means.push_back(one.groups[h].mean);
    }
  }
  return {"detect/strata",
          "Units and mean of every stratum",
          {labels("factor", "", std::move(names)), labels("stratum", "", std::move(strata)),
           counts("units", "", std::move(units)),
           reals("mean", "", "of the response, in its unit", std::move(means))}};
}

}  // namespace

std::vector<Table> detector_tables(Session& session, const DetectorGroups& groups) {
  return {factor_table(groups), interaction_table(groups), risk_table(session, groups),
          ecological_table(groups), strata_table(groups)};
}

}  // namespace terrabalance
