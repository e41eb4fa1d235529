#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "kernels/pattern/polygons.hpp"

namespace terrabalance::pattern {
namespace {

struct Edge {
  double ax, ay, bx, by;
  std::int32_t polygon;
};

struct Box {
  double west = std::numeric_limits<double>::infinity();
  double south = std::numeric_limits<double>::infinity();
  double east = -std::numeric_limits<double>::infinity();
  double north = -std::numeric_limits<double>::infinity();
};

std::vector<Edge> edges_of(const Polygons& polygons) {
  std::vector<Edge> edges;
  edges.reserve(polygons.x.size());
  for (const Ring& ring : polygons.rings) {
    for (std::size_t k = ring.begin; k + 1 < ring.end; ++k) {
      edges.push_back(
          {polygons.x[k], polygons.y[k], polygons.x[k + 1], polygons.y[k + 1], ring.polygon});
    }
  }
  return edges;
}

Box bounds(const Polygons& polygons) {
  Box box;
  for (const double x : polygons.x) {
    box.west = std::min(box.west, x);
    box.east = std::max(box.east, x);
  }
  for (const double y : polygons.y) {
    box.south = std::min(box.south, y);
    box.north = std::max(box.north, y);
  }
  return box;
}

double distance_to_segment(double px, double py, const Edge& e) {
  const double dx = e.bx - e.ax;
  const double dy = e.by - e.ay;
  const double length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((px - e.ax) * dx + (py - e.ay) * dy) / length2 : 0;
  t = std::clamp(t, 0.0, 1.0);
  return std::hypot(px - (e.ax + t * dx), py - (e.ay + t * dy));
}

bool crosses(const Edge& e, const Edge& f) {
  const auto side = [](const Edge& line, double x, double y) {
    return (line.bx - line.ax) * (y - line.ay) - (line.by - line.ay) * (x - line.ax);
  };
  return side(e, f.ax, f.ay) * side(e, f.bx, f.by) < 0 &&
         side(f, e.ax, e.ay) * side(f, e.bx, e.by) < 0;
}

bool boxes_apart(const Edge& e, const Edge& f, double snap) {
  const auto apart = [snap](double a, double b, double c, double d) {
    return std::max(a, b) + snap < std::min(c, d) || std::max(c, d) + snap < std::min(a, b);
  };
  return apart(e.ax, e.bx, f.ax, f.bx) || apart(e.ay, e.by, f.ay, f.by);
}

bool touch(const Edge& e, const Edge& f, double snap) {
  return distance_to_segment(f.ax, f.ay, e) <= snap || distance_to_segment(f.bx, f.by, e) <= snap ||
         distance_to_segment(e.ax, e.ay, f) <= snap || distance_to_segment(e.bx, e.by, f) <= snap ||
         crosses(e, f);
}

// Whether f runs along e for longer than the tolerance: the part of f beside e lies on e.
bool run_together(const Edge& e, const Edge& f, double snap) {
  const double dx = e.bx - e.ax;
  const double dy = e.by - e.ay;
  const double length = std::hypot(dx, dy);
  if (length <= snap) return false;
  const auto along = [&](double x, double y) {
    return ((x - e.ax) * dx + (y - e.ay) * dy) / length;
  };
  const double a = along(f.ax, f.ay);
  const double b = along(f.bx, f.by);
  const double from = std::max(0.0, std::min(a, b));
  const double to = std::min(length, std::max(a, b));
  if (to - from <= snap) return false;
  const auto point_of_f_on_e = [&](double s) {
    const double t = (s - a) / (b - a);
    return distance_to_segment(f.ax + t * (f.bx - f.ax), f.ay + t * (f.by - f.ay), e) <= snap;
  };
  return point_of_f_on_e(from) && point_of_f_on_e(to);
}

// Edges by the cells of a square mesh that they pass through, as many cells as edges: compressed
// rows of edge numbers.
class Mesh {
 public:
  Mesh(const std::vector<Edge>& edges, const Box& box, double snap) : box_(box), snap_(snap) {
    const double width = box.east - box.west;
    const double height = box.north - box.south;
    side_ = std::max(std::sqrt(width * height / static_cast<double>(edges.size())), 4 * snap);
    columns_ = static_cast<std::size_t>(width / side_) + 1;
    rows_ = static_cast<std::size_t>(height / side_) + 1;
    offsets_.assign(columns_ * rows_ + 1, 0);
    for (const Edge& edge : edges)
      for_cells(edge, [this](std::size_t cell) { ++offsets_[cell + 1]; });
    for (std::size_t c = 0; c + 1 < offsets_.size(); ++c)
      offsets_[c + 1] += offsets_[c];
    entries_.resize(offsets_.back());
    std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
    for (std::size_t e = 0; e < edges.size(); ++e)
      for_cells(edges[e], [&](std::size_t cell) { entries_[next[cell]++] = e; });
  }

