#include "kernels/pattern/distance_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include <nanoflann.hpp>

#include "engine/value/error.hpp"
#include "kernels/statistics/finite.hpp"

namespace terrabalance::pattern {
namespace {

constexpr double earth_radius_km = 6371;

using Position = std::array<double, 3>;

// Places in space whose straight distances order as the wanted ones do: on the plane the points
// themselves, on the sphere chords.
struct Cloud {
  std::vector<Position> positions;

  Cloud(const Points& points, Metric metric) {
    require_finite("x", points.x);
    require_finite("y", points.y);
    positions.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (metric == Metric::planar) {
        positions.push_back({points.x[i], points.y[i], 0});
        continue;
      }
      const double longitude = points.x[i] * std::numbers::pi / 180;
      const double latitude = points.y[i] * std::numbers::pi / 180;
      positions.push_back({earth_radius_km * std::cos(latitude) * std::cos(longitude),
                           earth_radius_km * std::cos(latitude) * std::sin(longitude),
                           earth_radius_km * std::sin(latitude)});
    }
  }

  // What nanoflann asks of a data set.
  std::size_t kdtree_get_point_count() const { return positions.size(); }
  double kdtree_get_pt(std::size_t i, std::size_t axis) const { return positions[i][axis]; }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, Cloud>, Cloud,
                                                 3, std::uint32_t>;

double chord_of(double reach, Metric metric) {
  if (metric == Metric::planar) return reach;
  const double half_angle = std::min(reach / (2 * earth_radius_km), std::numbers::pi / 2);
  return 2 * earth_radius_km * std::sin(half_angle);
}

struct Neighbour {
  double distance;
  std::size_t index;
  auto operator<=>(const Neighbour&) const = default;
};

// Finds neighbours by (distance, index); the tree only preselects, a little too generously.
class Finder {
 public:
  Finder(const Points& points, Metric metric)
      : points_(points), metric_(metric), cloud_(points, metric), tree_(3, cloud_) {}

  std::vector<Neighbour> within_chord(std::size_t i, double chord) {
    const double generous = chord * (1 + 1e-9);
    const double squared = std::max(generous * generous, 1e-300);  // coincident points at chord 0
    std::vector<std::pair<std::uint32_t, double>> hits;
    tree_.radiusSearch(cloud_.positions[i].data(), squared, hits, nanoflann::SearchParams());
    std::vector<Neighbour> neighbours;
    for (const auto& hit : hits) {
      if (hit.first != i)
        neighbours.push_back({distance(points_, i, hit.first, metric_), hit.first});
    }
    std::sort(neighbours.begin(), neighbours.end());
    return neighbours;
  }

  std::vector<Neighbour> nearest(std::size_t i, std::size_t k) {
    std::vector<std::uint32_t> index(k + 1);
    std::vector<double> squared(k + 1);
    tree_.knnSearch(cloud_.positions[i].data(), k + 1, index.data(), squared.data());
    auto neighbours = within_chord(i, std::sqrt(squared.back()));
    neighbours.resize(k);
    return neighbours;
  }

 private:
  const Points& points_;
  Metric metric_;
  Cloud cloud_;
  Tree tree_;
};

Link link(std::size_t i, std::size_t j, double weight) {
  return {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), weight};
}

void require_reach(double reach) {
  if (!(reach > 0) || !std::isfinite(reach)) {
    throw InputError("the distance band must be positive, not " + std::to_string(reach));
  }
}

}  // namespace

double distance(const Points& points, std::size_t i, std::size_t j, Metric metric) {
  if (metric == Metric::planar) {
    const double dx = points.x[i] - points.x[j];
    const double dy = points.y[i] - points.y[j];
    return std::sqrt(dx * dx + dy * dy);
  }
  constexpr double degree = std::numbers::pi / 180;
  const double sin_y = std::sin((points.y[i] - points.y[j]) * degree / 2);
  const double sin_x = std::sin((points.x[i] - points.x[j]) * degree / 2);
  const double h = sin_y * sin_y +
                   std::cos(points.y[i] * degree) * std::cos(points.y[j] * degree) * sin_x * sin_x;
  return 2 * earth_radius_km * std::asin(std::min(1.0, std::sqrt(h)));
}

Weights nearest_neighbours(const Points& points, std::size_t k, Metric metric) {
  const std::size_t n = points.size();
  if (k < 1 || k >= n) {
    throw InputError("knn:" + std::to_string(k) + " needs more than " + std::to_string(k) +
                     " units and k >= 1; there are " + std::to_string(n));
  }
  Finder finder(points, metric);
  std::vector<Link> links;
  links.reserve(n * k);
  for (std::size_t i = 0; i < n; ++i) {
    for (const Neighbour& neighbour : finder.nearest(i, k))
      links.push_back(link(i, neighbour.index, 1));
  }
  return Weights(n, std::move(links));
}

Weights distance_band(const Points& points, double reach, Metric metric) {
  require_reach(reach);
  Finder finder(points, metric);
  std::vector<Link> links;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (const Neighbour& neighbour : finder.within_chord(i, chord_of(reach, metric))) {
      if (neighbour.distance <= reach) links.push_back(link(i, neighbour.index, 1));
    }
  }
  return Weights(points.size(), std::move(links));
}

Weights inverse_distance(const Points& points, double reach, double power, Metric metric) {
  require_reach(reach);
  Finder finder(points, metric);
  std::vector<Link> links;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (const Neighbour& neighbour : finder.within_chord(i, chord_of(reach, metric))) {
      if (neighbour.distance > reach) continue;
      if (neighbour.distance == 0) {
        throw InputError("units " + std::to_string(i) + " and " + std::to_string(neighbour.index) +
                         " (from 0) lie at the same place: an inverse distance does not exist; "
                         "use knn or band, or move one");
      }
      links.push_back(link(i, neighbour.index, std::pow(neighbour.distance, -power)));
    }
  }
  return Weights(points.size(), std::move(links));
}

double least_band(const Points& points, Metric metric) {
  if (points.size() < 2) throw InputError("a distance band needs at least 2 units");
  Finder finder(points, metric);
  double least = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    least = std::max(least, finder.nearest(i, 1).front().distance);
  return least;
}

}  // namespace terrabalance::pattern
