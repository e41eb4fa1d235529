#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/features.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/pattern/polygons.hpp"
#include "tests/support/reference_table.hpp"

// Every value that spdep computed for the reference data, to 1e-9 relative.
namespace terrabalance::pattern {
namespace {

using test::read_reference;

constexpr double tolerance = 1e-9;

void expect_close(double value, double expected, const std::string& what) {
  if (std::isnan(expected)) return;
  EXPECT_NEAR(value, expected, tolerance * std::max(1.0, std::abs(expected))) << what;
}

Features features(const std::string& dataset) {
  return read_features(test::reference_folder() + "/data/spatial/" + dataset + ".geojson");
}

Weights from_adjacency(const std::vector<Adjacency>& pairs, std::size_t n) {
  std::vector<Link> links;
  for (const Adjacency& pair : pairs)
    links.push_back({pair.from, pair.to, 1});
  return Weights(n, std::move(links));
}

Weights binary(const std::string& dataset, const Features& file, const std::string& kind) {
  const auto& polygons = file.polygons;
  if (kind == "queen") return from_adjacency(contiguity(polygons, Contiguity::queen), file.size());
  const Points points = centroids(polygons);
  if (kind == "knn8") return nearest_neighbours(points, 8, Metric::planar);
  const double reach = dataset == "columbus" ? 0.6188642199632541 : 40692.896885202616;
  return distance_band(points, reach, Metric::planar);
}

std::vector<double> variable(const Features& file, const std::string& name) {
  for (const Column& column : file.attributes.columns) {
    if (column.name == name) return std::get<std::vector<double>>(column.values);
  }
  throw std::runtime_error("no variable " + name);
}

TEST(PatternReference, CentroidsOfColumbus) {
  SKIP_WITHOUT_REFERENCE();
  const auto expected = read_reference("expected/spatial/columbus__points.csv");
  const auto points = centroids(features("columbus").polygons);
  const auto x = expected.reals("x");
  const auto y = expected.reals("y");
  ASSERT_EQ(points.size(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    expect_close(points.x[i], x[i], "x of " + std::to_string(i));
    expect_close(points.y[i], y[i], "y of " + std::to_string(i));
  }
}

TEST(PatternReference, NeighboursOfColumbus) {
  SKIP_WITHOUT_REFERENCE();
  const auto file = features("columbus");
  for (const std::string kind : {"queen", "knn8", "band"}) {
    const auto list = read_reference("expected/spatial/columbus_" + kind + ".csv");
    std::vector<Link> links;
    const auto from = list.reals("i");
    const auto to = list.reals("j");
    for (std::size_t k = 0; k < from.size(); ++k)
      links.push_back({static_cast<std::int32_t>(from[k]), static_cast<std::int32_t>(to[k]), 1});
    const Weights expected(file.size(), links);
    const Weights found = binary("columbus", file, kind);
    for (std::size_t i = 0; i < file.size(); ++i) {
      EXPECT_THAT(found.neighbours(i), testing::ElementsAreArray(expected.neighbours(i)))
          << kind << " of unit " << i;
    }
  }
}

struct Count {
  std::string dataset;
  std::size_t queen;
  double band;
  std::size_t in_band;
  double least;
};

TEST(PatternReference, NumbersOfNeighbours) {
  SKIP_WITHOUT_REFERENCE();
  const std::vector<Count> counts{
      {"columbus", 236, 0.6188642199632541, 252, 0.6188641580768383},
      {"stl_hom", 406, 0.5375407629440592, 360, 0.5375407091899882},
      {"sids2", 490, 0.42263656837842917, 304, 0.42263652611477653},
      {"dubvoter", 1902, 5302.464025782785, 22594, 5302.463495536435},
      {"georgia_polygons", 862, 40692.896885202616, 722, 40692.89281591333},
  };
  for (const Count& count : counts) {
    const auto file = features(count.dataset);
    const auto points = centroids(file.polygons);
    EXPECT_EQ(contiguity(file.polygons, Contiguity::queen).size(), count.queen) << count.dataset;
    EXPECT_EQ(distance_band(points, count.band, Metric::planar).links(), count.in_band)
        << count.dataset;
    expect_close(least_band(points, Metric::planar), count.least, count.dataset);
  }
}

TEST(PatternReference, GlobalStatistics) {
  SKIP_WITHOUT_REFERENCE();
  for (const auto& row : read_reference("expected/spatial/global.csv").rows) {
    const auto value = [&row](const std::string& name) {
      return row.at(name) == "NA" ? std::nan("") : std::stod(row.at(name));
    };
    const std::string what =
        row.at("dataset") + " " + row.at("weights") + row.at("style") + " " + row.at("var") + " ";
    const auto file = features(row.at("dataset"));
    const auto x = variable(file, row.at("var"));
    Weights weights = binary(row.at("dataset"), file, row.at("weights"));
    if (row.at("style") == "W") weights = row_standardised(std::move(weights));
    const Moran m = moran(weights, x, row.at("var"));
    expect_close(m.i, value("I"), what + "I");
    expect_close(m.normal.expected, value("EI"), what + "EI");
    expect_close(m.normal.variance, value("VI_norm"), what + "VI_norm");
    expect_close(m.normal.z, value("z_norm"), what + "z_norm");
    expect_close(m.normal.p, value("p_norm"), what + "p_norm");
    expect_close(m.randomisation.variance, value("VI_rand"), what + "VI_rand");
    expect_close(m.randomisation.z, value("z_rand"), what + "z_rand");
    expect_close(m.randomisation.p, value("p_rand"), what + "p_rand");
    const Geary c = geary(weights, x, row.at("var"));
    expect_close(c.c, value("C"), what + "C");
    expect_close(c.normal.variance, value("VC_norm"), what + "VC_norm");
    expect_close(c.randomisation.variance, value("VC_rand"), what + "VC_rand");
    expect_close(c.randomisation.z, value("zC_rand"), what + "zC_rand");
    const GeneralG g = general_g(weights, x, row.at("var"));
    expect_close(g.g, value("G"), what + "G");
    expect_close(g.randomisation.expected, value("EG"), what + "EG");
    expect_close(g.randomisation.variance, value("VG"), what + "VG");
    expect_close(g.randomisation.z, value("zG"), what + "zG");
  }
}

void expect_column(const std::vector<double>& found, const test::ReferenceTable& table,
                   const std::string& column, const std::string& what) {
  const auto expected = table.reals(column);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    expect_close(found[i], expected[i], what + " " + column + " of " + std::to_string(i));
}

void expect_local(const std::string& dataset, const std::string& kind, const std::string& style,
                  const std::string& name) {
  const std::string what = dataset + "__" + kind + "__" + style + "__" + name;
  const auto expected = read_reference("expected/spatial/" + what + "__local.csv");
  const auto file = features(dataset);
  const auto x = variable(file, name);
  const Weights b = binary(dataset, file, kind);
  const bool standardised = style == "W";
  const Weights weights = standardised ? row_standardised(b) : b;
  const auto conditional = local_moran(weights, x, name, Randomisation::conditional);
  expect_column(conditional.i, expected, "Ii", what);
  expect_column(conditional.expected, expected, "E_cond", what);
  expect_column(conditional.variance, expected, "V_cond", what);
  expect_column(conditional.z, expected, "z_cond", what);
  expect_column(conditional.p, expected, "p_cond", what);
  const auto total = local_moran(weights, x, name, Randomisation::total);
  expect_column(total.expected, expected, "E_tot", what);
  expect_column(total.variance, expected, "V_tot", what);
  expect_column(total.z, expected, "z_tot", what);
  expect_column(total.p, expected, "p_tot", what);
  const Style s = standardised ? Style::row_standardised : Style::binary;
  expect_column(getis_ord(b, x, name, GetisOrd::without_self, s), expected, "Gi_z", what);
  expect_column(getis_ord(b, x, name, GetisOrd::with_self, s), expected, "Gistar_z", what);
  const std::map<std::string, std::string> names{
      {"High-High", "HH"}, {"Low-High", "LH"}, {"Low-Low", "LL"}, {"High-Low", "HL"}};
  const auto q = quadrants(weights, x);
  for (std::size_t i = 0; i < q.size(); ++i)
    EXPECT_EQ(q[i], names.at(expected.rows[i].at("quad"))) << what << " quadrant of " << i;
}

TEST(PatternReference, LocalStatistics) {
  SKIP_WITHOUT_REFERENCE();
  for (const std::string kind : {"queen", "knn8", "band"}) {
    for (const std::string style : {"W", "B"})
      expect_local("columbus", kind, style, "CRIME");
  }
  expect_local("georgia_polygons", "queen", "W", "PctBach");
}

}  // namespace
}  // namespace terrabalance::pattern
