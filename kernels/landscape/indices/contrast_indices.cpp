#include <limits>

#include "kernels/landscape/indices/indices.hpp"

namespace terrabalance::landscape {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double perimeter(const ClassTotals& t, const CellSize& cell) {
  if (cell.by_row()) return static_cast<double>(t.length) * cell.length_unit;
  return static_cast<double>(t.horizontal_sides) * cell.dx +
         static_cast<double>(t.vertical_sides) * cell.dy;
}

}  // namespace

double weighted_edge(const Landscape& l) {
  if (!l.contrast) return missing;
  double sum = 0;
  for (const Adjacency& pair : l.adjacency)
    sum += length(pair.sides, l.cell) * (*l.contrast)(pair.a, pair.b);
  return sum;
}

double weighted_edge(const Landscape& l, const LandscapeClass& c) {
  if (!l.contrast) return missing;
  double sum = 0;
  for (const Adjacency& pair : l.adjacency) {
    if (pair.a != c.index && pair.b != c.index) continue;
    const ClassIndex other = pair.a == c.index ? pair.b : pair.a;
    sum += length(pair.sides, l.cell) * (*l.contrast)(c.index, other);
  }
  return sum;
}

double total_edge_contrast(const Landscape& l) {
  // Perimeters count inner sides from both of their patches.
  const double all = perimeter(l.all, l.cell) - edge_length(l);
  return weighted_edge(l) / all * 100;
}

double total_edge_contrast(const Landscape& l, const LandscapeClass& c) {
  return weighted_edge(l, c) / perimeter(c.totals, l.cell) * 100;
}

}  // namespace terrabalance::landscape
