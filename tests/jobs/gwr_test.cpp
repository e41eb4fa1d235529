#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

// `gwr` as users run it. Data never stop a run: a place without a model is NA with a status.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Gwr : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  /// Runs `terrabalance gwr`; @ stands for the folder of the test.
  test::Outcome run(std::string arguments, int ranks = 0) const {
    for (auto at = arguments.find('@'); at != std::string::npos; at = arguments.find('@'))
      arguments.replace(at, 1, folder_.path() + "/");
    return test::run("gwr " + arguments, ranks);
  }
  void fit(const std::string& arguments, int ranks = 0) {
    std::filesystem::remove(path("out.h5"));
    const test::Outcome outcome = run(arguments + " -o @out.h5", ranks);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    messages = outcome.err;
  }
  void expect_refused(const std::string& arguments, const testing::Matcher<std::string>& message) {
    std::filesystem::remove(path("out.h5"));
    const test::Outcome outcome = run(arguments + " -o @out.h5");
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, message);
    EXPECT_FALSE(std::filesystem::exists(path("out.h5")));
  }

  template <class T = double>
  std::vector<T> column(const std::string& table, const std::string& name) const {
    for (const Column& c : read_table(path("out.h5"), table).columns)
      if (c.name == name) return std::get<std::vector<T>>(c.values);
    throw std::runtime_error("no column " + name);
  }
  std::vector<std::int64_t> status() const { return column<std::int64_t>("gwr/local", "status"); }
  double summary(const std::string& name) const {
    const auto names = column<std::string>("gwr/summary", "name");
    const auto values = column("gwr/summary", "value");
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return values[i];
    throw std::runtime_error("no diagnostic " + name);
  }
  std::string print(const std::string& table) const {
    return test::run("table " + path("out.h5") + " " + table).out;
  }

  test::TemporaryFolder folder_;
  std::string messages;
};

/// Layers y, a and b over 23 x 17 cells of 100 m, one of them not a number here and there.
class GwrOfRasters : public Gwr {
 protected:
  static constexpr std::int64_t width = 23;
  static constexpr std::int64_t height = 17;

  void SetUp() override {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform;
    for (std::int64_t i = 0; i < width * height; ++i) {
      a_.push_back(uniform(random));
      b_.push_back(uniform(random));
      y_.push_back(1 + a_.back() * static_cast<double>(i % width) / 10 - b_.back() +
                   uniform(random) / 10);
    }
    a_[30] = -9999;
    b_[31] = -9999;
    y_[200] = -9999;
    layer("a.tif", a_);
    layer("b.tif", b_);
    layer("y.tif", y_);
  }
  void layer(const std::string& name, const std::vector<double>& values) const {
    test::RasterFile file;
    file.type = "Float64";
    file.nodata = -9999;
    file.geotransform = {500000, 100, 0, 2500000, 0, -100};
    test::write_raster(path(name), test::Picture(width, height, values), file);
  }

  std::vector<double> a_;
  std::vector<double> b_;
  std::vector<double> y_;
  const std::string layers_ = "--raster y=@y.tif --raster a=@a.tif --raster b=@b.tif --response y ";
};

TEST_F(GwrOfRasters, AreFittedAsTheirCellsAreAsPoints) {
  fit(layers_ + "--predictors a,b --bandwidth 450");
  EXPECT_EQ(summary("n"), width * height - 3);
  std::vector<std::string> names{"x",       "y",        "yhat",      "resid", "std_resid",
                                 "cooks_d", "local_r2", "influence", "se_a",  "t_b"};
  std::vector<std::vector<double>> lattice;
  for (const auto& name : names)
    lattice.push_back(column("gwr/local", name));
  const double aicc = summary("aicc");

  std::string points = "x,y,v,a,b\n";
  for (std::size_t i = 0; i < y_.size(); ++i) {
    if (y_[i] == -9999 || a_[i] == -9999 || b_[i] == -9999) continue;
    const auto text = [](double value) {
      char buffer[40];
      std::snprintf(buffer, sizeof buffer, "%.17g", value);
      return std::string(buffer);
    };
    points += text(500050 + 100 * static_cast<double>(i % width)) + "," +
              text(2499950 - 100 * static_cast<double>(i / width)) + "," + text(y_[i]) + "," +
              text(a_[i]) + "," + text(b_[i]) + "\n";
  }
  write("points.csv", points);
  fit("@points.csv --coords x,y --response v --predictors a,b --bandwidth 450");
  EXPECT_NEAR(summary("aicc"), aicc, 1e-9 * std::abs(aicc));
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto expected = column("gwr/local", names[c]);
    ASSERT_EQ(lattice[c].size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(lattice[c][i], expected[i], 1e-9 * (1 + std::abs(expected[i]))) << names[c];
  }
}

TEST_F(GwrOfRasters, FindTheirBandwidth) {
  fit(layers_ + "--predictors a,b --bandwidth search");
  EXPECT_GE(summary("bandwidth"), 200);
  const auto scores = column("gwr/search", "score");
  EXPECT_NEAR(summary("aicc"), *std::min_element(scores.begin(), scores.end()), 1e-6);
}

