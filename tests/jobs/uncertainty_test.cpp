#include "tests/jobs/uncertainty.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/reference_table.hpp"

// The job `uncertainty` as users run it: three methods, shares, trends.
namespace terrabalance {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(Uncertainty, ThreeMethodsStandSideBySide) {
  write_two_cities();
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --seed 5 --draws 131072");
  const Rows summary(table("summary"));
  for (const char* quantity : {"source", "sink", "net", "net_per_ha"}) {
    for (const char* zone : {"a", "b", "total"}) {
      const auto mean = [&](const char* method, const char* column) {
        return summary.value(
            {{"zone", zone}, {"year", "2020"}, {"quantity", quantity}, {"method", method}}, column);
      };
      EXPECT_NEAR(mean("mc", "mean"), mean("exact", "mean"), 4 * mean("mc", "mcse"));
      EXPECT_NEAR(mean("mc", "sd"), mean("exact", "sd"), 0.02 * mean("exact", "sd"));
      EXPECT_NEAR(mean("approach1", "sd"), mean("exact", "sd"), 0.02 * mean("exact", "sd"));
      EXPECT_LT(mean("mc", "p2_5"), mean("mc", "p50"));
      EXPECT_LT(mean("mc", "p50"), mean("mc", "p97_5"));
    }
  }
  // Cities share coefficients: the total is wider than its parts' variances say.
  const auto sd = [&](const char* zone) {
    return summary.value(
        {{"zone", zone}, {"year", "2020"}, {"quantity", "sink"}, {"method", "exact"}}, "sd");
  };
  EXPECT_NEAR(sd("total"), sd("a") + sd("b"), 1e-9 * sd("total"));
  const Rows trend(table("trend"));
  EXPECT_NEAR(trend.value({{"zone", "a"}, {"quantity", "net"}, {"method", "exact"}}, "mean"),
              -100 * 0.4 - 100 * 0.6 + 1000 * 0.715 * 0.75, 1e-9);
  // A fuel that is absent in a year counts as 0 there, without spread.
  EXPECT_NEAR(trend.value({{"zone", "b"}, {"quantity", "source"}, {"method", "exact"}}, "mean"),
              100 * 0.4 + 500 * 0.715 * 0.75, 1e-9);
  EXPECT_THAT(messages, Not(HasSubstr("sign")));
}

TEST_F(Uncertainty, SharesSumToOneAndNameTheInputs) {
  write_two_cities();
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --draws 2000");
  const Table shares = table("shares");
  const Rows rows(shares);
  const auto share = [&](const char* input) {
    return rows.value({{"zone", "a"}, {"year", "2020"}, {"quantity", "net"}, {"input", input}},
                      "share");
  };
  EXPECT_GT(share("delta.forest"), share("delta.cropland"));
  EXPECT_NEAR(share("delta.cropland") + share("delta.forest") + share("activity.coal@a@2020") +
                  share("coal_factor.coal") + share("ef.coal") + share("interactions"),
              1, 1e-12);
}

TEST_F(Uncertainty, BitsAreTheSameForRanksAndThreads) {
  write_two_cities();
  write("m.csv", "map\\ref,cropland,forest\ncropland,40,5\nforest,3,60\n");
  const std::string arguments =
      "--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --classification "
      "independent --draws 20001 --chain --chain-draws 10001 ";
  std::vector<std::string> texts;
  for (const int ranks : {0, 1, 2, 3, 4}) {
    for (const int threads : {1, 2}) {
      const auto outcome =
          run(arguments + "-o @/out.h5 --threads " + std::to_string(threads), ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      std::string text;
      for (const char* name :
           {"summary", "trend", "shares", "areas", "inputs", "probability", "derived"}) {
        std::ostringstream csv;
        print_csv(table(name), csv);
        text += csv.str();
      }
      texts.push_back(text);
      EXPECT_EQ(texts.back(), texts.front()) << ranks << " ranks, " << threads << " threads";
    }
  }
  EXPECT_GT(texts.front().size(), 5000U);
}

TEST_F(Uncertainty, TheExampleCityHasTheNumbersOfTheReference) {
  SKIP_WITHOUT_REFERENCE();
  const auto land = test::read_reference("data/uncertainty/city_inputs_coefficients.csv");
  std::string areas = "zone,year,class,area_ha\n";
  std::string ranges = ranges_header;
  const auto normal = [&](const std::string& id, double mean, double sd) {
    constexpr double z = 1.959963984540054;
    std::ostringstream row;
    row.precision(17);
    row << id << (sd > 0 ? ",normal," : ",fixed,") << mean;
    if (sd > 0) row << ',' << mean - z * sd << ',' << mean + z * sd << ",,,reference\n";
    if (!(sd > 0)) row << ",,,,,reference\n";
    ranges += row.str();
  };
  for (const auto& row : land.rows) {
    normal("delta." + row.at("class"), std::stod(row.at("delta_mean")),
           std::stod(row.at("delta_sd")));
    for (const char* year : {"2010", "2020"}) {
      areas += std::string("city,") + year + "," + row.at("class") + "," +
               row.at(std::string("area_") + year + "_ha") + "\n";
    }
  }
  for (const auto& row : test::read_reference("data/uncertainty/city_inputs_fuels.csv").rows) {
    const auto number = [&row](const char* column) { return std::stod(row.at(column)); };
    const std::string& fuel = row.at("fuel");
    for (const char* year : {"2010", "2020"}) {
      const double a = std::stod(row.at(std::string("activity_") + year));
      normal("activity." + fuel + "@city@" + year, a, a * number("activity_cv"));
    }
    normal("coal_factor." + fuel, number("coal_factor"),
           number("coal_factor") * number("coal_factor_cv"));
    normal("ef." + fuel, number("ef_tC_per_tce"), number("ef_tC_per_tce") * number("ef_cv"));
  }
  write("areas.csv", areas);
  write("ranges.csv", ranges);
  expect_done("--areas @/areas.csv --inputs @/ranges.csv");
  const Rows summary(table("summary"));
  for (const auto& row : test::read_reference("expected/uncertainty/city.csv").rows) {
    if (row.at("quantity") == "trend_N") continue;
    const std::string quantity =
        row.at("quantity") == "S" ? "source" : (row.at("quantity") == "K" ? "sink" : "net");
    const auto value = [&](const char* method, const char* column) {
      return summary.value(
          {{"zone", "city"}, {"year", row.at("year")}, {"quantity", quantity}, {"method", method}},
          column);
    };
    const double mean = std::stod(row.at("mean_exact_tC"));
    const double sd = std::stod(row.at("sd_exact_tC"));
    EXPECT_NEAR(value("exact", "mean"), mean, 1e-9 * mean);
    EXPECT_NEAR(value("exact", "sd"), sd, 1e-9 * sd);
    EXPECT_NEAR(value("mc", "mean"), mean, 4 * value("mc", "mcse"));
    EXPECT_NEAR(value("mc", "p97_5"), std::stod(row.at("mc_p97.5")), 0.02 * sd);
    EXPECT_THAT(
        summary.text(
            {{"zone", "city"}, {"year", row.at("year")}, {"quantity", quantity}, {"method", "mc"}},
            "flags"),
        Not(HasSubstr("converged=0")));
  }
  const Rows trend(table("trend"));
  EXPECT_NEAR(trend.value({{"zone", "city"}, {"quantity", "net"}, {"method", "exact"}}, "sd"),
              73138.74256, 1e-4);

  const auto matrix = test::reference_folder() + "/data/uncertainty/city_inputs_error_matrix.csv";
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --error-matrix " + matrix +
              " --classification same_matrix");
  const Rows adjusted(table("summary"));
  const auto net = [&](const char* method, const char* column) {
    return adjusted.value(
        {{"zone", "city"}, {"year", "2020"}, {"quantity", "net"}, {"method", method}}, column);
  };
  EXPECT_NEAR(net("exact", "mean"), 487683, 0.5);
  EXPECT_NEAR(net("exact", "deterministic"), 478265.568, 1e-3);
  EXPECT_NEAR(net("exact", "sd"), 68324.0, 0.05);
  EXPECT_NEAR(net("mc", "mean"), 487683, 4 * net("mc", "mcse"));
  EXPECT_THAT(Rows(table("trend")).text({{"quantity", "net"}, {"method", "mc"}}, "flags"),
              HasSubstr("lower_bound"));
}

TEST_F(Uncertainty, RelativeRangesAndCorrelationOfCities) {
  write_two_cities();
  write("energy.csv",
        "city,year,item,value,unit\na,2010,raw_coal,1000,t\na,2020,raw_coal,0,t\n"
        "b,2010,raw_coal,300,t\nb,2020,raw_coal,400,t\nb,2020,fertiliser,10,t\n");
  write("ranges.csv",
        "id,dist,p1,p2,p3,p4,scope,source,rho\n"
        "delta.cropland,fixed,0.4,,,,,t,\ndelta.forest,normal,-0.6,-0.8,-0.4,,,t,0.5\n"
        "activity.*,normal,1,0.9,1.1,,,t,\ncoal_factor.raw_coal,fixed,0.7143,,,,,t,\n"
        "ef.raw_coal,fixed,0.75,,,,,t,\nef.fertiliser,fixed,0.0008956,,,,,t,\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --activities @/energy.csv --draws 1000");
  const Rows summary(table("summary"));
  const auto sd = [&](const char* zone, const char* quantity) {
    return summary.value(
        {{"zone", zone}, {"year", "2010"}, {"quantity", quantity}, {"method", "exact"}}, "sd");
  };
  constexpr double z95 = 1.959963984540054;
  EXPECT_NEAR(sd("a", "source"), 1000 * 0.7143 * 0.75 * 0.1 / z95, 1e-9);
  const double sigma = 0.2 / z95;
  EXPECT_NEAR(sd("a", "sink"), 4000 * sigma, 1e-9);
  EXPECT_NEAR(sd("total", "sink"),
              sigma * std::sqrt(0.5 * 4500 * 4500 + 0.5 * (4000.0 * 4000 + 500 * 500)), 1e-9);
  const auto source = [&](const char* zone) {
    return summary.value(
        {{"zone", zone}, {"year", "2020"}, {"quantity", "source"}, {"method", "exact"}}, "mean");
  };
  EXPECT_NEAR(source("a"), 900 * 0.4, 1e-9);
  EXPECT_NEAR(source("b"), 2100 * 0.4 + 400 * 0.7143 * 0.75 + 10000 * 0.0008956, 1e-9);
}

TEST_F(Uncertainty, NoPerCentIsStatedOfABaseThatMayBeZero) {
  write("areas.csv",
        "zone,year,class,area_ha\na,2010,cropland,1500\na,2010,forest,1000\n"
        "a,2020,cropland,3000\na,2020,forest,1000\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.cropland,normal,0.4,0.3,0.5,,,t\n"
                          "delta.forest,normal,-0.6,-0.8,-0.4,,,t\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --draws 2000");
  const Rows trend(table("trend"));
  for (const char* method : {"approach1", "mc"}) {
    const std::vector<std::pair<std::string, std::string>> row{
        {"zone", "a"}, {"quantity", "net_percent"}, {"method", method}};
    EXPECT_THAT(trend.text(row, "flags"), HasSubstr("base_near_zero"));
    EXPECT_TRUE(std::isnan(trend.value(row, "mean")));
  }
  const Rows summary(table("summary"));
  const std::vector<std::pair<std::string, std::string>> row{
      {"zone", "a"}, {"year", "2010"}, {"quantity", "net"}, {"method", "approach1"}};
  EXPECT_THAT(summary.text(row, "flags"), HasSubstr("near_zero"));
  EXPECT_TRUE(std::isnan(summary.value(row, "u_percent")));
}

TEST_F(Uncertainty, AStudyFileIsEnough) {
  const auto examples = test::source_folder() + "/examples/beibu-gulf/study.toml";
  expect_done(examples + " --draws 1000");
  const Rows summary(table("summary"));
  EXPECT_GT(
      summary.value({{"zone", "450100"}, {"year", "2020"}, {"quantity", "net"}, {"method", "mc"}},
                    "sd"),
      0);
  const auto account = test::run("account " + examples + " --quiet -o " + folder_ / "account.h5");
  ASSERT_EQ(account.status, 0) << account.err;
  const Rows balance(read_table(folder_ / "account.h5", "account/balance"));
  for (const char* item : {"source", "sink", "net"}) {
    const double value =
        balance.value({{"zone", "450100"}, {"year", "2020"}, {"item", item}}, "value");
    EXPECT_NEAR(summary.value(
                    {{"zone", "450100"}, {"year", "2020"}, {"quantity", item}, {"method", "exact"}},
                    "deterministic"),
                value, 1e-9 * std::abs(value));
  }
}

TEST_F(Uncertainty, AClassThatACityLacksCountsAsNothing) {
  write("areas.csv",
        "zone,year,class,area_ha\na,2020,cropland,1000\na,2020,forest,4000\n"
        "b,2020,cropland,500\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.cropland,normal,0.4,0.3,0.5,,,t\n"
                          "delta.forest,normal,-0.6,-0.8,-0.4,,,t\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --draws 1000");
  const Rows summary(table("summary"));
  for (const char* method : {"approach1", "exact", "mc"}) {
    EXPECT_EQ(summary.value({{"zone", "b"}, {"quantity", "sink"}, {"method", method}}, "mean"), 0);
    EXPECT_EQ(summary.value({{"zone", "b"}, {"quantity", "sink"}, {"method", method}}, "sd"), 0);
  }
}

TEST_F(Uncertainty, UnverifiedRangesSaySo) {
  write("areas.csv", "zone,year,class,area_ha\na,2020,cropland,1000\na,2020,forest,4000\n");
  expect_done("--areas @/areas.csv --range-set literature --draws 1000");
  const Rows inputs(table("inputs"));
  EXPECT_THAT(inputs.text({{"input", "delta.forest"}}, "status"), HasSubstr("not verified"));
  EXPECT_THAT(inputs.text({{"input", "delta.forest"}}, "source"),
              HasSubstr("between-paper spread"));
  expect_done("--areas @/areas.csv --range-set inventory --draws 1000");
  EXPECT_THAT(messages, HasSubstr("delta.cropland: changes its sign in"));
}

}  // namespace
}  // namespace terrabalance
