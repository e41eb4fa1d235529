#include "jobs/uncertainty/inputs/input_book.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "kernels/uncertainty/stream.hpp"

namespace terrabalance {
namespace {

using uncertainty::Distribution;

double parameter(const Range& range, std::size_t k, const char* what) {
  if (!range.p.at(k)) {
    throw InputError(fmt::format("p{} ({}) is missing; give it", k + 1, what));
  }
  return *range.p.at(k);
}

Distribution distribution_of(const Range& range) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto& p = range.p;
  if (range.dist == "fixed") return Distribution::fixed(parameter(range, 0, "value"));
  if (range.dist == "normal") {
    return Distribution::normal_from_limits(parameter(range, 0, "mean"),
                                            parameter(range, 1, "lower 95 % limit"),
                                            parameter(range, 2, "upper 95 % limit"));
  }
  if (range.dist == "truncnormal") {
    return Distribution::truncated_normal(parameter(range, 0, "parent's mean"),
                                          parameter(range, 1, "parent's standard deviation"),
                                          p[2].value_or(-infinity), p[3].value_or(infinity));
  }
  if (range.dist == "lognormal") {
    const double lower = parameter(range, 1, "lower 95 % limit");
    const double upper = parameter(range, 2, "upper 95 % limit");
    return p[0] ? Distribution::lognormal_from_mean(*p[0], lower, upper)
                : Distribution::lognormal_from_limits(lower, upper);
  }
  if (range.dist == "triangular") {
    return Distribution::triangular(parameter(range, 0, "least"), parameter(range, 1, "mode"),
                                    parameter(range, 2, "most"));
  }
  return Distribution::uniform(parameter(range, 0, "lower limit"),
                               parameter(range, 1, "upper limit"));
}

/// With place and id before what is wrong.
Distribution checked_distribution(const Range& range) {
  try {
    return distribution_of(range);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}: {}", range.place, range.id, error.what()));
  }
}

bool is_t_co2(double given, double usual) {
  return usual != 0 && std::abs(given / usual / (44.0 / 12) - 1) < 0.02;
}

}  // namespace

InputBook::InputBook(Session& session, const UncertaintyInputs& from)
    : session_(session), from_(from) {
  for (const Range& range : from.set)
    ranges_[range.id] = &range;
  for (const Range& range : from.ranges)
    ranges_[range.id] = &range;
}

std::optional<InputBook::Found> InputBook::lookup(const std::string& kind, const std::string& name,
                                                  std::size_t zone, std::size_t year) const {
  const std::string id = name.empty() ? kind : fmt::format("{}.{}", kind, name);
  const std::string& z = from_.zones[zone];
  const std::string y = std::to_string(from_.years[year]);
  const std::array<std::string, 5> keys{fmt::format("{}@{}@{}", id, z, y),
                                        fmt::format("{}@{}", id, z), fmt::format("{}@{}", id, y),
                                        id, fmt::format("{}.*", kind)};
  int level = 0;
  for (const auto& key : keys) {
    if (const auto found = ranges_.find(key); found != ranges_.end()) {
      return Found{found->second, level};
    }
    ++level;
  }
  return std::nullopt;
}

bool InputBook::knows(const std::string& kind) const {
  for (const auto& [id, range] : ranges_) {
    if (id.substr(0, id.find_first_of(".@")) == kind) return true;
  }
  return false;
}

bool InputBook::has_exact(const std::string& kind, const std::string& name, std::size_t zone,
                          std::size_t year) const {
  const auto found = lookup(kind, name, zone, year);
  return found && found->level == 0;
}

std::vector<std::string> InputBook::names_with_exact(const std::string& kind) const {
  std::set<std::string> names;
  for (const auto& [id, range] : ranges_) {
    const auto at = id.find('@');
    if (!id.starts_with(kind) || id[kind.size()] != '.' || at == std::string::npos) continue;
    if (id.find('@', at + 1) == std::string::npos) continue;
    names.insert(id.substr(kind.size() + 1, at - kind.size() - 1));
  }
  return {names.begin(), names.end()};
}

std::uint32_t InputBook::add(const std::string& id, const Distribution& distribution) {
  const auto next = static_cast<std::uint32_t>(inputs_.independent.size());
  const auto [found, is_new] = number_.emplace(id, next);
  if (!is_new) return found->second;
  const auto [other, free] = streams_.emplace(uncertainty::stream_id(id), id);
  if (!free) {
    throw InputError(
        fmt::format("inputs '{}' and '{}' have the same number in the random streams; rename one",
                    id, other->second));
  }
  inputs_.independent.push_back({id, distribution});
  return next;
}

