#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/jobs/gwr/gwr_fixture.hpp"

namespace terrabalance {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Points on a jittered square with two predictors.
class GwrOfPoints : public Gwr {
 protected:
  void SetUp() override { write("points.csv", points(90)); }

  static std::string points(int n) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> uniform;
    std::string text = "x,y,v,a,b,c,t\n";
    for (int i = 0; i < n; ++i) {
      const double x = i % 10 + uniform(random);
      const double y = static_cast<double>(i) / 10 + uniform(random);
      const double a = uniform(random);
      const double b = uniform(random);
      text += std::to_string(x) + "," + std::to_string(y) + "," +
              std::to_string(1 + a * x - b + uniform(random) / 10) + "," + std::to_string(a) + "," +
              std::to_string(b) + ",5,word\n";
    }
    return text;
  }
  const std::string data_ = "@points.csv --coords x,y --response v ";
};

TEST_F(GwrOfPoints, AreTheSameForRanksAndThreads) {
  std::string first;
  for (const int ranks : {1, 2, 3, 4}) {
    for (const int threads : {1, 2}) {
      fit(data_ + "--predictors a,b --adaptive --bandwidth search --search exact --threads " +
              std::to_string(threads),
          ranks);
      const std::string all = print("gwr/local") + print("gwr/summary") + print("gwr/search");
      if (first.empty()) first = all;
      EXPECT_EQ(all, first) << ranks << " ranks, " << threads << " threads";
    }
  }
}

TEST_F(GwrOfPoints, MissingValuesAreLeftOutAndCounted) {
  write("points.csv", points(60) + "1,1,NA,1,1,5,w\n1,NaN,1,1,1,5,w\n2,2,1,,1,5,w\n");
  fit(data_ + "--predictors a,b --adaptive --bandwidth 30");
  EXPECT_THAT(messages, HasSubstr("3 of 63 rows have missing values"));
  const auto codes = status();
  ASSERT_EQ(codes.size(), 63);
  EXPECT_EQ(codes[60] + codes[61] + codes[62], 3);
  EXPECT_TRUE(std::isnan(column("gwr/local", "beta_a")[62]));
  EXPECT_EQ(summary("n"), 60);
}

TEST_F(GwrOfPoints, ConstantColumnsAreNamed) {
  fit(data_ + "--predictors a,c --adaptive --bandwidth search");
  EXPECT_THAT(messages, AllOf(HasSubstr("one value only"), HasSubstr(": c;"),
                              HasSubstr("90 of 90 places have no local model")));
  EXPECT_THAT(status(), Each(4));
}

TEST_F(GwrOfPoints, CollinearColumnsAreAStatus) {
  std::string text = "x,y,v,a,b\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i % 8) + "," + std::to_string(i / 8) + "," + std::to_string(i % 7) +
            "," + std::to_string(i % 5) + "," + std::to_string(3 - 2 * (i % 5)) + "\n";
  write("points.csv", text);
  fit(data_ + "--predictors a,b --adaptive --bandwidth search");
  EXPECT_THAT(status(), Each(5));
}

TEST_F(GwrOfPoints, AllAtOnePlaceHaveNoBandwidth) {
  std::string text = "x,y,v,a\n";
  for (int i = 0; i < 50; ++i)
    text += "1,1," + std::to_string(i % 7) + "," + std::to_string(i % 5) + "\n";
  write("points.csv", text);
  fit(data_ + "--predictors a --adaptive --bandwidth 20");
  EXPECT_THAT(status(), Each(2));
  fit(data_ + "--predictors a --adaptive --bandwidth search");
  EXPECT_THAT(messages, HasSubstr("50 of 50 places"));
  fit(data_ + "--predictors a --bandwidth 3");  // every weight is 1: the global model
  EXPECT_THAT(status(), Each(0));
  expect_refused(data_ + "--predictors a", HasSubstr("all points lie at one place"));
}

