#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "kernels/landscape/measures.hpp"
#include "kernels/landscape/patches/hull.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/patches/seam.hpp"

namespace terrabalance::landscape {
namespace {

/// Appends the second's patches and core regions to the first's and shifts its labels.
void adopt_labels(Summary& first, Summary& second) {
  const auto shift = static_cast<std::uint32_t>(first.patches.size());
  const std::uint32_t core_shift = first.core_sets.size();
  if (first.patches.size() + second.patches.size() >= OuterCell::none)
    throw std::length_error("more than 2^30 patches are open at once");
  first.patches.insert(first.patches.end(), second.patches.begin(), second.patches.end());
  first.sets.append(second.sets);
  first.hulls.insert(first.hulls.end(), std::make_move_iterator(second.hulls.begin()),
                     std::make_move_iterator(second.hulls.end()));
  first.core_sets.append(second.core_sets);
  first.core_regions.insert(first.core_regions.end(), second.core_regions.begin(),
                            second.core_regions.end());
  for (OpenSide& side : second.sides) {
    for (OuterCell& cell : side.cells)
      if (cell.patch != OuterCell::none) cell.patch = (cell.patch + shift) & OuterCell::none;
    for (std::uint32_t& core : side.cores)
      if (core != Summary::no_core) core += core_shift;
  }
}

template <class T>
void append(std::vector<T>& first, std::vector<T>&& second) {
  if (first.size() < second.size()) std::swap(first, second);  // their order means nothing
  first.insert(first.end(), second.begin(), second.end());
}

void add_totals(Summary& first, Summary&& second) {
  first.classes.add(second.classes);
  first.adjacency.add(second.adjacency);
  first.zones.add(second.zones);
  first.unknown.add(second.unknown);
  append(first.closed, std::move(second.closed));
  append(first.crossing, std::move(second.crossing));
  append(first.joins, std::move(second.joins));
}

void close(Summary& summary, std::uint32_t label, const PatchOptions& options) {
  Patch& patch = summary.patches[label];
  measure_circle(patch, options.measured.hulls ? &summary.hulls[label] : nullptr, options);
  if (options.keep_crossing) {
    summary.crossing.push_back(patch);
    return;
  }
  fold(patch, options.cell, options.measured,
       summary.classes[class_key(patch.zone, patch.class_index)]);
  if (options.keep_patches) summary.closed.push_back(patch);
}

/// Closes the patches that no open side touches and numbers the others anew.
void clear_out(Summary& summary, const PatchOptions& options) {
  constexpr std::uint32_t unseen = OuterCell::none;
  std::vector<std::uint32_t> number(summary.patches.size(), unseen);
  std::vector<std::uint32_t> core_number(summary.core_sets.size(), Summary::no_core);
  std::vector<Patch> kept;
  std::vector<Hull> hulls;
  std::vector<CoreRegion> regions;
  for (OpenSide& side : summary.sides) {
    for (OuterCell& cell : side.cells) {
      if (cell.patch == OuterCell::none) continue;
      const std::uint32_t root = summary.sets.find(cell.patch);
      if (number[root] == unseen) {
        number[root] = static_cast<std::uint32_t>(kept.size());
        kept.push_back(summary.patches[root]);
        if (options.measured.hulls) hulls.push_back(std::move(summary.hulls[root]));
      }
      cell.patch = number[root] & OuterCell::none;
    }
    for (std::uint32_t& core : side.cores) {
      if (core == Summary::no_core) continue;
      const std::uint32_t root = summary.core_sets.find(core);
      auto& n = core_number[root];
      if (n == Summary::no_core) {
        n = static_cast<std::uint32_t>(regions.size());
        regions.push_back(summary.core_regions[root]);
      }
      core = n;
    }
  }
  for (std::uint32_t label = 0; label < summary.patches.size(); ++label)
    if (number[label] == unseen && summary.sets.find(label) == label)
      close(summary, label, options);
  for (std::uint32_t label = 0; label < summary.core_regions.size(); ++label) {
    if (core_number[label] != Summary::no_core || summary.core_sets.find(label) != label) continue;
    const CoreRegion& region = summary.core_regions[label];
    summary.classes[region.class_key].core_regions.add_units(region.units);
  }
  summary.patches = std::move(kept);
  summary.hulls = std::move(hulls);
  summary.sets.reset(summary.patches.size());
  summary.core_sets.reset(regions.size());
  summary.core_regions = std::move(regions);
  summary.kept = summary.patches.size() + summary.core_regions.size();
}

}  // namespace

void merge_patches(Summary& first, Summary&& second, Side side, const PatchOptions& options) {
  if (second.empty()) return;
  if (first.empty()) {
    first = std::move(second);
    return;
  }
  adopt_labels(first, second);
  join_seam(first, second, side, options);
  add_totals(first, std::move(second));
  // Rarely enough that its cost, the length of all open sides, is spread over many merges.
  if (first.patches.size() + first.core_sets.size() > 2 * first.kept + options.slack)
    clear_out(first, options);
}

void close_patches(Summary& summary, const PatchOptions& options) {
  summary.sides = {};
  clear_out(summary, options);
}

void PatchKernel::merge(Summary& first, Summary&& second, Side side) const {
  if (first.empty()) {
    first = std::move(second);
    return;
  }
  for (std::size_t layer = 0; layer < second.size(); ++layer)
    merge_patches(first[layer], std::move(second[layer]), side, options_[layer]);
}

PatchKernel::Summary PatchKernel::detach(Summary& band) const {
  Summary kept(band.size());
  for (std::size_t layer = 0; layer < band.size(); ++layer)
    kept[layer].closed = std::exchange(band[layer].closed, {});
  return kept;
}

void PatchKernel::attach(Summary& whole, Summary&& kept) const {
  whole.resize(std::max(whole.size(), kept.size()));
  for (std::size_t layer = 0; layer < kept.size(); ++layer)
    append(whole[layer].closed, std::move(kept[layer].closed));
}

}  // namespace terrabalance::landscape