void InputBook::warn_of_fit(const Range& range, const std::string& id,
                            const Distribution& distribution) {
  if (!warned_.insert(range.id).second) return;
  const std::string place = fmt::format("{}: {}", range.place, range.id);
  if (const double p = distribution.probability_of_other_sign(); p > 0.01) {
    session_.warn(
        fmt::format("{}: changes its sign in {:.1f} % of draws, and counts on the side of its "
                    "central value all the same; a truncnormal or lognormal would not",
                    place, 100 * p));
  }
  if (range.dist == "lognormal" && range.p[0]) {
    const double off = uncertainty::misfit(distribution, *range.p[1], *range.p[2]);
    if (off > 0.05) {
      session_.warn(fmt::format(
          "{}: a lognormal with this mean has the 95 % limits {:.6g} and {:.6g}, {:.0f} % off "
          "those given; leave p1 empty to keep the limits instead",
          place, distribution.quantile(0.025), distribution.quantile(0.975), 100 * off));
    }
  }
  const auto usual = from_.usual.find(id.substr(0, id.find('@')));
  if (usual != from_.usual.end() && is_t_co2(distribution.mean(), usual->second)) {
    session_.warn(
        fmt::format("{}: its mean is 3.667 times the usual {:.6g}: t CO2 where t C is wanted? "
                    "multiply by 12/44",
                    place, usual->second));
  }
}

const InputRow& InputBook::row_for(const Found& found, const std::string& id,
                                   const std::string& scope, std::size_t zone,
                                   std::optional<double> in_use) {
  const Range& range = *found.range;
  const bool split = range.rho && *range.rho < 1;
  const std::string key = split ? fmt::format("{}@{}", id, from_.zones[zone]) : id;
  if (const auto known = row_of_.find(key); known != row_of_.end()) return rows_[known->second];
  const Distribution distribution = checked_distribution(range);
  warn_of_fit(range, id, distribution);
  InputRow row{key,   distribution, in_use.value_or(distribution.central()),
               scope, range.source, range.status,
               {}};
  if (split) {
    if (scope != "global" && scope != "year") {
      throw InputError(fmt::format("{}: {}: rho needs scope global or year, not {}", range.place,
                                   range.id, scope));
    }
    const double sd = distribution.sd();
    const double rho = *range.rho;
    const double mean = distribution.mean();
    row.parts.push_back(add(
        id, rho > 0 ? Distribution::normal(mean, sd * std::sqrt(rho)) : Distribution::fixed(mean)));
    row.parts.push_back(add(key, Distribution::normal(0, sd * std::sqrt(1 - rho))));
  } else {
    row.parts.push_back(add(id, distribution));
  }
  row_of_[key] = rows_.size();
  rows_.push_back(std::move(row));
  return rows_.back();
}

InputBook::Quantity InputBook::find(const std::string& kind, const std::string& name,
                                    std::size_t zone, std::size_t year, std::optional<double> value,
                                    bool multiples) {
  const std::string base = name.empty() ? kind : fmt::format("{}.{}", kind, name);
  const auto found = lookup(kind, name, zone, year);
  if (!found) {
    throw InputError(
        fmt::format("no range is given for {} (city {}, {}); add a row to the ranges, with dist = "
                    "fixed if it has no uncertainty",
                    base, from_.zones[zone], from_.years[year]));
  }
  const Range& range = *found->range;
  used_.insert(range.id);
  const bool by_city_year = kind == "activity" || kind == "gdp";
  const std::array<std::string, 5> usual{"city_year", "city", "year",
                                         by_city_year ? "city_year" : "global",
                                         by_city_year ? "city_year" : "global"};
  const std::string& usual_scope = usual.at(static_cast<std::size_t>(found->level));
  const std::string scope = range.scope.empty() ? usual_scope : range.scope;
  const bool fits = found->level >= 3 || scope == usual_scope || scope == "city_year";
  if (!fits) {
    throw InputError(fmt::format("{}: {}: is given by {} and cannot have scope {}; leave it out",
                                 range.place, range.id, usual_scope, scope));
  }
  std::string id = base;
  if (scope == "city" || scope == "city_year") id += fmt::format("@{}", from_.zones[zone]);
  if (scope == "year" || scope == "city_year") id += fmt::format("@{}", from_.years[year]);

  const bool multiple = found->level == 4 || (multiples && found->level > 0);
  if (multiple && !value) {
    throw InputError(
        fmt::format("{}: {}: is a multiple of a value, but none is known for {}; give "
                    "{} a range of its own",
                    range.place, range.id, base, base));
  }
  const InputRow& row =
      row_for(*found, id, scope, zone, multiple ? std::optional<double>(1.0) : value);
  if (multiple && (row.distribution.central() < 0.5 || row.distribution.central() > 2)) {
    throw InputError(
        fmt::format("{}: {}: is a multiple of the value in use, with 1 in its middle, "
                    "not {:.6g}; for an amount use {}@ZONE@YEAR",
                    range.place, range.id, row.distribution.central(), base));
  }
  const double factor = multiple ? *value : 1;
  return {factor, row.parts, multiple ? *value : value.value_or(row.distribution.central())};
}

void InputBook::warn_of_unused() {
  std::vector<std::string> unused;
  for (const Range& range : from_.ranges) {
    if (!used_.contains(range.id)) unused.push_back(range.id);
  }
  if (unused.empty()) return;
  session_.warn(fmt::format("ranges of no class, activity, city or year of these data: {}",
                            fmt::join(unused, ", ")));
}

}  // namespace terrabalance
