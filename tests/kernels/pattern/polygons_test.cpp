#include "kernels/pattern/polygons.hpp"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"

namespace terrabalance::pattern {
namespace {

using testing::ElementsAre;
using Corners = std::vector<std::pair<double, double>>;

void add_ring(Polygons& polygons, std::int32_t polygon, const Corners& corners, bool hole = false) {
  const std::size_t begin = polygons.x.size();
  for (const auto& [x, y] : corners) {
    polygons.x.push_back(x);
    polygons.y.push_back(y);
  }
  polygons.x.push_back(corners.front().first);
  polygons.y.push_back(corners.front().second);
  polygons.rings.push_back({begin, polygons.x.size(), polygon, hole});
}

Polygons make(const std::vector<Corners>& shapes) {
  Polygons polygons;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    polygons.ids.push_back(std::string("p").append(std::to_string(i)));
    add_ring(polygons, static_cast<std::int32_t>(i), shapes[i]);
  }
  return polygons;
}

Corners box(double x, double y, double w = 1, double h = 1) {
  return {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}};
}

std::string message_of(const Polygons& polygons) {
  try {
    check(polygons);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Contiguity, QueenSharesAPointRookSharesABorder) {
  const auto polygons = make({box(0, 0), box(1, 0), box(1, 1), box(5, 5)});
  EXPECT_THAT(contiguity(polygons, Contiguity::rook),
              ElementsAre(Adjacency{0, 1}, Adjacency{1, 0}, Adjacency{1, 2}, Adjacency{2, 1}));
  EXPECT_EQ(contiguity(polygons, Contiguity::queen).size(), 6U);
}

TEST(Contiguity, AVertexInsideAnEdgeTouches) {
  const auto polygons = make({box(0, 0, 1, 3), box(1, 1, 1, 1), {{1, 2.5}, {2, 2.2}, {2, 2.8}}});
  const auto rook = contiguity(polygons, Contiguity::rook);
  EXPECT_THAT(rook, ElementsAre(Adjacency{0, 1}, Adjacency{1, 0}));
  const auto queen = contiguity(polygons, Contiguity::queen);
  EXPECT_THAT(queen,
              ElementsAre(Adjacency{0, 1}, Adjacency{0, 2}, Adjacency{1, 0}, Adjacency{2, 0}));
}

TEST(Contiguity, GapsWithinTheSnappingDistanceDoNotPart) {
  const auto polygons = make({box(0, 0), box(1.001, 0)});
  EXPECT_TRUE(contiguity(polygons, Contiguity::queen).empty());
  EXPECT_EQ(contiguity(polygons, Contiguity::queen, 0.01).size(), 2U);
  EXPECT_EQ(contiguity(polygons, Contiguity::rook, 0.01).size(), 2U);
}

TEST(Contiguity, OfALatticeIsTheLattice) {
  std::vector<Corners> boxes;
  const int side = 12;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x)
      boxes.push_back(box(x * 0.1, y * 0.1, 0.1, 0.1));
  }
  const auto polygons = make(boxes);
  EXPECT_EQ(contiguity(polygons, Contiguity::rook).size(), 4U * 11 * 12);
  EXPECT_EQ(contiguity(polygons, Contiguity::queen).size(), 4U * 11 * 12 + 4U * 11 * 11);
}

TEST(Centroids, SubtractHolesWhateverTheirOrientation) {
  Polygons polygons = make({box(100, 100, 4, 4)});
  add_ring(polygons, 0, box(102, 102, 1, 1), true);
  const Points c = centroids(polygons);
  EXPECT_NEAR(c.x[0], (16 * 102.0 - 102.5) / 15, 1e-12);
  EXPECT_NEAR(c.y[0], (16 * 102.0 - 102.5) / 15, 1e-12);
}

TEST(Polygons, BadGeometryIsNamed) {
  Polygons none = make({box(0, 0)});
  none.ids.emplace_back("lonely");
  EXPECT_THAT(message_of(none), testing::HasSubstr("'lonely' has an empty geometry"));
  EXPECT_THAT(message_of(make({{{0, 0}, {1, 0}, {2, 0}}})), testing::HasSubstr("'p0' has no area"));
  EXPECT_THAT(message_of(make({{{0, 0}, {1, 0}}})), testing::HasSubstr("fewer than 4 points"));
  EXPECT_THAT(message_of(make({box(0, std::nan(""))})), testing::HasSubstr("not finite"));
  Polygons open = make({box(0, 0)});
  open.x.back() = 0.5;
  EXPECT_THAT(message_of(open), testing::HasSubstr("not closed"));
}

}  // namespace
}  // namespace terrabalance::pattern
