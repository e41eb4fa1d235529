#include "kernels/landscape/second_sweep/proximity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>
#include <unordered_map>

#include "kernels/landscape/second_sweep/box_tree.hpp"

namespace terrabalance::landscape {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Patches by their first cell.
class PatchIndex {
 public:
  explicit PatchIndex(const std::vector<Patch>& patches) {
    patches_.reserve(patches.size());
    for (const Patch& patch : patches)
      patches_.push_back(&patch);
    std::sort(patches_.begin(), patches_.end(),
              [](const Patch* a, const Patch* b) { return a->first < b->first; });
  }
  const Patch& at(std::int64_t first) const {
    return **std::lower_bound(patches_.begin(), patches_.end(), first,
                              [](const Patch* p, std::int64_t f) { return p->first < f; });
  }

 private:
  std::vector<const Patch*> patches_;
};

/// The nearest patches so far, at most k of them, each once.
class NearestPatches {
 public:
  explicit NearestPatches(int k) : k_(static_cast<std::size_t>(k)) {}

  void add(std::int64_t patch, double squared) {
    const auto known = std::find_if(found_.begin(), found_.end(),
                                    [patch](const auto& f) { return f.second == patch; });
    if (known != found_.end()) {
      if (squared >= known->first) return;
      found_.erase(known);
    }
    found_.insert(std::lower_bound(found_.begin(), found_.end(), std::pair{squared, patch}),
                  {squared, patch});
    if (found_.size() > k_) found_.pop_back();
  }
  /// Squared distance to the k-th, infinite while there are fewer.
  double kth() const { return found_.size() < k_ ? infinite : found_.back().first; }

 private:
  std::size_t k_;
  std::vector<std::pair<double, std::int64_t>> found_;
};

/// Patches within the radius, with their least squared distances, in order of their first cell.
using Around = std::vector<std::pair<std::int64_t, double>>;

/// Visits the patches of a set of edges: visit(patch, its runs).
template <class Visit>
void for_each_patch(const std::vector<EdgeRun>& runs, const Visit& visit) {
  const auto order = order_by_patch(runs);
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && runs[order[end]].patch == runs[order[i]].patch)
      ++end;
    visit(runs[order[i]].patch, std::span(order).subspan(i, end - i));
    i = end;
  }
}

Around around(const BoxTree& tree, const std::vector<EdgeRun>& runs,
              std::span<const std::uint32_t> own, double radius) {
  std::unordered_map<std::int64_t, double> least;
  // A patch at exactly the radius counts.
  double reach = std::nextafter(radius * radius, infinite);
  for (const std::uint32_t i : own) {
    tree.search(runs[i], reach, [&](const EdgeRun& run, double squared) {
      const auto [place, added] = least.emplace(run.patch, squared);
      if (!added) place->second = std::min(place->second, squared);
    });
  }
  Around result(least.begin(), least.end());
  std::sort(result.begin(), result.end());
  return result;
}

/// prox, links and the k-th neighbour of the patches of one class.
std::vector<PatchProximity> within_class(std::uint64_t key, std::vector<EdgeRun>& runs,
                                         const PatchIndex& index, const CellSize& cell,
                                         const ProximityOptions& options) {
  sort_along_curve(runs);
  const BoxTree tree(runs, CellDistances(cell, options.rows.get()));
  std::vector<PatchProximity> result;
  for_each_patch(runs, [&](std::int64_t patch, std::span<const std::uint32_t> own) {
    PatchProximity& p = result.emplace_back();
    p.patch = patch;
    p.zone = static_cast<std::int32_t>(key >> 16);
    p.class_index = static_cast<ClassIndex>(key & 0xffff);
    if (options.radius > 0) {
      for (const auto& [other, squared] : around(tree, runs, own, options.radius)) {
        p.prox += index.at(other).area(cell) / squared;
        ++p.links;
      }
    }
    if (options.neighbour > 0) {
      NearestPatches nearest(options.neighbour);
      double reach = infinite;
      for (const std::uint32_t i : own) {
        tree.search(runs[i], reach, [&](const EdgeRun& run, double squared) {
          nearest.add(run.patch, squared);
          reach = nearest.kth();
        });
      }
      p.kth = std::sqrt(nearest.kth());
    }
  });
  return result;
}

