#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/second_sweep/edges.hpp"
#include "kernels/landscape/second_sweep/nearest.hpp"

/// \file
/// What needs a second look at the cells, once every patch's extent is known: distances to the
/// centroid of patches that cross tiles; with 4 neighbours their corner contacts; and distances
/// between patches. Tiles must be cut as in the first sweep.
namespace terrabalance::landscape {

/// The patches that lie in more than one tile. Its size is bounded by the tiles' perimeters: one
/// entry for each patch of a tile that touches the tile's border.
class CrossingPatches {
 public:
  CrossingPatches() = default;
  /// Takes Summary::crossing and ::joins, which are empty afterwards.
  explicit CrossingPatches(Summary& closed);

  std::vector<Patch>& patches() { return patches_; }
  const std::vector<Patch>& patches() const { return patches_; }
  /// Index of the patch of which one tile's part begins at this cell.
  std::uint32_t index_of(std::int64_t first_cell_of_part) const;

  template <class Archive>
  void archive(Archive& a) {
    a(patches_, parts_);
  }

 private:
  std::vector<Patch> patches_;  ///< by first cell
  std::vector<std::pair<std::int64_t, std::uint32_t>> parts_;
};

/// What the edges of patches are wanted for.
struct EdgeUse {
  bool nearest = false;  ///< SecondSummary::nearest
  bool all = false;      ///< SecondSummary::edges, which grow with the raster
};

/// What the second sweep adds to a crossing patch.
struct CrossingTotals {
  Int128 distance_units = 0;
  std::int64_t diagonal_pairs = 0;
  void add(const CrossingTotals& other) {
    distance_units += other.distance_units;
    diagonal_pairs += other.diagonal_pairs;
  }
};

struct SecondSummary {
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  Tile rectangle;
  std::array<std::vector<std::uint32_t>, 4> sides;  ///< crossing patches, where corners are counted
  KeyedTotals<CrossingTotals> crossing;             ///< by index
  KeyedTotals<Nearest> nearest;                     ///< by class_key
  std::size_t remembered = 0;                       ///< of `nearest`, after the last clearing out
  KeyedTotals<Edges> edges;                         ///< by class_key

  template <class Archive>
  void archive(Archive& a) {
    a(rectangle, sides[0], sides[1], sides[2], sides[3], crossing, nearest, remembered, edges);
  }
};

SecondSummary scan_again(const TileView& view, std::size_t layer, const PatchOptions& options,
                         const CrossingPatches& crossing, EdgeUse use);
void merge_again(SecondSummary& first, SecondSummary&& second, Side side,
                 const PatchOptions& options);

/// Number of a patch, the same for any tiles, threads and ranks: 1 + the place of its first cell,
/// row by row.
inline std::int64_t patch_id(std::int64_t first_cell) {
  return first_cell + 1;
}
inline std::int64_t patch_id(const Patch& patch) {
  return patch_id(patch.first);
}

/// The number of the patch of every cell of a tile, row by row; 0 outside the landscape.
/// \param ids  one a cell of the tile
void label_patches(const TileView& view, std::size_t layer, const PatchOptions& options,
                   const CrossingPatches& crossing, std::span<std::int64_t> ids);

/// Completes the crossing patches and folds them into the first sweep's totals.
void finish_crossing(Summary& closed, CrossingPatches& crossing, const SecondSummary& second,
                     const PatchOptions& options);

/// The same for all layers of a study.
class SecondSweepKernel {
 public:
  using Summary = std::vector<SecondSummary>;

  SecondSweepKernel(std::vector<PatchOptions> options, std::vector<CrossingPatches> crossing,
                    EdgeUse use)
      : options_(std::move(options)), crossing_(std::move(crossing)), use_(use) {}

  Summary scan(const TileView& view) const;
  void merge(Summary& first, Summary&& second, Side side) const;
  /// Settled neighbours stay with the rank that settled them.
  Summary detach(Summary& band) const;
  void attach(Summary& whole, Summary&& kept) const;

 private:
  std::vector<PatchOptions> options_;
  std::vector<CrossingPatches> crossing_;
  EdgeUse use_;
};

static_assert(Kernel<SecondSweepKernel>);

}  // namespace terrabalance::landscape
