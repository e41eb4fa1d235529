#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/landscape/convention.hpp"
#include "kernels/landscape/patches/moment_sum.hpp"
#include "kernels/landscape/patches/patch.hpp"

/// \file
/// What closed patches are folded into. Everything here is an integer or a MomentSum, so it does
/// not matter in which order patches close.
///
/// Why the squares never overflow: a raster has N <= 2^40 cells. shape <= sqrt(cells) up to the
/// ratio of the cell's sides, so its squares sum to about N; para in cells <= 4, contig, circle,
/// cai as fractions of 1 and there are at most N patches: 2^(40+4+86) is never reached together
/// with small patches only (a fraction of 2^-3 of it: cells of cai > 0 come five at a time).
/// gyrate and the distance to a neighbour d (in cells) need d cells of their own or around them:
/// squares below 2^(40+17). Logarithms are below 2^6.
namespace terrabalance::landscape {

/// Sums over the patches of one class in one zone.
struct ClassTotals {
  static constexpr int root_bits = 40;

  std::int64_t patches = 0;
  std::int64_t cells = 0;
  std::int64_t largest = 0;  ///< area of the largest patch
  std::int64_t horizontal_sides = 0;
  std::int64_t vertical_sides = 0;
  std::int64_t length = 0;  ///< of all sides, in the units of RowSizes; 0 where of one size
  MomentSum<0> area;        ///< as Patch::area_units(): cells where all are of one size
  MomentSum<42> shape;
  MomentSum<42> frac;
  MomentSum<42> para;                 ///< times dx: perimeter over area in cells
  MomentSum<38> log_area;             ///< of m2
  MomentSum<38> log_perimeter;        ///< of m
  Int128 log_products = 0;            ///< sum of the products of the two, in their units
  Int128 sides_times_root_cells = 0;  ///< sum of sides x sqrt(cells), 2^-root_bits

  MomentSum<42> contig;
  MomentSum<42> circle;
  MomentSum<42> core_share;  ///< core area / area
  MomentSum<0> core_units;   ///< core area, as Patch::area_units()
  MomentSum<0> cores;
  MomentSum<0> core_regions;     ///< area of each connected region of core cells, likewise
  MomentSum<35> gyrate;          ///< times 1 / dx: in cells
  MomentSum<42> edge_contrast;   ///< share of the perimeter, weighted by contrast
  std::int64_t neighboured = 0;  ///< patches with another patch of the class in the zone
  MomentSum<35> enn;             ///< their distances to it, times 1 / dx; filled in at the end

  void add(const ClassTotals& other) {
    patches += other.patches;
    cells += other.cells;
    largest = std::max(largest, other.largest);
    horizontal_sides += other.horizontal_sides;
    vertical_sides += other.vertical_sides;
    length += other.length;
    area.add(other.area);
    shape.add(other.shape);
    frac.add(other.frac);
    para.add(other.para);
    log_area.add(other.log_area);
    log_perimeter.add(other.log_perimeter);
    log_products += other.log_products;
    sides_times_root_cells += other.sides_times_root_cells;
    contig.add(other.contig);
    circle.add(other.circle);
    core_share.add(other.core_share);
    core_units.add(other.core_units);
    cores.add(other.cores);
    core_regions.add(other.core_regions);
    gyrate.add(other.gyrate);
    edge_contrast.add(other.edge_contrast);
    neighboured += other.neighboured;
    enn.add(other.enn);
  }

  template <class Archive>
  void archive(Archive& a) {
    a(patches, cells, largest, horizontal_sides, vertical_sides, length, area, shape, frac, para,
      log_area, log_perimeter, log_products, sides_times_root_cells, contig, circle, core_share,
      core_units, cores, core_regions, gyrate, edge_contrast, neighboured, enn);
  }
  friend bool operator==(const ClassTotals&, const ClassTotals&) = default;
};

/// Cell sides between two different classes of one zone, each side once.
struct AdjacencyTotals {
  std::int64_t side_by_side = 0;  ///< sides of length dy
  std::int64_t stacked = 0;       ///< sides of length dx
  std::int64_t length = 0;  ///< of all, in the units of RowSizes; 0 where they are of one size

  std::int64_t sides() const { return side_by_side + stacked; }
  void add(const AdjacencyTotals& other) {
    side_by_side += other.side_by_side;
    stacked += other.stacked;
    length += other.length;
  }
  friend bool operator==(const AdjacencyTotals&, const AdjacencyTotals&) = default;
};

/// Counts over all classes of a zone.
struct ZoneTotals {
  std::int64_t interior = 0;      ///< cells whose four neighbours are in the landscape
  std::int64_t raster_sides = 0;  ///< cell sides on the raster's own border

  void add(const ZoneTotals& other) {
    interior += other.interior;
    raster_sides += other.raster_sides;
  }
  friend bool operator==(const ZoneTotals&, const ZoneTotals&) = default;
};

struct CellCount {
  std::int64_t cells = 0;
  void add(const CellCount& other) { cells += other.cells; }
  friend bool operator==(const CellCount&, const CellCount&) = default;
};

/// \name Keys of the totals
/// @{
inline std::uint64_t class_key(std::int32_t zone, ClassIndex class_index) {
  return std::uint64_t{static_cast<std::uint32_t>(zone)} << 16 | class_index;
}
inline std::uint64_t adjacency_key(std::int32_t zone, ClassIndex a, ClassIndex b) {
  return class_key(zone, std::min(a, b)) << 16 | std::max(a, b);
}
inline std::uint64_t zone_key(std::int32_t zone) {
  return static_cast<std::uint32_t>(zone);
}
/// @}

/// Which of a patch's members are filled in, and so which sums are made of them.
struct Measured {
  bool moments = false;    ///< place, extremes, corner contacts: contig, circle, patch ids
  bool cores = false;      ///< core cells and their regions
  bool distances = false;  ///< distances to the centroid
  bool hulls = false;      ///< radius of the smallest circle, by convex hulls (needs moments)
  bool contrast = false;   ///< contrast to what is across a patch's sides
  Convention convention = Convention::landscapemetrics;

  friend bool operator==(const Measured&, const Measured&) = default;
  bool any() const { return moments || cores || distances || contrast; }
};

/// Adds a complete patch to its class's totals.
/// \param times  how many such patches there are
void fold(const Patch& patch, const CellSize& cell, const Measured& measured, ClassTotals& totals,
          std::int64_t times = 1);

}  // namespace terrabalance::landscape
