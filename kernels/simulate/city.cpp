#include "kernels/simulate/city.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/simulate/hash.hpp"

namespace terrabalance::simulation {
namespace {

constexpr int towns_per_city = 8;

double signed_area(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point& a = ring[i];
    const Point& b = ring[i + 1 < ring.size() ? i + 1 : 0];
    twice += (a[0] - ring[0][0]) * (b[1] - ring[0][1]) - (b[0] - ring[0][0]) * (a[1] - ring[0][1]);
  }
  return twice / 2;
}

/// Where the line of constant y crosses the rings, ascending.
std::vector<double> crossings(const Shape& shape, double y) {
  std::vector<double> xs;
  for (const Ring& ring : shape) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point& a = ring[i];
      const Point& b = ring[i + 1 < ring.size() ? i + 1 : 0];
      if ((a[1] <= y) == (b[1] <= y)) continue;
      xs.push_back(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
    }
  }
  std::ranges::sort(xs);
  return xs;
}

bool contains(const Shape& shape, Point p) {
  const std::vector<double> xs = crossings(shape, p[1]);
  return std::ranges::count_if(xs, [&](double x) { return x < p[0]; }) % 2 == 1;
}

}  // namespace

std::vector<UrbanCentre> urban_centres(const std::vector<City>& cities, double cell_size,
                                       std::uint64_t seed, double land_end) {
  std::vector<UrbanCentre> centres;
  for (const City& city : cities) {
    const std::uint64_t key = mix(seed, static_cast<std::uint64_t>(city.code));
    const double side = std::sqrt(city.area_km2) * 1000;
    const auto add = [&](Point position, double radius, double weight) {
      centres.push_back({position, std::max(radius, 3 * cell_size), weight});
    };
    add(city.centre, side * (0.12 + 0.10 * uniform(key, 0)), 1.2);
    for (std::uint64_t town = 0; town < towns_per_city; ++town) {
      const double angle = 2 * std::numbers::pi * uniform(key, 3 * town + 1);
      const double distance = side * (0.15 + 0.35 * uniform(key, 3 * town + 2));
      const double size = uniform(key, 3 * town + 3);
      const Point position{city.centre[0] + distance * std::cos(angle),
                           city.centre[1] + distance * std::sin(angle)};
      if (position[1] < land_end) add(position, side * (0.02 + 0.05 * size * size), 0.8);
    }
  }
  return centres;
}

double area(const Shape& shape) {
  // A ring within an odd number of others is a hole.
  double sum = 0;
  for (const Ring& ring : shape) {
    int around = 0;
    for (const Ring& other : shape) {
      around += &other != &ring && contains({other}, ring.front()) ? 1 : 0;
    }
    sum += around % 2 == 0 ? std::abs(signed_area(ring)) : -std::abs(signed_area(ring));
  }
  return sum;
}

Point interior_point(const Shape& shape) {
  const auto& largest = *std::ranges::max_element(
      shape, {}, [](const Ring& ring) { return std::abs(signed_area(ring)); });
  const auto [low, high] = std::ranges::minmax_element(largest, {}, [](Point p) { return p[1]; });
  const double y = ((*low)[1] + (*high)[1]) / 2;
  const std::vector<double> xs = crossings(shape, y);
  Point best = largest.front();
  double widest = -1;
  for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
    if (xs[i + 1] - xs[i] <= widest) continue;
    widest = xs[i + 1] - xs[i];
    best = {(xs[i] + xs[i + 1]) / 2, y};
  }
  return best;
}

}  // namespace terrabalance::simulation