TEST_F(GwrOfRasters, AreTheSameForRanksAndThreads) {
  std::string first;
  std::vector<double> first_map;
  for (const int ranks : {1, 2, 3, 4}) {
    for (const int threads : {1, 2}) {
      fit(layers_ +
              "--predictors a,b --bandwidth search --bandwidth-max 900 --maps @maps "
              "--threads " +
              std::to_string(threads),
          ranks);
      const std::string all = print("gwr/local") + print("gwr/summary") + print("gwr/search");
      if (first.empty()) first = all;
      EXPECT_EQ(all, first) << ranks << " ranks, " << threads << " threads";
      const auto map = test::read_raster(path("maps/gwr.tif"));
      if (first_map.empty()) first_map = map;
      for (std::size_t i = 0; i < map.size(); ++i)
        ASSERT_TRUE(map[i] == first_map[i] || (std::isnan(map[i]) && std::isnan(first_map[i])));
    }
  }
}

TEST_F(GwrOfRasters, MayHaveFewerRowsThanRanks) {
  test::RasterFile file;
  file.type = "Float64";
  test::write_raster(path("a.tif"), test::Picture("12349 52371"), file);
  test::write_raster(path("y.tif"), test::Picture("24789 93156"), file);
  const std::string model =
      "--raster y=@y.tif --raster a=@a.tif --response y --predictors a "
      "--bandwidth 1000";
  fit(model, 1);
  const std::string one = print("gwr/local") + print("gwr/summary");
  fit(model, 4);
  EXPECT_EQ(print("gwr/local") + print("gwr/summary"), one);
}

TEST_F(GwrOfRasters, AreMappedBandByBand) {
  fit(layers_ + "--predictors a,b --bandwidth 450 --maps @maps");
  const auto fitted = column("gwr/local", "yhat");
  const auto map = test::read_raster(path("maps/gwr.tif"));  // its first band
  ASSERT_EQ(map.size(), y_.size());
  std::size_t row = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const bool valid = y_[i] != -9999 && a_[i] != -9999 && b_[i] != -9999;
    if (valid) {
      EXPECT_EQ(map[i], fitted[row++]);
    } else {
      EXPECT_TRUE(std::isnan(map[i]));
    }
  }
}

TEST_F(GwrOfRasters, MayBeNetcdf) {
  fit(layers_ + "--predictors a,b --bandwidth 700");
  const std::string expected = print("gwr/local");
  for (const char* name : {"a", "b", "y"}) {
    const std::string files = path(name) + ".tif " + path(name) + ".nc";
    if (std::system(("gdal_translate -q -of netCDF " + files).c_str()) != 0)
      GTEST_SKIP() << "gdal_translate cannot write NetCDF here";
  }
  fit("--allow-driver netCDF --raster y=@y.nc --raster a=@a.nc --raster b=@b.nc --response y "
      "--predictors a,b --bandwidth 700");
  EXPECT_EQ(print("gwr/local"), expected);
}

TEST_F(GwrOfRasters, BeyondMeasureAreNamed) {
  a_[40] = 1e300;
  layer("a.tif", a_);
  expect_refused(layers_ + "--predictors a,b --bandwidth 700",
                 AllOf(HasSubstr("a.tif has values beyond 1e70"), HasSubstr("divide")));
}

TEST_F(GwrOfRasters, AWindowOfOneCellFitsNothingAndSaysSo) {
  fit(layers_ + "--predictors a,b --bandwidth 90");
  EXPECT_THAT(status(), Each(3));
  EXPECT_THAT(messages, HasSubstr("388 of 388 places have no local model: fewer neighbours"));
}

TEST_F(GwrOfRasters, AConstantLayerIsAStatus) {
  layer("b.tif", std::vector<double>(width * height, 3));
  fit(layers_ + "--predictors a,b --bandwidth 450");
  EXPECT_THAT(status(), Each(4));
}

TEST_F(GwrOfRasters, MayBeEmpty) {
  layer("b.tif", std::vector<double>(width * height, -9999));
  expect_refused(layers_ + "--predictors a,b --bandwidth 450",
                 HasSubstr("no cell is valid in every layer"));
}

TEST_F(GwrOfRasters, ThatCannotBeUsedAreNamed) {
  expect_refused(layers_ + "--predictors a,c --bandwidth 450", HasSubstr("add --raster c=FILE"));
  expect_refused("--raster y --response y --predictors a --bandwidth 450", HasSubstr("NAME=FILE"));
  expect_refused("--raster y=@y.tif --raster a=@no.tif --response y --predictors a --bandwidth 450",
                 HasSubstr("no.tif"));
  expect_refused(layers_ + "--predictors a,b --adaptive --bandwidth 30", HasSubstr("--adaptive"));
  expect_refused(layers_ + "--predictors a,b --distance great-circle --bandwidth 9",
                 HasSubstr("--distance"));
  expect_refused(layers_ + "--predictors a,b --bandwidth inf", HasSubstr("distance"));
  test::write_raster(path("b.tif"), test::Picture("123 456"));
  expect_refused(layers_ + "--predictors a,b --bandwidth 450",
                 AllOf(HasSubstr("b.tif"), HasSubstr("gdalwarp")));
}

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

