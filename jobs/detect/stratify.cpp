#include "jobs/detect/stratify.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

using namespace detector;

/// How a factor becomes strata.
struct Discretisation {
  bool optimal = false;
  Method method = Method::quantile;
  std::size_t classes = 5;
  std::size_t most = 8;  ///< of optimal; `classes` is the least then
};

std::size_t class_count(std::string_view text, const std::string& spec) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 2) {
    throw InputError(
        fmt::format("--discretize {}: the number of classes is an integer >= 2", spec));
  }
  return value;
}

Discretisation parse_discretisation(const std::string& spec) {
  const auto colon = spec.find(':');
  const std::string method = spec.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : spec.substr(colon + 1);
  Discretisation result;
  if (method == "optimal") {
    result.optimal = true;
    result.classes = 3;
    if (rest.empty()) return result;
    const auto dash = rest.find('-');
    if (dash == std::string::npos) {
      throw InputError(fmt::format("--discretize {}: give a range, as optimal:3-8", spec));
    }
    result.classes = class_count(std::string_view(rest).substr(0, dash), spec);
    result.most = class_count(std::string_view(rest).substr(dash + 1), spec);
    return result;
  }
  for (const Method known :
       {Method::equal, Method::quantile, Method::natural, Method::geometric, Method::deviation}) {
    if (method != name(known)) continue;
    result.method = known;
    if (!rest.empty()) result.classes = class_count(rest, spec);
    return result;
  }
  throw InputError(
      fmt::format("--discretize {}: known are equal:K, quantile:K, natural:K, "
                  "geometric:K, sd:K, optimal and optimal:K-L, each also as FACTOR=...",
                  spec));
}

/// The discretisation that --discretize asks for this factor by its name.
std::optional<Discretisation> named(const DetectOptions& options, const std::string& factor) {
  std::optional<Discretisation> found;
  for (const auto& entry : options.discretize) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || entry.substr(0, equals) != factor) continue;
    found = parse_discretisation(entry.substr(equals + 1));
  }
  return found;
}

/// The one that it asks for all continuous factors.
std::optional<Discretisation> general(const DetectOptions& options) {
  std::optional<Discretisation> found;
  for (const auto& entry : options.discretize) {
    if (entry.find('=') == std::string::npos) found = parse_discretisation(entry);
  }
  return found;
}

void refuse_unknown_factors(const DetectOptions& options) {
  for (const auto& entry : options.discretize) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos) continue;
    const std::string factor = entry.substr(0, equals);
    if (std::find(options.factors.begin(), options.factors.end(), factor) ==
        options.factors.end()) {
      throw InputError(fmt::format("--discretize {}: {} is not among the --factors{}", entry,
                                   factor, did_you_mean(factor, options.factors)));
    }
  }
}

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
                              const DetectOptions& options, const std::vector<double>& y) {
  const std::string& name = factor.name;
  auto how = named(options, name);
  if (!how && factor.kind != FactorValues::real) {
    return {name, from_labels(factor.labels, name), "as given"};
  }
  if (!how) how = general(options);
  if (!how) {
    how = Discretisation{.optimal = true, .classes = 3};
    session.warn(
        fmt::format("factor {} is continuous: it is cut by the optimal discretisation; "
                    "choose one with --discretize",
                    name));
  }
  if (factor.kind == FactorValues::text) {
    throw InputError(fmt::format("--discretize: factor {} is text, which cannot be cut", name));
  }
  if (how->optimal) {
    Optimum best = optimal(y, factor.values, how->classes, how->most, name);
    return {name, std::move(best.strata),
            fmt::format("{}:{}", detector::name(best.method), best.classes)};
  }
  return {name, discretize(factor.values, how->method, how->classes, name),
          fmt::format("{}:{}", detector::name(how->method), how->classes)};
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
  refuse_unknown_factors(options);
  std::vector<StratifiedFactor> stratified;
  std::set<std::string> seen;
  for (const FactorColumn& factor : factors) {
    if (!seen.insert(factor.name).second) {
      throw InputError(fmt::format("--factors: {} is named twice", factor.name));
    }
    stratified.push_back(stratify_one(session, factor, options, y));
  }
  return stratified;
}

}  // namespace terrabalance
