#include "kernels/landscape/second_sweep/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/landscape/second_sweep/box_tree.hpp"

namespace terrabalance::landscape {
namespace {

/// No two patches can be nearer, squared.
double least_distance(const CellSize& cell, Directions directions) {
  const double x = cell.dx * cell.dx;
  const double y = cell.dy * cell.dy;
  const double two_steps = 4 * std::min(x, y);
  return directions == Directions::eight ? two_steps : std::min(two_steps, x + y);
}

}  // namespace

std::vector<Neighbour> nearest_neighbours(Edges& edges, const CellSize& cell,
                                          Directions directions) {
  auto& runs = edges.runs;
  sort_along_curve(runs);
  const BoxTree tree(runs, cell);
  const auto by_patch = order_by_patch(runs);

  const double least = least_distance(cell, directions);
  std::vector<Neighbour> result;
  double best = 0;
  for (const std::uint32_t i : by_patch) {
    const EdgeRun& run = runs[i];
    if (result.empty() || result.back().patch != run.patch) {
      result.push_back({run.patch, 0});
      best = std::numeric_limits<double>::infinity();
    }
    if (best > least)
      tree.search(run, best, [&](const EdgeRun&, double squared) { best = squared; });
    result.back().distance = std::sqrt(best);
  }
  return result;
}

std::vector<Neighbour> fold_neighbours(Summary& closed, SecondSummary& second,
                                       const PatchOptions& options, int threads) {
  auto groups = second.edges.sorted();
  const auto count = static_cast<std::int64_t>(groups.size());
  std::vector<std::vector<Neighbour>> found(groups.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (std::int64_t i = 0; i < count; ++i) {
    const auto g = static_cast<std::size_t>(i);
    found[g] = nearest_neighbours(groups[g].second, options.cell, options.directions);
  }
  std::vector<Neighbour> all;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    ClassTotals& totals = closed.classes[groups[g].first];
    for (const Neighbour& neighbour : found[g]) {
      if (!std::isfinite(neighbour.distance)) continue;
      ++totals.neighboured;
      totals.enn.add(neighbour.distance / options.cell.dx);
    }
    all.insert(all.end(), found[g].begin(), found[g].end());
  }
  std::sort(all.begin(), all.end(),
            [](const Neighbour& a, const Neighbour& b) { return a.patch < b.patch; });
  return all;
}

}  // namespace terrabalance::landscape
