#include "kernels/landscape/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace terrabalance::landscape {
namespace {

/// Place on the curve that visits cells near each other one after the other (Morton 1966).
std::uint64_t curve_place(const EdgeRun& run) {
  const auto spread = [](std::uint64_t v) {
    v = (v | v << 16) & 0x0000ffff0000ffffULL;
    v = (v | v << 8) & 0x00ff00ff00ff00ffULL;
    v = (v | v << 4) & 0x0f0f0f0f0f0f0f0fULL;
    v = (v | v << 2) & 0x3333333333333333ULL;
    return (v | v << 1) & 0x5555555555555555ULL;
  };
  return spread(static_cast<std::uint32_t>(run.begin)) | spread(static_cast<std::uint32_t>(run.y))
                                                             << 1;
}

struct Box {
  std::int32_t x0 = std::numeric_limits<std::int32_t>::max();
  std::int32_t x1 = std::numeric_limits<std::int32_t>::min();  ///< last column
  std::int32_t y0 = std::numeric_limits<std::int32_t>::max();
  std::int32_t y1 = std::numeric_limits<std::int32_t>::min();  ///< last row
  std::int64_t patch = nothing;                                ///< the only one in it

  static constexpr std::int64_t nothing = -1;
  static constexpr std::int64_t several = -2;

  void add(const Box& other) {
    x0 = std::min(x0, other.x0);
    x1 = std::max(x1, other.x1);
    y0 = std::min(y0, other.y0);
    y1 = std::max(y1, other.y1);
    if (patch == nothing) patch = other.patch;
    if (other.patch != nothing && other.patch != patch) patch = several;
  }
};

Box box_of(const EdgeRun& run) {
  return {run.begin, run.end - 1, run.y, run.y, run.patch};
}

/// A complete binary tree of boxes over blocks of runs; node i has the children 2i and 2i + 1.
class BoxTree {
 public:
  BoxTree(std::span<const EdgeRun> runs, const CellSize& cell) : runs_(runs), cell_(cell) {
    const std::size_t blocks = (runs.size() + block - 1) / block;
    while (leaves_ < blocks)
      leaves_ *= 2;
    boxes_.resize(2 * leaves_);
    for (std::size_t i = 0; i < runs.size(); ++i)
      boxes_[leaves_ + i / block].add(box_of(runs[i]));
    for (std::size_t node = leaves_ - 1; node > 0; --node) {
      boxes_[node] = boxes_[2 * node];
      boxes_[node].add(boxes_[2 * node + 1]);
    }
  }

  /// The least squared distance to a run of another patch, if less than `best`; else `best`.
  double nearest(const EdgeRun& from, double best) const {
    search(1, box_of(from), best);
    return best;
  }

 private:
  static constexpr std::size_t block = 8;

  double distance(const Box& a, const Box& b) const {
    const double x = std::max({0, b.x0 - a.x1, a.x0 - b.x1}) * cell_.dx;
    const double y = std::max({0, b.y0 - a.y1, a.y0 - b.y1}) * cell_.dy;
    return x * x + y * y;
  }
  bool useful(std::size_t node, const Box& from) const {
    return boxes_[node].patch != Box::nothing && boxes_[node].patch != from.patch;
  }

  void search(std::size_t node, const Box& from, double& best) const {
    if (node >= leaves_) {
      const std::size_t first = (node - leaves_) * block;
      for (std::size_t i = first; i < std::min(first + block, runs_.size()); ++i)
        if (runs_[i].patch != from.patch) best = std::min(best, distance(from, box_of(runs_[i])));
      return;
    }
    std::array<std::size_t, 2> children{2 * node, 2 * node + 1};
    std::array<double, 2> far{};
    for (std::size_t c = 0; c < 2; ++c)
      far[c] = useful(children[c], from) ? distance(from, boxes_[children[c]])
                                         : std::numeric_limits<double>::infinity();
    if (far[1] < far[0]) {
      std::swap(far[0], far[1]);
      std::swap(children[0], children[1]);
    }
    for (std::size_t c = 0; c < 2; ++c)
      if (far[c] < best) search(children[c], from, best);
  }

  std::span<const EdgeRun> runs_;
  CellSize cell_;
  std::size_t leaves_ = 1;
  std::vector<Box> boxes_;
};

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
  std::sort(runs.begin(), runs.end(),
            [](const EdgeRun& a, const EdgeRun& b) { return curve_place(a) < curve_place(b); });
  const BoxTree tree(runs, cell);

  std::vector<std::uint32_t> by_patch(runs.size());
  for (std::uint32_t i = 0; i < by_patch.size(); ++i)
    by_patch[i] = i;
  std::sort(by_patch.begin(), by_patch.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair{runs[a].patch, a} < std::pair{runs[b].patch, b};
  });

  const double least = least_distance(cell, directions);
  std::vector<Neighbour> result;
  double best = 0;
  for (const std::uint32_t i : by_patch) {
    const EdgeRun& run = runs[i];
    if (result.empty() || result.back().patch != run.patch) {
      result.push_back({run.patch, 0});
      best = std::numeric_limits<double>::infinity();
    }
    if (best > least) best = tree.nearest(run, best);
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
