#include "kernels/landscape/second_sweep/box_tree.hpp"

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

}  // namespace

void sort_along_curve(std::vector<EdgeRun>& runs) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order(runs.size());
  for (std::uint32_t i = 0; i < order.size(); ++i)
    order[i] = {curve_place(runs[i]), i};
  std::ranges::sort(order);
  std::vector<EdgeRun> sorted;
  sorted.reserve(runs.size());
  for (const auto& [place, i] : order)
    sorted.push_back(runs[i]);
  runs = std::move(sorted);
}

std::vector<std::uint32_t> order_by_patch(std::span<const EdgeRun> runs) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_patch(runs.size());
  for (std::uint32_t i = 0; i < by_patch.size(); ++i)
    by_patch[i] = {runs[i].patch, i};
  std::ranges::sort(by_patch);
  std::vector<std::uint32_t> order;
  order.reserve(runs.size());
  for (const auto& [patch, i] : by_patch)
    order.push_back(i);
  return order;
}

BoxTree::BoxTree(std::span<const EdgeRun> runs, const CellDistances& distances)
    : runs_(runs), distances_(distances) {
  const std::size_t blocks = (runs.size() + block - 1) / block;
  while (leaves_ < blocks)
    leaves_ *= 2;
  boxes_.resize(2 * leaves_);
  for (std::size_t i = 0; i < runs.size(); ++i)
    boxes_[leaves_ + i / block].add(Box::of(runs[i]));
  for (std::size_t node = leaves_ - 1; node > 0; --node) {
    boxes_[node] = boxes_[2 * node];
    boxes_[node].add(boxes_[2 * node + 1]);
  }
}

}  // namespace terrabalance::landscape
