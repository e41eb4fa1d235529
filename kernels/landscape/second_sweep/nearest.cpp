#include "kernels/landscape/second_sweep/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "kernels/landscape/second_sweep/outer_cells.hpp"

namespace terrabalance::landscape {
namespace {

/// No two patches can be nearer, squared.
double least_distance(const CellSize& cell, Directions directions) {
  const double x = cell.dx * cell.dx;
  const double y = cell.dy * cell.dy;
  const double two_steps = 4 * std::min(x, y);
  return directions == Directions::eight ? two_steps : std::min(two_steps, x + y);
}

/// One entry a patch, by patch.
void join_parts(std::vector<OpenPatch>& open) {
  std::ranges::sort(open, {}, [](const OpenPatch& p) { return p.box.patch; });
  std::size_t count = 0;
  for (const OpenPatch& part : open) {
    if (count > 0 && open[count - 1].box.patch == part.box.patch) {
      open[count - 1].squared = std::min(open[count - 1].squared, part.squared);
    } else {
      open[count++] = part;
    }
  }
  open.resize(count);
}

void sort_by_row(std::vector<EdgeRun>& runs) {
  const auto place = [](const EdgeRun& run) { return std::pair(run.y, run.begin); };
  if (!std::ranges::is_sorted(runs, {}, place)) std::ranges::sort(runs, {}, place);
}

/// \param by_patch  of nearest.outer, see order_by_patch
void search(Nearest& nearest, std::span<const std::uint32_t> by_patch,
            const PatchOptions& options) {
  const double least = options.rows ? 0 : least_distance(options.cell, options.directions);
  auto along_curve = nearest.outer;
  sort_along_curve(along_curve);
  const BoxTree tree(along_curve, CellDistances(options.cell, options.rows.get()));
  auto open = nearest.open.begin();
  for (const std::uint32_t i : by_patch) {
    const EdgeRun& run = nearest.outer[i];
    while (open != nearest.open.end() && open->box.patch < run.patch)
      ++open;
    if (open == nearest.open.end()) return;
    if (open->box.patch != run.patch || open->squared <= least) continue;
    tree.search(run, open->squared,
                [&](const EdgeRun&, double squared) { open->squared = squared; });
  }
}

/// Whether nothing outside can be nearer to a patch than what it has found.
bool is_settled(const OpenPatch& patch, const Surroundings& outside) {
  const Box& box = patch.box;
  return outside.contain(box) && outside.left_of(box.x0) >= patch.squared &&
         outside.right_of(box.x1) >= patch.squared && outside.above(box.y0) >= patch.squared &&
         outside.below(box.y1) >= patch.squared;
}

void close(Nearest& nearest, const Surroundings& outside, const PatchOptions& options) {
  std::erase_if(nearest.open, [&](const OpenPatch& patch) {
    if (!is_settled(patch, outside)) return false;
    const double distance = std::sqrt(patch.squared);
    if (std::isfinite(distance)) {
      ++nearest.neighboured;
      nearest.distances.add(distance / options.cell.dx);
    }
    if (options.keep_patches) nearest.settled.push_back({patch.box.patch, distance});
    return true;
  });
}

template <class T>
void append(std::vector<T>& first, const std::vector<T>& second) {
  first.insert(first.end(), second.begin(), second.end());
}

}  // namespace

void Nearest::add(const Nearest& other) {
  append(outer, other.outer);
  append(open, other.open);
  append(settled, other.settled);
  neighboured += other.neighboured;
  distances.add(other.distances);
}

void settle(Nearest& nearest, const Tile& rectangle, const PatchOptions& options) {
  const Surroundings outside(rectangle, options);
  if (options.rows && outside.any()) return;
  join_parts(nearest.open);
  sort_by_row(nearest.outer);
  const auto by_patch = order_by_patch(nearest.outer);
  search(nearest, by_patch, options);
  close(nearest, outside, options);
  nearest.outer = outer_cells(nearest.outer, by_patch, nearest.open, outside);
}

}  // namespace terrabalance::landscape
