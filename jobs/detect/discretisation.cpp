#include "jobs/detect/discretisation.hpp"

#include <algorithm>
#include <charconv>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

using detector::Method;

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
    result = default_discretisation();
    if (rest.empty()) return result;
    const auto dash = rest.find('-');
    if (dash == std::string::npos) {
      throw InputError(fmt::format("--discretize {}: give a range, as optimal:3-8", spec));
    }
    result.classes = class_count(std::string_view(rest).substr(0, dash), spec);
    result.most = class_count(std::string_view(rest).substr(dash + 1), spec);
    return result;
  }
  for (const Method known : detector::all_methods) {
    if (method != detector::name(known)) continue;
    result.method = known;
    if (!rest.empty()) result.classes = class_count(rest, spec);
    return result;
  }
  throw InputError(
      fmt::format("--discretize {}: known are equal:K, quantile:K, natural:K, "
                  "geometric:K, sd:K, optimal and optimal:K-L, each also as FACTOR=...",
                  spec));
}

}  // namespace

Discretisation default_discretisation() {
  return {.optimal = true, .classes = 3};
}

std::string name_of(Method method, std::size_t classes) {
  return fmt::format("{}:{}", detector::name(method), classes);
}

void warn_of_optimal(Session& session, const std::string& factor) {
  session.warn(
      fmt::format("factor {} is continuous: it is cut by the optimal discretisation; "
                  "choose one with --discretize",
                  factor));
}

DiscretisationOptions::DiscretisationOptions(const std::vector<std::string>& entries,
                                             const std::vector<std::string>& factors)
    : named(factors.size()) {
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos) {
      general = parse_discretisation(entry);
      continue;
    }
    const std::string factor = entry.substr(0, equals);
    const auto found = std::ranges::find(factors, factor);
    if (found == factors.end()) {
      throw InputError(fmt::format("--discretize {}: {} is not among the --factors{}", entry,
                                   factor, did_you_mean(factor, factors)));
    }
    named[static_cast<std::size_t>(found - factors.begin())] =
        parse_discretisation(entry.substr(equals + 1));
  }
}

}  // namespace terrabalance