/// A response whose intercept holds everywhere and whose slope changes with x; counts; classes.
class GwrModels : public Gwr {
 protected:
  void SetUp() override {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform;
    std::string text = "x,y,v,a,count,class,area\n";
    for (int i = 0; i < 150; ++i) {
      const double x = 100 * uniform(random);
      const double a = 2 * uniform(random) - 1;
      const double area = 1 + 3 * uniform(random);
      const double mean = area * std::exp(0.5 + 0.6 * a);
      for (const double value :
           {x, 100 * uniform(random), 3 + x / 50 * a + 0.3 * (uniform(random) - 0.5), a,
            std::floor(mean + 2 * uniform(random)),
            uniform(random) < 1 / (1 + std::exp(-2 * a)) ? 1.0 : 0.0, area})
        text += std::to_string(value) + ",";
      text.back() = '\n';
    }
    write("points.csv", text);
  }
  void expect_same_for_ranks(const std::string& arguments, const std::vector<std::string>& tables) {
    std::string first;
    for (const int ranks : {1, 2}) {
      fit(arguments, ranks);
      std::string all;
      for (const auto& table : tables)
        all += print(table);
      if (first.empty()) first = all;
      EXPECT_EQ(all, first) << ranks << " ranks";
    }
  }
  const std::string data_ = "@points.csv --coords x,y --predictors a --adaptive --response ";
};

TEST_F(GwrModels, MultiscaleFindsThatOnlyTheSlopeIsLocal) {
  expect_same_for_ranks(
      data_ + "v --multiscale",
      {"gwr/summary", "gwr/bandwidths", "gwr/backfitting", "gwr/local", "gwr/residuals"});
  const auto bandwidths = column("gwr/bandwidths", "bandwidth");
  ASSERT_EQ(bandwidths.size(), 2);
  EXPECT_GT(bandwidths[0], 2 * bandwidths[1]);
  const auto enp = column("gwr/bandwidths", "enp");
  EXPECT_NEAR(enp[0] + enp[1], summary("tr_s"), 1e-9);
  EXPECT_LT(column("gwr/backfitting", "score").back(), 1e-5);
}

TEST_F(GwrModels, MultiscaleTakesBandwidthsAndGoesWithoutInference) {
  fit(data_ + "v --multiscale --bandwidths 140,50 --inference no");
  EXPECT_EQ(column("gwr/bandwidths", "bandwidth"), (std::vector<double>{140, 50}));
  EXPECT_TRUE(std::isnan(column("gwr/bandwidths", "enp")[0]));
  EXPECT_TRUE(std::isnan(column("gwr/local", "se_a")[0]));
  fit(data_ + "v --multiscale --iterations 1 --score rss --tolerance 1e-12");
  EXPECT_THAT(messages, HasSubstr("back-fitting stopped after 1 iterations"));
}

TEST_F(GwrModels, CountsAndClassesHaveAModel) {
  expect_same_for_ranks(data_ + "count --family poisson --offset area",
                        {"gwr/summary", "gwr/search", "gwr/local"});
  EXPECT_GT(summary("d2"), 0);
  EXPECT_LT(summary("d2"), 1);
  expect_same_for_ranks(data_ + "class --family binomial",
                        {"gwr/summary", "gwr/search", "gwr/local"});
  EXPECT_THAT(column("gwr/local", "yhat"), Each(AllOf(testing::Gt(0), testing::Lt(1))));
}

TEST_F(GwrModels, AVaryingCoefficientIsTested) {
  expect_same_for_ranks(data_ + "v --bandwidth 60 --stationarity 19", {"gwr/stationarity"});
  EXPECT_EQ(column("gwr/stationarity", "p")[1], 1.0 / 20);
}

TEST_F(GwrModels, OptionsThatDoNotGoTogetherAreRefused) {
  expect_refused("@points.csv --coords x,y --response a --predictors v --adaptive --family poisson",
                 HasSubstr("the response of row"));
  expect_refused(data_ + "count --family binomial", HasSubstr("takes 0 and 1"));
  expect_refused(data_ + "count --family gamma", HasSubstr("poisson"));
  expect_refused(data_ + "count --offset area", HasSubstr("--family poisson"));
  expect_refused(data_ + "count --multiscale --family poisson", HasSubstr("--multiscale"));
  expect_refused(data_ + "v --multiscale --stationarity 9", HasSubstr("--stationarity"));
  expect_refused(data_ + "v --bandwidths 9,9", HasSubstr("--multiscale"));
  expect_refused(data_ + "v --multiscale --bandwidths 50", HasSubstr("bandwidths"));
  expect_refused(data_ + "count --family poisson --standardize", HasSubstr("--standardize"));
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