/// (patch, simi) of the patches of one zone.
std::vector<std::pair<std::int64_t, double>> similarities(std::vector<EdgeRun>& runs,
                                                          const PatchIndex& index,
                                                          const CellSize& cell,
                                                          const ProximityOptions& options) {
  sort_along_curve(runs);
  const BoxTree tree(runs, CellDistances(cell, options.rows.get()));
  std::vector<std::pair<std::int64_t, double>> result;
  for_each_patch(runs, [&](std::int64_t patch, std::span<const std::uint32_t> own) {
    const ClassIndex focal = index.at(patch).class_index;
    double sum = 0;
    for (const auto& [other, squared] : around(tree, runs, own, options.radius)) {
      const Patch& neighbour = index.at(other);
      sum += neighbour.area(cell) * options.similarity(focal, neighbour.class_index) / squared;
    }
    result.emplace_back(patch, sum);
  });
  return result;
}

void add_similarities(const std::vector<std::pair<std::uint64_t, Edges>>& groups,
                      const PatchIndex& index, const CellSize& cell,
                      const ProximityOptions& options, int threads,
                      std::vector<PatchProximity>& patches) {
  std::vector<std::vector<EdgeRun>> zones;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g == 0 || groups[g].first >> 16 != groups[g - 1].first >> 16) zones.emplace_back();
    const auto& runs = groups[g].second.runs;
    zones.back().insert(zones.back().end(), runs.begin(), runs.end());
  }
  std::vector<std::vector<std::pair<std::int64_t, double>>> found(zones.size());
  const auto count = static_cast<std::int64_t>(zones.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (std::int64_t z = 0; z < count; ++z) {
    const auto i = static_cast<std::size_t>(z);
    found[i] = similarities(zones[i], index, cell, options);
  }
  std::unordered_map<std::int64_t, double> simi;
  for (const auto& zone : found)
    simi.insert(zone.begin(), zone.end());
  for (PatchProximity& patch : patches)
    patch.simi = simi.at(patch.patch);
}

/// Mean and sample or population deviation of values in their order.
MeanAndDeviation moments_of(const std::vector<double>& values, bool population) {
  MeanAndDeviation result;
  if (values.empty()) return result;
  long double sum = 0;
  for (const double v : values)
    sum += v;
  const auto n = static_cast<long double>(values.size());
  const long double mean = sum / n;
  result.mean = static_cast<double>(mean);
  if (values.size() < 2 && !population) return result;
  long double squares = 0;
  for (const double v : values)
    squares += (v - mean) * (v - mean);
  result.deviation = static_cast<double>(std::sqrt(squares / (population ? n : n - 1)));
  return result;
}

ProximityTotals totals_of(std::span<const PatchProximity> patches, bool population) {
  std::vector<double> prox;
  std::vector<double> simi;
  std::vector<double> kth;
  ProximityTotals totals;
  for (const PatchProximity& patch : patches) {
    prox.push_back(patch.prox);
    simi.push_back(patch.simi);
    if (std::isfinite(patch.kth)) kth.push_back(patch.kth);
    totals.links += patch.links;
  }
  totals.links /= 2;  // each was seen from both ends
  totals.prox = moments_of(prox, population);
  totals.simi = moments_of(simi, population);
  totals.kth = moments_of(kth, population);
  return totals;
}

}  // namespace

std::vector<PatchProximity> proximity(KeyedTotals<Edges>& edges, const std::vector<Patch>& patches,
                                      const CellSize& cell, const ProximityOptions& options,
                                      int threads) {
  const PatchIndex index(patches);
  auto groups = edges.sorted();
  std::vector<std::vector<PatchProximity>> found(groups.size());
  const auto count = static_cast<std::int64_t>(groups.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (std::int64_t i = 0; i < count; ++i) {
    const auto g = static_cast<std::size_t>(i);
    found[g] = within_class(groups[g].first, groups[g].second.runs, index, cell, options);
  }
  std::vector<PatchProximity> result;
  for (const auto& of_class : found)
    result.insert(result.end(), of_class.begin(), of_class.end());
  if (options.radius > 0 && !options.similarity.empty())
    add_similarities(groups, index, cell, options, threads, result);
  return result;
}

void add_proximity(std::vector<Landscape>& landscapes, const std::vector<PatchProximity>& patches) {
  auto next = patches.begin();
  for (Landscape& landscape : landscapes) {
    const bool population = landscape.convention == Convention::fragstats;
    const auto start = next;
    for (LandscapeClass& c : landscape.classes) {
      const auto first = next;
      while (next != patches.end() && next->zone == landscape.zone && next->class_index == c.index)
        ++next;
      c.proximity = totals_of(std::span(first, next), population);
      c.proximity.possible_links = c.totals.patches * (c.totals.patches - 1) / 2;
      landscape.proximity.possible_links += c.proximity.possible_links;
    }
    const std::int64_t possible = landscape.proximity.possible_links;
    landscape.proximity = totals_of(std::span(start, next), population);
    landscape.proximity.possible_links = possible;
  }
}

}  // namespace terrabalance::landscape
