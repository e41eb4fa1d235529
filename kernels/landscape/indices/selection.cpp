#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/landscape/metrics.hpp"

namespace terrabalance::landscape {
namespace {

/// Levenshtein distance: the letters to change, add or drop.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string nearest(std::string_view name) {
  std::vector<std::pair<std::size_t, std::string_view>> known;
  for (const auto& list : {metrics(), patch_metrics()})
    for (const Metric& metric : list)
      known.emplace_back(edits(name, metric.name), metric.name);
  std::stable_sort(known.begin(), known.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (std::size_t i = 0; i < 3; ++i)
    text += (i == 0 ? "" : ", ") + std::string(known[i].second);
  return text;
}

/// Whether `metric` is the mean, deviation or variation of the patch index `base`.
bool summarises(std::string_view metric, std::string_view base) {
  if (base == "ncore") base = "dcore";
  return metric.size() == base.size() + 3 && metric.starts_with(base) &&
         (metric.ends_with("_mn") || metric.ends_with("_sd") || metric.ends_with("_cv"));
}

bool in_fast(const Metric& metric) {
  return metric.cost == Cost::sweep;
}

bool possible(const Metric& metric, const Possible& options) {
  switch (metric.cost) {
    case Cost::contrast:
      return options.contrast;
    case Cost::proximity:
      return options.proximity;
    case Cost::similarity:
      return options.similarity;
    case Cost::kth:
      return options.kth;
    default:
      return true;
  }
}

void require(const Metric& metric, const Possible& options) {
  if (possible(metric, options)) return;
  const std::string_view need = metric.cost == Cost::contrast    ? "--contrast FILE"
                                : metric.cost == Cost::proximity ? "--search-radius METRES"
                                : metric.cost == Cost::kth
                                    ? "--neighbour K"
                                    : "--search-radius METRES and --similarity FILE";
  throw InputError("metric '" + std::string(metric.name) + "' needs " + std::string(need));
}

void add(std::vector<const Metric*>& list, const Metric& metric) {
  if (std::find(list.begin(), list.end(), &metric) == list.end()) list.push_back(&metric);
}

void add_named(std::string_view name, const Possible& options, Selection& selection) {
  bool found = false;
  for (const Metric& metric : metrics()) {
    if (metric.name != name) continue;
    require(metric, options);
    add(selection.metrics, metric);
    found = true;
  }
  for (const Metric& patch_metric : patch_metrics()) {
    if (patch_metric.name != name) continue;
    require(patch_metric, options);
    add(selection.patch_metrics, patch_metric);
    found = true;
    for (const Metric& metric : metrics())
      if (summarises(metric.name, name)) add(selection.metrics, metric);
  }
  if (!found) {
    throw InputError("unknown metric '" + std::string(name) + "'; the nearest known ones are " +
                     nearest(name));
  }
}

}  // namespace

bool Selection::needs(Cost cost) const {
  const auto has = [cost](const Metric* metric) { return metric->cost == cost; };
  return std::any_of(metrics.begin(), metrics.end(), has) ||
         std::any_of(patch_metrics.begin(), patch_metrics.end(), has);
}

Selection select_metrics(std::string_view names, const Possible& options) {
  Selection selection;
  while (true) {
    const std::size_t comma = names.find(',');
    const std::string_view name = names.substr(0, comma);
    if (name == "all" || name == "fast") {
      for (const Metric& metric : metrics())
        if (name == "all" ? possible(metric, options) : in_fast(metric))
          add(selection.metrics, metric);
      for (const Metric& metric : patch_metrics())
        if (name == "all" ? possible(metric, options) : metric.cost == Cost::moments)
          add(selection.patch_metrics, metric);
    } else {
      add_named(name, options, selection);
    }
    if (comma == std::string_view::npos) return selection;
    names.remove_prefix(comma + 1);
  }
}

}  // namespace terrabalance::landscape
