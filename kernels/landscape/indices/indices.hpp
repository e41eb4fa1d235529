#pragma once

#include "kernels/landscape/landscape.hpp"

/// \file
/// The formulas of the class and landscape indices, as landscapemetrics 2.2 has them;
/// docs/landscape.md lists them with their sources. Areas in ha, lengths in m, shares in percent.
/// NaN = not available.
namespace terrabalance::landscape {

/// \param area  as Patch::area_units(): cells where all are of one size
double hectares(std::int64_t area, const CellSize& cell);

/// Of all patches, as Patch::area_units().
inline std::int64_t area_units(const ClassTotals& t) {
  return static_cast<std::int64_t>(t.area.sum_units());
}

/// Of sides between classes, m.
double length(const AdjacencyTotals& sides, const CellSize& cell);

/// Smallest possible perimeter of so many cells, in sides.
double smallest_perimeter(std::int64_t cells);

/// Largest possible number of like adjacencies of so many cells, each counted once.
double most_adjacencies(std::int64_t cells);

/// \name Of one class
/// @{
double edge_length(const LandscapeClass& c, const CellSize& cell);
double shape_index(const LandscapeClass& c);
double aggregation(const LandscapeClass& c);
double like_adjacencies(const LandscapeClass& c);
double clumpiness(const Landscape& l, const LandscapeClass& c);
double interspersion(const Landscape& l, const LandscapeClass& c);
double normalised_shape_index(const Landscape& l, const LandscapeClass& c);
/// @}

/// \name Edges weighted by the contrast between the classes, m (FRAGSTATS 4); NaN without a table
/// @{
double weighted_edge(const Landscape& l);
double weighted_edge(const Landscape& l, const LandscapeClass& c);
double total_edge_contrast(const Landscape& l);  ///< over all edges and the outside
double total_edge_contrast(const Landscape& l, const LandscapeClass& c);
/// @}

/// \name Of one class's patches or of all
/// @{
double cohesion(const Landscape& l, const ClassTotals& t);
double division(const Landscape& l, const ClassTotals& t);
double mesh(const Landscape& l, const ClassTotals& t);
double split(const Landscape& l, const ClassTotals& t);
double perimeter_area_fractal(const ClassTotals& t);
/// @}

/// \name Of a landscape
/// @{
double edge_length(const Landscape& l);
double shape_index(const Landscape& l);
double aggregation(const Landscape& l);
double like_adjacencies(const Landscape& l);
double interspersion(const Landscape& l);
double contagion(const Landscape& l);
double shannon_diversity(const Landscape& l);
double simpson_sum(const Landscape& l);  ///< sum of squared shares
double shannon_evenness(const Landscape& l);
double simpson_evenness(const Landscape& l);
double modified_simpson_diversity(const Landscape& l);
double modified_simpson_evenness(const Landscape& l);

/// Information measures of the adjacency matrix, in bits (Nowosad and Stepinski 2019).
struct Information {
  double entropy = 0;        ///< of the classes
  double joint_entropy = 0;  ///< of the pairs
  double conditional_entropy = 0;
  double mutual_information = 0;
  double relative_mutual_information = 1;
};
Information information(const Landscape& l);
/// @}

}  // namespace terrabalance::landscape