/// Data on which other programs stop, and models of every kind.
TEST_F(GwrOfPoints, NoDataStopsAnyModel) {
  std::mt19937 random(8);
  std::uniform_real_distribution<double> uniform;
  const auto data = [&](int n, const auto& change) {
    std::string text = "x,y,v,a,b,count,class\n";
    for (int i = 0; i < n; ++i) {
      std::array<double, 7> row{uniform(random),
                                uniform(random),
                                0,
                                uniform(random),
                                uniform(random),
                                std::floor(5 * uniform(random)),
                                std::floor(2 * uniform(random))};
      row[2] = row[3] - row[4] + uniform(random);
      change(row, i);
      for (const double value : row)
        text += (std::isnan(value) ? "NA" : std::to_string(value)) + ",";
      text.back() = '\n';
    }
    return text;
  };
  using Row = std::array<double, 7>;
  const std::map<std::string, std::string> files{
      {"one place", data(50, [](Row& r, int) { r[0] = r[1] = 1; })},
      {"pairs at a place", data(50, [](Row& r, int i) { r[0] = r[1] = i / 2; })},
      {"a line", data(50, [](Row& r, int) { r[1] = 0; })},
      {"two places", data(2, [](Row&, int) {})},
      {"three places", data(3, [](Row&, int) {})},
      {"a constant predictor", data(50, [](Row& r, int) { r[4] = 3; })},
      {"collinear predictors", data(50, [](Row& r, int) { r[4] = 3 - 2 * r[3]; })},
      {"a constant response", data(50, [](Row& r, int) { r[2] = r[5] = r[6] = 1; })},
      {"no counts", data(50, [](Row& r, int) { r[5] = r[6] = 0; })},
      {"missing values", data(50, [](Row& r, int i) {
         if (i < 14) r[static_cast<std::size_t>(i) % r.size()] = nan;
       })}};
  for (const auto& [name, text] : files) {
    write("points.csv", text);
    for (const std::string model :
         {"v --adaptive", "v --adaptive --bandwidth 2", "v --kernel gaussian",
          "v --distance great-circle --search exact", "v --adaptive --stationarity 2",
          "v --adaptive --multiscale --standardize --iterations 5",
          "count --adaptive --family poisson", "class --adaptive --family binomial"}) {
      const test::Outcome outcome =
          run("@points.csv --coords x,y --predictors a,b -o @out.h5 --response " + model);
      if (outcome.status == 2) {
        EXPECT_THAT(outcome.err, HasSubstr("all points lie at one place")) << name << ": " << model;
      } else {
        EXPECT_EQ(outcome.status, 0) << name << ": " << model << "\n" << outcome.err;
      }
      EXPECT_THAT(outcome.err, Not(HasSubstr("-nan"))) << name << ": " << model;
    }
  }
}

TEST_F(GwrOfPoints, FewerThanCoefficientsAreAStatus) {
  write("points.csv", points(2));
  fit(data_ + "--predictors a,b --bandwidth 100");
  EXPECT_THAT(status(), Each(3));
  write("points.csv", points(90));
  fit(data_ + "--predictors a,b --adaptive --bandwidth 2");
  EXPECT_THAT(status(), Each(3));
  EXPECT_EQ(summary("failed"), 90);
  EXPECT_TRUE(std::isnan(summary("aicc")) || std::isinf(summary("aicc")));
}

TEST_F(GwrOfPoints, FewForTheirParametersAreWarnedOf) {
  write("points.csv", points(15));
  fit(data_ + "--predictors a,b --adaptive --bandwidth 9");
  EXPECT_THAT(messages, HasSubstr("fewer than three a parameter"));
  fit(data_ + "--predictors a --bandwidth inf");
  EXPECT_THAT(messages, Not(HasSubstr("fewer than three")));
}

/// The points of a CSV as GeoJSON in degrees, with a field `place`.
std::string as_geojson(const std::string& csv) {
  std::string features;
  for (const auto& row : test::csv_rows(csv)) {
    features += (features.empty() ? "" : ",") +
                std::string(R"({"type":"Feature","geometry":{"type":"Point","coordinates":[)") +
                row.at("x") + "," + row.at("y") + R"(]},"properties":{"place":"p)" + row.at("x") +
                R"(","v":)" + row.at("v") + R"(,"a":)" + row.at("a") + R"(,"b":)" + row.at("b") +
                "}}";
  }
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

TEST_F(GwrOfPoints, OfAVectorFileAreTheSameAndCanBeMapped) {
  fit(data_ + "--predictors a,b --adaptive --bandwidth 30 --distance great-circle");
  const auto fitted = column("gwr/local", "yhat");
  write("points.geojson", as_geojson(points(90)));
  fit("@points.geojson --id place --response v --predictors a,b --adaptive --bandwidth 30 "
      "--maps @maps");
  EXPECT_EQ(column("gwr/local", "yhat"), fitted);  // GeoJSON is in degrees
  const auto ids = column<std::string>("gwr/local", "id");

  // The map is a layer of points that can be regressed again.
  fit("@maps/gwr.gpkg:gwr_local_map --id id --response yhat --predictors beta_a --bandwidth 500");
  EXPECT_EQ(column<std::string>("gwr/local", "id"), ids);
}

