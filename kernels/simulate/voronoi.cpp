#include "kernels/simulate/voronoi.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "kernels/simulate/hash.hpp"

namespace terrabalance::simulation {
namespace {

__extension__ using Wide = __int128;

/// Squared distance to a site along one row, less the X^2 that all sites share: a line in X.
struct Line {
  std::int64_t slope;  // is -2 x of the site
  std::int64_t constant;
  std::int32_t site;
};

/// Whether the middle line is nowhere below both others; slopes fall from first to last.
bool hidden(const Line& first, const Line& middle, const Line& last) {
  return Wide(last.constant - first.constant) * (first.slope - middle.slope) <=
         Wide(middle.constant - first.constant) * (first.slope - last.slope);
}

/// First column whose centre the right line is nearer to.
std::int64_t boundary(const Line& left, const Line& right) {
  const std::int64_t gain = left.slope - right.slope;  // > 0
  const std::int64_t lack = right.constant - left.constant;
  // The right one wins at X if X * gain > lack, or = lack if it comes first.
  std::int64_t x = lack / gain - (lack % gain < 0 ? 1 : 0);  // floor
  const bool exact = lack % gain == 0;
  if (!exact || right.site > left.site) ++x;  // least X at which it wins
  // Centres are at X = site_unit c + site_unit / 2.
  const std::int64_t need = x - site_unit / 2;
  return need <= 0 ? 0 : (need + site_unit - 1) / site_unit;
}

/// The part of a convex ring that is nearer to a than to b.
void clip(Ring& ring, Point a, Point b, Ring& scratch) {
  const Point normal{b[0] - a[0], b[1] - a[1]};
  const Point middle{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
  const auto excess = [&](const Point& p) {
    return (p[0] - middle[0]) * normal[0] + (p[1] - middle[1]) * normal[1];
  };
  scratch.clear();
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point& p = ring[i];
    const Point& q = ring[i + 1 < ring.size() ? i + 1 : 0];
    const double at_p = excess(p);
    const double at_q = excess(q);
    if (at_p <= 0) scratch.push_back(p);
    if ((at_p < 0 && at_q > 0) || (at_p > 0 && at_q < 0)) {
      const double t = at_p / (at_p - at_q);
      scratch.push_back({p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])});
    }
  }
  ring.swap(scratch);
}

}  // namespace

std::vector<Site> scatter_sites(int count, std::int64_t width, std::int64_t height,
                                std::uint64_t seed) {
  // Rows of nearly square boxes, one site somewhere in the middle of each.
  const double aspect = static_cast<double>(height) / static_cast<double>(width);
  const int rows = std::clamp(static_cast<int>(std::lround(std::sqrt(count * aspect))), 1, count);
  std::vector<Site> sites;
  for (int row = 0; row < rows; ++row) {
    const int columns = count * (row + 1) / rows - count * row / rows;
    for (int column = 0; column < columns; ++column) {
      const std::uint64_t key = sites.size();
      const auto place = [&](double box, std::int64_t boxes, std::int64_t cells, double draw) {
        const double at = (box + 0.2 + 0.6 * draw) / static_cast<double>(boxes);
        return static_cast<std::int64_t>(at * static_cast<double>(cells * site_unit));
      };
      sites.push_back({place(column, columns, width, uniform(seed, 2 * key)),
                       place(row, rows, height, uniform(seed, 2 * key + 1))});
    }
  }
  return sites;
}

Voronoi::Voronoi(std::vector<Site> sites) : sites_(std::move(sites)), by_x_(sites_.size()) {
  std::iota(by_x_.begin(), by_x_.end(), 0);
  std::ranges::stable_sort(by_x_, {},
                           [&](std::int32_t i) { return sites_[static_cast<std::size_t>(i)].x; });
}

void Voronoi::row(std::int64_t y, std::int64_t width, std::vector<ZoneRun>& runs) const {
  // Lower envelope of the lines, from left to right.
  const std::int64_t centre = site_unit * y + site_unit / 2;
  std::vector<Line> envelope;
  for (const std::int32_t i : by_x_) {
    const Site& site = sites_[static_cast<std::size_t>(i)];
    const std::int64_t dy = centre - site.y;
    const Line line{-2 * site.x, site.x * site.x + dy * dy, i};
    if (!envelope.empty() && envelope.back().slope == line.slope) {
      if (envelope.back().constant <= line.constant) continue;
      envelope.pop_back();
    }
    while (envelope.size() > 1 && hidden(envelope[envelope.size() - 2], envelope.back(), line)) {
      envelope.pop_back();
    }
    envelope.push_back(line);
  }
  runs.clear();
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < envelope.size() && begin < width; ++i) {
    const std::int64_t end =
        i + 1 < envelope.size() ? std::min(width, boundary(envelope[i], envelope[i + 1])) : width;
    if (end <= begin) continue;
    runs.push_back(
        {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end), envelope[i].site});
    begin = end;
  }
}

std::vector<Ring> Voronoi::polygons(std::int64_t width, std::int64_t height) const {
  const auto w = static_cast<double>(width);
  const auto h = static_cast<double>(height);
  const auto position = [](const Site& site) {
    return Point{static_cast<double>(site.x) / site_unit, static_cast<double>(site.y) / site_unit};
  };
  std::vector<Ring> polygons;
  Ring scratch;
  for (const Site& site : sites_) {
    Ring ring{{0, 0}, {w, 0}, {w, h}, {0, h}};
    for (const Site& other : sites_) {
      if (&other != &site) clip(ring, position(site), position(other), scratch);
    }
    polygons.push_back(std::move(ring));
  }
  return polygons;
}

}  // namespace terrabalance::simulation
