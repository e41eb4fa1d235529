#include "jobs/detect/stratify.hpp"

#include <charconv>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/detect/discretisation.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

using namespace detector;

/// What the cells of a column are: the least special of all.
FactorValues kind_of(const std::vector<std::string>& cells) {
  FactorValues kind = FactorValues::integer;
  for (const auto& cell : cells) {
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size()) return FactorValues::text;
    if (cell.find_first_of(".eE") != std::string::npos) kind = FactorValues::real;
  }
  return kind;
}

StratifiedFactor stratify_one(Session& session, const FactorColumn& factor,
                              std::optional<Discretisation> how,
                              const std::optional<Discretisation>& general,
                              const std::vector<double>& y) {
  const std::string& name = factor.name;
  if (!how && factor.kind != FactorValues::real) {
    return {name, from_labels(factor.labels, name), "as given"};
  }
  if (!how) how = general;
  if (!how) {
    how = default_discretisation();
    warn_of_optimal(session, name);
  }
  if (factor.kind == FactorValues::text) {
    throw InputError(fmt::format("--discretize: factor {} is text, which cannot be cut", name));
  }
  if (how->optimal) {
    Optimum best = optimal(y, factor.values, how->classes, how->most, name);
    return {name, std::move(best.strata), name_of(best.method, best.classes)};
  }
  return {name, discretize(factor.values, how->method, how->classes, name),
          name_of(how->method, how->classes)};
}

}  // namespace

std::vector<FactorColumn> read_factors(const CsvTable& table, const DetectOptions& options) {
  std::vector<FactorColumn> factors;
  for (const auto& name : options.factors) {
    auto cells = texts(table, name);
    const FactorValues kind = kind_of(cells);
    factors.push_back({name, kind, std::move(cells),
                       kind == FactorValues::text ? std::vector<double>{} : numbers(table, name)});
  }
  return factors;
}

std::vector<StratifiedFactor> stratify(Session& session, const std::vector<FactorColumn>& factors,
                                       const DetectOptions& options, const std::vector<double>& y) {
  const DiscretisationOptions how(options.discretize, options.factors);
  std::vector<StratifiedFactor> stratified;
  std::set<std::string> seen;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    if (!seen.insert(factors[f].name).second) {
      throw InputError(fmt::format("--factors: {} is named twice", factors[f].name));
    }
    stratified.push_back(stratify_one(session, factors[f], how.named[f], how.general, y));
  }
  return stratified;
}

}  // namespace terrabalance
