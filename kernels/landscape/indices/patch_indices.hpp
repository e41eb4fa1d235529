#pragma once

#include "kernels/landscape/patches/patch.hpp"

/// \file
/// Indices of one complete patch. p = perimeter (m), a = area (m2), n = cells.
/// Source: McGarigal, Cushman and Ene 2012, FRAGSTATS v4; Hesselbarth et al. 2019,
/// landscapemetrics.
namespace terrabalance::landscape {

/// p / a, 1/m.
double para(const Patch& patch, const CellSize& cell);

/// 0.25 p / sqrt(a): 1 for a square.
double shape(const Patch& patch, const CellSize& cell);

/// Sides over the fewest that so many cells can have (FRAGSTATS).
double shape_by_sides(const Patch& patch);

/// 2 ln(0.25 p) / ln a; 1 where that is undefined.
double frac(const Patch& patch, const CellSize& cell);

/// ((sum of the 3 x 3 template over the cells) / n - 1) / 12, sides count 2 and corners 1.
double contig(const Patch& patch);

/// 1 - a / area of the smallest circle around the outer corners of those of the patch's cells that
/// lie on its bounding box (landscapemetrics' rule; other corners may lie outside).
double circle(const Patch& patch, const CellSize& cell);

/// Radius of that circle, m, by cells of one size.
double corners_radius(const Extremes& extremes, double dx, double dy);

/// 1 - a / area of the smallest circle around all its cells, from Patch::circle_radius; 0 for a
/// single cell (FRAGSTATS).
double enclosing_circle(const Patch& patch, const CellSize& cell);

/// Core area / area, 0 to 1.
double core_share(const Patch& patch, const CellSize& cell);

/// Sides to other classes times the contrast to them, over all sides, 0 to 1; the outside has none.
double contrast_share(const Patch& patch, const CellSize& cell);

/// Mean distance of the cells' centres to their mean, m.
double gyrate(const Patch& patch, const CellSize& cell);

}  // namespace terrabalance::landscape
