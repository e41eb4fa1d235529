#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "kernels/landscape/indices/class_weights.hpp"
#include "kernels/landscape/patches/labelling.hpp"
#include "kernels/landscape/patches/summary.hpp"
#include "kernels/landscape/row_sizes.hpp"

/// \file
/// The patches of a raster in one sweep. Each tile is labelled on its own; merging two rectangles
/// joins the patches along their seam. A patch that no open side touches any more is complete and
/// folded into the totals of its class and zone.
namespace terrabalance::landscape {

/// What is measured, and how.
struct PatchOptions {
  ClassTable classes;
  std::int64_t raster_width = 0;   ///< cells; sides on the raster's border are closed
  std::int64_t raster_height = 0;  ///< cells
  CellSize cell;
  std::shared_ptr<const RowSizes> rows{};  ///< on a grid in degrees; then cell.by_row()
  Directions directions = Directions::eight;
  ClassWeights contrast{};  ///< between classes, where measured.contrast
  Measured measured;
  std::int64_t edge_depth = 1;  ///< steps over cell sides from a core cell that stay in its patch
  bool keep_patches = false;    ///< Summary::closed holds every patch (needs measured.moments)
  bool keep_crossing = false;   ///< Summary::crossing and ::joins, for the second sweep; patches
                                ///< that cross tiles are then not folded (needs measured.moments)
  std::size_t slack = 4096;     ///< labels out of use that are put up with before a clearing out

  bool deep_cores() const { return measured.cores && edge_depth > 1; }
};

/// One layer of one tile.
/// \param around  where cores are deep, the same with options.edge_depth more cells on each side
Summary scan_patches(const TileView& view, std::size_t layer, const PatchOptions& options,
                     const TileView* around = nullptr);

/// Joins `second`, which lies right of or below `first`.
void merge_patches(Summary& first, Summary&& second, Side side, const PatchOptions& options);

/// Closes what is still open: the whole raster has been seen.
void close_patches(Summary& summary, const PatchOptions& options);

/// The same for all layers of a study.
class PatchKernel {
 public:
  using Summary = std::vector<landscape::Summary>;

  /// \param options  by layer
  explicit PatchKernel(std::vector<PatchOptions> options) : options_(std::move(options)) {}

  Summary scan(const TileView& view) const;
  void merge(Summary& first, Summary&& second, Side side) const;
  /// Closed patches stay with the rank that closed them.
  Summary detach(Summary& band) const;
  void attach(Summary& whole, Summary&& kept) const;
  /// Deep cores look at cells around the tile.
  std::int64_t halo() const;

 private:
  std::vector<PatchOptions> options_;
};

static_assert(Kernel<PatchKernel>);

}  // namespace terrabalance::landscape
