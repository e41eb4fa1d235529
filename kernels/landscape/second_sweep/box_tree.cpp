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
  std::sort(runs.begin(), runs.end(),
            [](const EdgeRun& a, const EdgeRun& b) { return curve_place(a) < curve_place(b); });
}

std::vector<std::uint32_t> order_by_patch(std::span<const EdgeRun> runs) {
  std::vector<std::uint32_t> order(runs.size());
  for (std::uint32_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair{runs[a].patch, a} < std::pair{runs[b].patch, b};
  });
  return order;
}

BoxTree::BoxTree(std::span<const EdgeRun> runs, const CellSize& cell) : runs_(runs), cell_(cell) {
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
