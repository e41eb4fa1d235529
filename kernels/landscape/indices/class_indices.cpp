#include <cmath>
#include <limits>

#include "kernels/landscape/indices/indices.hpp"

namespace terrabalance::landscape {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double sides(const ClassTotals& t) {
  return static_cast<double>(t.horizontal_sides + t.vertical_sides);
}

/// Adjacencies between cells of the class, each counted twice.
double like(const ClassTotals& t) {
  return 4 * static_cast<double>(t.cells) - sides(t);
}

std::int64_t whole_root(std::int64_t cells) {
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(cells)));
  while (root * root > cells)
    --root;
  while ((root + 1) * (root + 1) <= cells)
    ++root;
  return root;
}

}  // namespace

double hectares(std::int64_t area, const CellSize& cell) {
  return static_cast<double>(area) * cell.area() / 10000;
}

double length(const AdjacencyTotals& sides, const CellSize& cell) {
  if (cell.by_row()) return static_cast<double>(sides.length) * cell.length_unit;
  return static_cast<double>(sides.side_by_side) * cell.dy +
         static_cast<double>(sides.stacked) * cell.dx;
}

double smallest_perimeter(std::int64_t cells) {
  const std::int64_t n = whole_root(cells);
  if (cells == n * n) return 4 * static_cast<double>(n);
  return 4 * static_cast<double>(n) + (cells <= n * (n + 1) ? 2 : 4);
}

double most_adjacencies(std::int64_t cells) {
  const std::int64_t n = whole_root(cells);
  const std::int64_t rest = cells - n * n;
  const std::int64_t square = 2 * n * (n - 1);
  if (rest == 0) return static_cast<double>(square);
  return static_cast<double>(square + 2 * rest - (rest <= n ? 1 : 2));
}

double edge_length(const LandscapeClass& c, const CellSize& cell) {
  AdjacencyTotals all;
  for (const AdjacencyTotals& other : c.neighbours)
    all.add(other);
  return length(all, cell);
}

double shape_index(const LandscapeClass& c) {
  return sides(c.totals) / smallest_perimeter(c.totals.cells);
}

double aggregation(const LandscapeClass& c) {
  const double most = most_adjacencies(c.totals.cells);
  return most > 0 ? like(c.totals) / 2 / most * 100 : missing;
}

double like_adjacencies(const LandscapeClass& c) {
  return like(c.totals) / (4 * static_cast<double>(c.totals.cells)) * 100;
}

double clumpiness(const Landscape& l, const LandscapeClass& c) {
  const auto cells = static_cast<double>(c.totals.cells);
  const double share = cells / static_cast<double>(l.all.cells);
  if (share == 1) return missing;
  const double g = like(c.totals) / (4 * cells - smallest_perimeter(c.totals.cells));
  if (g < share && share < 0.5) return (g - share) / share;
  return (g - share) / (1 - share);
}

double interspersion(const Landscape& l, const LandscapeClass& c) {
  if (l.classes.size() < 3) return missing;
  double all = 0;
  for (const AdjacencyTotals& other : c.neighbours)
    all += static_cast<double>(other.sides());
  double entropy = 0;
  for (const AdjacencyTotals& other : c.neighbours) {
    const double share = static_cast<double>(other.sides()) / all;
    entropy -= share * std::log(share);
  }
  if (all == 0) return missing;
  return entropy / std::log(static_cast<double>(l.classes.size()) - 1) * 100;
}

double normalised_shape_index(const Landscape& l, const LandscapeClass& c) {
  const auto cells = static_cast<double>(c.totals.cells);
  const auto all = static_cast<double>(l.all.cells);
  const auto border = static_cast<double>(l.all.cells - l.totals.interior);
  const double edges = sides(c.totals);
  const double least = smallest_perimeter(c.totals.cells);
  const double share = cells / all;
  double most = edges + 4 * (all - cells);
  if (share <= 0.5) {
    most = 4 * cells;
  } else if (l.convention == Convention::fragstats) {
    double outer = sides(l.all);
    for (const Adjacency& pair : l.adjacency)
      outer -= 2 * static_cast<double>(pair.sides.sides());
    most = outer + 4 * (all - cells);  // the other cells are holes that do not touch
  } else if (share <= (0.5 * all + 0.5 * border) / all) {
    most = 3 * all - 2 * cells + (l.all.cells % 2 != 0 ? 3 : 0);
  }
  return most == least ? missing : (edges - least) / (most - least);
}

double cohesion(const Landscape& l, const ClassTotals& t) {
  const double weighted =
      std::ldexp(static_cast<double>(t.sides_times_root_cells), -ClassTotals::root_bits);
  return (1 - sides(t) / weighted) / (1 - 1 / std::sqrt(static_cast<double>(l.all.cells))) * 100;
}

namespace {
double squares(const ClassTotals& t) {
  return static_cast<double>(t.area.squares_units());
}
}  // namespace

double division(const Landscape& l, const ClassTotals& t) {
  const auto all = static_cast<double>(area_units(l.all));
  return 1 - squares(t) / all / all;
}

double mesh(const Landscape& l, const ClassTotals& t) {
  return squares(t) / static_cast<double>(area_units(l.all)) * l.cell.area() / 10000;
}

double split(const Landscape& l, const ClassTotals& t) {
  const auto all = static_cast<double>(area_units(l.all));
  return all * all / squares(t);
}

double perimeter_area_fractal(const ClassTotals& t) {
  if (t.patches < 10 || !t.log_area.valid() || !t.log_perimeter.valid()) return missing;
  const long double products = MomentSum<38>::centred(
      t.log_perimeter, t.log_area, static_cast<Unsigned128>(t.log_products), t.patches);
  const long double spread = t.log_perimeter.centred_squares(t.patches);
  return products == 0 ? missing : static_cast<double>(2 * spread / products);
}

}  // namespace terrabalance::landscape
