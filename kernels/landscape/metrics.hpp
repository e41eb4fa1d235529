#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/landscape/landscape.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/second_sweep/proximity.hpp"

namespace terrabalance::landscape {

/// What an index needs beyond the counts that every sweep makes.
enum class Cost {
  sweep,       ///< nothing
  moments,     ///< places and corner contacts of the cells, in the same sweep
  cores,       ///< a second labelling in the same sweep
  distances,   ///< a second sweep
  neighbours,  ///< a second sweep that searches the edges of patches
  // Of these, `all` holds what options make possible.
  contrast,    ///< a contrast table; the same sweep
  proximity,   ///< a search radius; a second sweep that keeps the edges of all patches
  similarity,  ///< a search radius and a similarity table; likewise
  kth,         ///< the number of the neighbour; likewise
};

/// One index, at the levels that it has.
struct Metric {
  std::string_view name;
  std::string_view unit;
  std::string_view title;
  Cost cost = Cost::sweep;
  double (*of_class)(const Landscape&, const LandscapeClass&) = nullptr;
  double (*of_landscape)(const Landscape&) = nullptr;
  double (*of_patch)(const Patch&, const CellSize&, Convention) = nullptr;
  double (*of_surroundings)(const PatchProximity&) = nullptr;
};

/// Every class and landscape index, and the patch indices, in the order of the tables.
std::span<const Metric> metrics();
std::span<const Metric> patch_metrics();

/// The index of a landscape; NaN if no cell of it has a class.
double value_of(const Metric& metric, const Landscape& landscape);

/// The distance to the nearest patch of the class is a patch index that a Patch does not know.
inline constexpr std::string_view enn_name = "enn";

/// Which indices to compute.
struct Selection {
  std::vector<const Metric*> metrics;
  std::vector<const Metric*> patch_metrics;

  /// What has to be measured for them. \param directions  corner contacts of 4-neighbour patches
  /// take a second sweep
  bool needs(Cost cost) const;
};

/// What options make possible.
struct Possible {
  bool contrast = false;
  bool proximity = false;
  bool similarity = false;
  bool kth = false;
};

/// \param names  "fast": what one sweep gives; "all"; or names separated by commas. A patch index
///               (area, shape ...) stands for itself in the patch table and its mean, sd and cv.
/// \throws InputError  for an unknown name, with the nearest known ones; for one that needs an
///                     option, with that
Selection select_metrics(std::string_view names, const Possible& possible = {});

}  // namespace terrabalance::landscape
