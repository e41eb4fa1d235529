#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/jobs/gwr/gwr_fixture.hpp"
#include "tests/support/raster_file.hpp"

namespace terrabalance {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

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

/// Datasets of HDF5 have no coordinates: bandwidths are in cells. NetCDF-4 files are HDF5.
TEST_F(GwrOfRasters, MayBeDatasetsOfHdf5) {
  fit(layers_ + "--predictors a,b --bandwidth 450");
  const auto fitted = column("gwr/local", "yhat");
  const auto slope = column("gwr/local", "beta_a");
  for (auto [name, values] : {std::pair("a", a_), std::pair("b", b_), std::pair("y", y_)}) {
    std::ranges::replace(values, -9999.0, std::nan(""));
    test::RasterFile file;
    file.type = "Float64";
    test::write_raster(path(name) + "_nan.tif", test::Picture(width, height, values), file);
    const std::string files = path(name) + "_nan.tif " + path(name) + "_nan.nc";
    if (std::system(("gdal_translate -q -of netCDF -co FORMAT=NC4 -co WRITE_BOTTOMUP=NO " + files)
                        .c_str()) != 0)
      GTEST_SKIP() << "gdal_translate cannot write NetCDF here";
  }
  const auto source = [&](const std::string& name) {
    return " --raster '" + name + "=HDF5:\"" + path(name + "_nan.nc") + "\"://Band1'";
  };
  fit("--allow-driver HDF5 --allow-driver HDF5Image" + source("y") + source("a") + source("b") +
      " --response y --predictors a,b --bandwidth 4.5");
  const auto fitted_by_cells = column("gwr/local", "yhat");
  const auto slope_by_cells = column("gwr/local", "beta_a");
  ASSERT_EQ(fitted_by_cells.size(), fitted.size());
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    EXPECT_NEAR(fitted_by_cells[i], fitted[i], 1e-9 * (1 + std::abs(fitted[i])));
    EXPECT_NEAR(slope_by_cells[i], slope[i], 1e-9 * (1 + std::abs(slope[i])));
  }
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

}  // namespace
}  // namespace terrabalance