TEST_F(GwrOfPoints, OfAVectorFileThatCannotBeUsedAreRefused) {
  write("points.geojson", as_geojson(points(90)));
  const std::string model = " --response v --predictors a,b --adaptive --bandwidth 30";
  expect_refused("@points.geojson --id name" + model, HasSubstr("no field named 'name'"));
  expect_refused("@points.geojson --response v --predictors place --bandwidth 9",
                 AllOf(HasSubstr("'place'"), HasSubstr("text")));
  expect_refused("@points.geojson --response v --predictors aa --bandwidth 9",
                 AllOf(HasSubstr("no field 'aa'"), HasSubstr("did you mean 'a'")));
  expect_refused(data_ + "--predictors a --bandwidth 9 --maps @maps", HasSubstr("vector file"));
  EXPECT_FALSE(std::filesystem::exists(path("maps")));
}

TEST_F(GwrOfPoints, ThatCannotBeUsedAreRefused) {
  expect_refused(data_ + "--predictors t --bandwidth 9",
                 AllOf(HasSubstr("points.csv:2"), HasSubstr("'word'"), HasSubstr("column t")));
  expect_refused(data_ + "--predictors aa --bandwidth 9", HasSubstr("no column 'aa'"));
  expect_refused(data_ + "--predictors a,a --bandwidth 9", HasSubstr("a is given twice"));
  expect_refused(data_ + "--predictors a,v --bandwidth 9", HasSubstr("v cannot explain itself"));
  expect_refused(data_ + "--predictors a --adaptive --bandwidth 91", HasSubstr("91 neighbours"));
  expect_refused(data_ + "--predictors a --adaptive --bandwidth 9.5", HasSubstr("whole number"));
  expect_refused(data_ + "--predictors a --bandwidth -3", HasSubstr("above 0"));
  expect_refused(data_ + "--predictors a --bandwidth wide", HasSubstr("'wide'"));
  expect_refused(data_ + "--predictors a --kernel cosine --bandwidth 9", HasSubstr("tricube"));
  expect_refused(data_ + "--predictors a --criterion r2", HasSubstr("aicc, aic"));
  expect_refused("@points.csv --response v --predictors a --bandwidth 9", HasSubstr("--coords"));
  expect_refused("--response v --predictors a --bandwidth 9", HasSubstr("--raster"));
  expect_refused("@none.csv --coords x,y --response v --predictors a", HasSubstr("none.csv"));
  write("huge.csv", "x,y,v,a\n0,0,1,2\n1,0,2,1e300\n0,1,3,1\n1,1,4,3\n");
  expect_refused("@huge.csv --coords x,y --response v --predictors a",
                 AllOf(HasSubstr("gwr: a has values beyond 1e70"), HasSubstr("divide")));
  write("empty.csv", "x,y,v,a\nNA,1,1,1\n");
  expect_refused("@empty.csv --coords x,y --response v --predictors a", HasSubstr("two places"));
}

TEST_F(GwrOfPoints, OfferPredictionsElsewhere) {
  write("new.csv", "x,y,a,b\n5,5,0.5,0.5\n5,NA,0.5,0.5\n");
  fit(data_ + "--predictors a,b --adaptive --bandwidth 40 --predict @new.csv");
  const auto yhat = column("gwr/prediction", "yhat");
  EXPECT_NEAR(yhat[0], 1 + 0.5 * 5 - 0.5, 0.5);
  EXPECT_TRUE(std::isnan(yhat[1]));
}

/// Real data that stop mgwr: "singular matrix".
TEST_F(Gwr, RealDataThatAreSingularInPlacesAreFittedElsewhere) {
  SKIP_WITHOUT_REFERENCE();
  const std::string data = test::reference_folder() + "/data/gwr/";
  fit(data +
      "ewhp.csv --coords X,Y --response PurPrice --predictors FlrArea,TypDetch "
      "--adaptive --bandwidth 12");
  EXPECT_GT(summary("failed"), 0);
  EXPECT_GT(summary("n"), 0);
  EXPECT_THAT(messages, HasSubstr("no local model"));
  fit(data +
      "ewhp.csv --coords X,Y --response PurPrice --predictors FlrArea,TypDetch "
      "--adaptive --bandwidth search");
  EXPECT_EQ(summary("failed"), 0);
  fit(data +
      "londonhp.csv --coords X,Y --response PURCHASE --predictors "
      "FLOORSZ,UNEMPLOY,PROF,TYPEDETCH --adaptive --bandwidth 20");
  EXPECT_GT(summary("failed"), 0);
  fit(data +
      "fake_zillow_1k_singular.csv --coords utmX,utmY --response value --predictors "
      "nbaths,nbeds,area,age --adaptive --bandwidth search");
  EXPECT_THAT(messages, HasSubstr("1000 of 1000 places have no local model"));
}

}  // namespace
}  // namespace terrabalance
