#include <cmath>
#include <limits>
#include <vector>

#include "kernels/landscape/indices/indices.hpp"

namespace terrabalance::landscape {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double sides(const ClassTotals& t) {
  return static_cast<double>(t.horizontal_sides + t.vertical_sides);
}

double inner_sides(const Landscape& l) {
  double sum = 0;
  for (const Adjacency& pair : l.adjacency)
    sum += static_cast<double>(pair.sides.sides());
  return sum;
}

double share(const Landscape& l, const LandscapeClass& c) {
  return static_cast<double>(area_units(c.totals)) / static_cast<double>(area_units(l.all));
}

double class_count(const Landscape& l) {
  return static_cast<double>(l.classes.size());
}

/// Calls visit(count) for every entry of the adjacency matrix that is not 0: pairs are counted
/// from both of their cells. \return their sum
template <class Visit>
double for_each_pair(const Landscape& l, const Visit& visit) {
  double sum = 0;
  for (const LandscapeClass& c : l.classes) {
    const double like = 4 * static_cast<double>(c.totals.cells) - sides(c.totals);
    sum += like;
    if (like > 0) visit(like);
  }
  for (const Adjacency& pair : l.adjacency) {
    const auto count = static_cast<double>(pair.sides.sides());
    sum += 2 * count;
    visit(count);
    visit(count);
  }
  return sum;
}

double entropy_term(double part, double whole) {
  const double p = part / whole;
  return p > 0 ? -p * std::log(p) : 0;
}

double matrix_entropy(const Landscape& l) {
  const double sum = for_each_pair(l, [](double) {});
  double entropy = 0;
  for_each_pair(l, [&](double count) { entropy += entropy_term(count, sum); });
  return entropy;
}

}  // namespace

double edge_length(const Landscape& l) {
  AdjacencyTotals all;
  for (const Adjacency& pair : l.adjacency)
    all.add(pair.sides);
  return length(all, l.cell);
}

double shape_index(const Landscape& l) {
  return (sides(l.all) - inner_sides(l)) / smallest_perimeter(l.all.cells);
}

double aggregation(const Landscape& l) {
  double sum = 0;
  for (const LandscapeClass& c : l.classes) {
    const double value = aggregation(c);
    if (!std::isnan(value)) sum += share(l, c) * value;
  }
  return sum;
}

double like_adjacencies(const Landscape& l) {
  const double like = 4 * static_cast<double>(l.all.cells) - sides(l.all);
  const double all = like + 2 * inner_sides(l) + static_cast<double>(l.totals.raster_sides);
  return all > 0 ? like / all * 100 : missing;
}

double interspersion(const Landscape& l) {
  if (l.classes.size() < 3) return missing;
  const double all = inner_sides(l);
  if (all == 0) return missing;
  double entropy = 0;
  for (const Adjacency& pair : l.adjacency)
    entropy += entropy_term(static_cast<double>(pair.sides.sides()), all);
  const double m = class_count(l);
  return entropy / std::log(m * (m - 1) / 2) * 100;
}

namespace {
/// Entropy of a cell's class and then its neighbour's: FRAGSTATS weighs each class by its area, not
/// by its adjacencies.
double entropy_by_area(const Landscape& l) {
  double entropy = 0;
  for (const LandscapeClass& c : l.classes) {
    const double like = 4 * static_cast<double>(c.totals.cells) - sides(c.totals);
    double row = like;
    for (const AdjacencyTotals& other : c.neighbours)
      row += static_cast<double>(other.sides());
    if (row == 0) continue;  // a single cell alone
    entropy += entropy_term(share(l, c) * like, row);
    for (const AdjacencyTotals& other : c.neighbours)
      entropy += entropy_term(share(l, c) * static_cast<double>(other.sides()), row);
  }
  return entropy;
}
}  // namespace

double contagion(const Landscape& l) {
  if (l.classes.size() < 2) return missing;
  if (l.convention == Convention::fragstats)
    return (1 - entropy_by_area(l) / (2 * std::log(class_count(l)))) * 100;
  return (1 - matrix_entropy(l) / (2 * std::log(class_count(l)))) * 100;
}

double shannon_diversity(const Landscape& l) {
  double sum = 0;
  for (const LandscapeClass& c : l.classes)
    sum += entropy_term(static_cast<double>(area_units(c.totals)),
                        static_cast<double>(area_units(l.all)));
  return sum;
}

double simpson_sum(const Landscape& l) {
  double sum = 0;
  for (const LandscapeClass& c : l.classes)
    sum += share(l, c) * share(l, c);
  return sum;
}

double shannon_evenness(const Landscape& l) {
  return l.classes.size() < 2 ? 0 : shannon_diversity(l) / std::log(class_count(l));
}

double simpson_evenness(const Landscape& l) {
  return l.classes.size() < 2 ? 0 : (1 - simpson_sum(l)) / (1 - 1 / class_count(l));
}

double modified_simpson_diversity(const Landscape& l) {
  return -std::log(simpson_sum(l));
}

double modified_simpson_evenness(const Landscape& l) {
  return l.classes.size() < 2 ? 0 : modified_simpson_diversity(l) / std::log(class_count(l));
}

Information information(const Landscape& l) {
  const double sum = for_each_pair(l, [](double) {});
  Information result;
  if (sum == 0) return result;
  for (const LandscapeClass& c : l.classes) {
    double row = 4 * static_cast<double>(c.totals.cells) - sides(c.totals);
    for (const AdjacencyTotals& other : c.neighbours)
      row += static_cast<double>(other.sides());
    result.entropy += entropy_term(row, sum) / std::log(2.0);
  }
  result.joint_entropy = matrix_entropy(l) / std::log(2.0);
  result.conditional_entropy = result.joint_entropy - result.entropy;
  result.mutual_information = result.entropy - result.conditional_entropy;
  if (result.mutual_information != 0)
    result.relative_mutual_information = result.mutual_information / result.entropy;
  return result;
}

}  // namespace terrabalance::landscape
