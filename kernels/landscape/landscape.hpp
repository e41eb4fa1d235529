#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/landscape/indices/class_weights.hpp"
#include "kernels/landscape/patches/summary.hpp"

namespace terrabalance::landscape {

/// Over the patches of a class or landscape, where asked for; see proximity.hpp.
struct ProximityTotals {
  MeanAndDeviation prox;
  MeanAndDeviation simi;
  MeanAndDeviation kth;
  std::int64_t links = 0;           ///< pairs of patches of one class within the radius
  std::int64_t possible_links = 0;  ///< pairs of patches of one class
};

/// Sides between two classes, each once.
struct Adjacency {
  ClassIndex a = 0;
  ClassIndex b = 0;  ///< a < b
  AdjacencyTotals sides;
};

/// One class of a landscape, complete.
struct LandscapeClass {
  ClassIndex index = 0;
  ClassTotals totals;
  std::vector<AdjacencyTotals> neighbours;  ///< sides to each other class that it touches
  ProximityTotals proximity;
};

/// All counts of one zone in one year, complete: what the class and landscape indices follow from.
struct Landscape {
  std::int32_t zone = 0;
  CellSize cell;
  Convention convention = Convention::landscapemetrics;
  std::int64_t possible_classes = 0;  ///< that a landscape can have; 0: not known (rpr is NA)
  ZoneTotals totals;
  ClassTotals all;                      ///< over the patches of all classes
  std::vector<LandscapeClass> classes;  ///< in order of their index
  std::vector<Adjacency> adjacency;     ///< unlike sides, in order of (a, b)
  ProximityTotals proximity;
  std::shared_ptr<const ClassWeights> contrast;  ///< between classes, where asked for
};

/// The zones of a closed summary, in order; those without a cell that has a class have no classes.
std::vector<Landscape> landscapes(const Summary& closed, const CellSize& cell,
                                  std::int64_t possible_classes = 0,
                                  Convention convention = Convention::landscapemetrics);

}  // namespace terrabalance::landscape