  std::size_t cells() const { return offsets_.size() - 1; }
  std::span<const std::size_t> edges(std::size_t cell) const {
    return std::span(entries_).subspan(offsets_[cell], offsets_[cell + 1] - offsets_[cell]);
  }

 private:
  std::size_t index(double offset, std::size_t count) const {
    return static_cast<std::size_t>(
        std::clamp(offset / side_, 0.0, static_cast<double>(count - 1)));
  }

  // Row by row, the columns between the edge's least and greatest x within the row.
  template <class Visit>
  void for_cells(const Edge& e, Visit&& visit) const {
    const std::size_t first = index(std::min(e.ay, e.by) - snap_ - box_.south, rows_);
    const std::size_t last = index(std::max(e.ay, e.by) + snap_ - box_.south, rows_);
    for (std::size_t row = first; row <= last; ++row) {
      const double south = box_.south + static_cast<double>(row) * side_ - 2 * snap_;
      const double north = south + side_ + 4 * snap_;
      const auto x_at = [&](double y) {
        const double t = e.by == e.ay ? 0 : std::clamp((y - e.ay) / (e.by - e.ay), 0.0, 1.0);
        return e.ax + t * (e.bx - e.ax);
      };
      const double x1 = e.by == e.ay ? e.ax : x_at(south);
      const double x2 = e.by == e.ay ? e.bx : x_at(north);
      const std::size_t left = index(std::min(x1, x2) - 2 * snap_ - box_.west, columns_);
      const std::size_t right = index(std::max(x1, x2) + 2 * snap_ - box_.west, columns_);
      for (std::size_t column = left; column <= right; ++column)
        visit(row * columns_ + column);
    }
  }

  Box box_;
  double snap_;
  double side_ = 1;
  std::size_t columns_ = 1;
  std::size_t rows_ = 1;
  std::vector<std::size_t> offsets_;
  std::vector<std::size_t> entries_;
};

}  // namespace

std::vector<Adjacency> contiguity(const Polygons& polygons, Contiguity rule, double snap) {
  check(polygons);
  std::vector<Adjacency> found;
  if (polygons.size() == 0) return found;
  const auto edges = edges_of(polygons);
  const Box box = bounds(polygons);
  if (snap < 0) snap = 1e-9 * std::max(box.east - box.west, box.north - box.south);
  const Mesh mesh(edges, box, snap);
  for (std::size_t cell = 0; cell < mesh.cells(); ++cell) {
    const auto here = mesh.edges(cell);
    for (std::size_t a = 0; a < here.size(); ++a) {
      for (std::size_t b = a + 1; b < here.size(); ++b) {
        const Edge& e = edges[here[a]];
        const Edge& f = edges[here[b]];
        if (e.polygon == f.polygon || boxes_apart(e, f, snap)) continue;
        const bool adjacent = rule == Contiguity::queen
                                  ? touch(e, f, snap)
                                  : run_together(e, f, snap) || run_together(f, e, snap);
        if (!adjacent) continue;
        found.push_back({e.polygon, f.polygon});
        found.push_back({f.polygon, e.polygon});
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace terrabalance::pattern
