#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/reference_table.hpp"
#include "tests/support/temporary_folder.hpp"

// The job `uncertainty` as users run it: results, and what bad input is told.
namespace terrabalance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* ranges_header = "id,dist,p1,p2,p3,p4,scope,source\n";

class Uncertainty : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  /// @ in arguments stands for the folder.
  test::Outcome run(std::string arguments, int ranks = 0) const {
    for (auto at = arguments.find('@'); at != std::string::npos; at = arguments.find('@', at + 1)) {
      if (arguments.compare(at, 2, "@/") == 0) arguments.replace(at, 1, folder_.path());
    }
    return test::run("uncertainty " + arguments, ranks);
  }
  void expect_done(const std::string& arguments) {
    const auto outcome = run(arguments + " -o @/out.h5");
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    messages = outcome.err;
  }
  void expect_refused(const std::string& arguments, const std::string& message) {
    const auto outcome = run(arguments + " -o @/refused.h5");
    EXPECT_EQ(outcome.status, 2) << arguments << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "refused.h5"));
  }
  Table table(const std::string& name) const {
    return read_table(folder_ / "out.h5", "uncertainty/" + name);
  }

  /// Two cities, two years, two classes, one fuel.
  void write_two_cities() const {
    write("areas.csv",
          "zone,year,class,area_ha\n"
          "a,2010,cropland,1000\na,2010,forest,4000\na,2020,cropland,900\na,2020,forest,4100\n"
          "b,2010,cropland,2000\nb,2010,forest,500\nb,2020,cropland,2100\nb,2020,forest,400\n");
    write("ranges.csv", std::string(ranges_header) + two_cities_ranges);
  }

  static constexpr const char* two_cities_ranges =
      "delta.cropland,normal,0.4,0.3,0.5,,,test\n"
      "delta.forest,normal,-0.6,-0.8,-0.4,,,test\n"
      "activity.coal@a@2010,normal,1000,800,1200,,,test\n"
      "activity.coal@a@2020,normal,2000,1800,2200,,,test\n"
      "activity.coal@b@2020,lognormal,500,400,620,,,test\n"
      "coal_factor.coal,uniform,0.7,0.73,,,,test\n"
      "ef.coal,triangular,0.7,0.75,0.8,,,test\n";

  test::TemporaryFolder folder_;
  std::string messages;
};

/// Rows of a table as texts "a|b|c", and a value of them.
class Rows {
 public:
  explicit Rows(Table table) : table_(std::move(table)) {}

  double value(const std::vector<std::pair<std::string, std::string>>& where,
               const std::string& column) const {
    const std::size_t row = find(where);
    return std::get<std::vector<double>>(this->column(column).values)[row];
  }
  std::string text(const std::vector<std::pair<std::string, std::string>>& where,
                   const std::string& column) const {
    return cell(this->column(column), find(where));
  }
  std::size_t find(const std::vector<std::pair<std::string, std::string>>& where) const {
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      bool all = true;
      for (const auto& [name, wanted] : where)
        all = all && cell(column(name), row) == wanted;
      if (all) return row;
    }
    throw std::runtime_error("no such row in " + table_.name);
  }
  std::size_t size() const { return table_.rows(); }

 private:
  const Column& column(const std::string& name) const {
    for (const Column& c : table_.columns) {
      if (c.name == name) return c;
    }
    throw std::runtime_error("no column " + name);
  }
  static std::string cell(const Column& column, std::size_t row) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
      return (*texts)[row];
    }
    if (const auto* counts = std::get_if<std::vector<std::int64_t>>(&column.values)) {
      return std::to_string((*counts)[row]);
    }
    return "";
  }
  Table table_;
};

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

TEST_F(Uncertainty, AdjustedAreasKeepTheTotalAndHaveOlofssonsErrors) {
  write("areas.csv",
        "zone,year,class,area_ha\nz,2010,deforestation,18000\nz,2010,forest_gain,13500\n"
        "z,2010,stable_forest,288000\nz,2010,stable_nonforest,580500\n");
  write("m.csv",
        "map\\ref,deforestation,forest_gain,stable_forest,stable_nonforest\n"
        "deforestation,66,0,5,4\nforest_gain,0,55,8,12\nstable_forest,1,0,153,11\n"
        "stable_nonforest,2,1,9,313\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.deforestation,fixed,1,,,,,t\n"
                          "delta.forest_gain,fixed,-1,,,,,t\n"
                          "delta.stable_forest,fixed,-1,,,,,t\n"
                          "delta.stable_nonforest,fixed,0,,,,,t\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --draws 1000");
  const Rows areas(table("areas"));
  EXPECT_NEAR(areas.value({{"zone", "z"}, {"class", "deforestation"}}, "adjusted"), 21157.762,
              1e-3);
  EXPECT_NEAR(areas.value({{"zone", "z"}, {"class", "deforestation"}}, "upper") -
                  areas.value({{"zone", "z"}, {"class", "deforestation"}}, "adjusted"),
              6157.634, 1e-3);
  double total = 0;
  for (const char* name : {"deforestation", "forest_gain", "stable_forest", "stable_nonforest"})
    total += areas.value({{"zone", "z"}, {"class", name}}, "adjusted");
  EXPECT_NEAR(total, 900000, 900000e-9);
}

TEST_F(Uncertainty, ClassesOfChangeTieTheYearsTogether) {
  write("areas.csv",
        "zone,year,class,area_ha\nz,2010>2020,forest>forest,9000\nz,2010>2020,forest>cropland,500\n"
        "z,2010>2020,cropland>cropland,4000\n");
  write("m.csv",
        "map\\ref,forest>forest,forest>cropland,cropland>cropland\nforest>forest,95,1,4\n"
        "forest>cropland,5,40,5\ncropland>cropland,3,2,45\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.forest,fixed,-0.6,,,,,t\ndelta.cropland,fixed,0.4,,,,,t\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --draws 20000");
  // Only the area of forest>cropland changes the balance, by one t C a hectare.
  const double changed = 9000 * 0.01 + 500 * 0.8 + 4000 * 0.04;
  const Rows trend(table("trend"));
  const auto of = [&](const char* method, const char* column) {
    return trend.value({{"zone", "z"}, {"quantity", "net"}, {"method", method}}, column);
  };
  EXPECT_NEAR(of("exact", "mean"), changed, 1e-9);
  const double variance = 9000.0 * 9000 * 0.01 * 0.99 / 99 + 500.0 * 500 * 0.8 * 0.2 / 49 +
                          4000.0 * 4000 * 0.04 * 0.96 / 49;
  EXPECT_NEAR(of("exact", "sd"), std::sqrt(variance), 1e-9);
  EXPECT_NEAR(of("mc", "mean"), changed, 4 * std::sqrt(variance / 20000));
  const Rows areas(table("areas"));
  EXPECT_NEAR(areas.value({{"zone", "z"}, {"year", "2020"}, {"class", "cropland"}}, "map"), 4500,
              1e-9);
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

TEST_F(Uncertainty, NormalDrawsOfAreasAreThereToCompare) {
  write("areas.csv", "zone,year,class,area_ha\na,2020,cropland,1000\na,2020,forest,4\n");
  write("ranges.csv",
        std::string(ranges_header) + "delta.cropland,fixed,1,,,,,t\ndelta.forest,fixed,-1,,,,,t\n");
  // Forest that the map calls cropland is 2 of 40: its area is normal with mean 53, sd 35.
  write("m.csv", "map\\ref,cropland,forest\ncropland,38,2\nforest,0,40\n");
  const std::string arguments =
      "--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --draws 65536";
  expect_done(arguments);
  const std::vector<std::pair<std::string, std::string>> forest{{"zone", "a"}, {"class", "forest"}};
  const auto negative = [&] {
    return std::stod(Rows(table("areas")).text(forest, "negative_draws")) / 65536;
  };
  EXPECT_EQ(negative(), 0);
  for (const char* threads : {" --threads 1", " --threads 2"}) {
    expect_done(arguments + " --area-draws mvn" + threads);
    const double sd = Rows(table("areas")).value(forest, "se");
    const double share = 0.5 * std::erfc(54 / sd / std::sqrt(2.0));
    EXPECT_NEAR(negative(), share, 4 * std::sqrt(share / 65536));
    const Rows summary(table("summary"));
    const auto net = [&](const char* method, const char* column) {
      return summary.value({{"quantity", "net"}, {"method", method}}, column);
    };
    EXPECT_NEAR(net("mc", "mean"), net("exact", "mean"), 4 * net("mc", "mcse"));
    EXPECT_NEAR(net("mc", "sd"), net("exact", "sd"), 0.02 * net("exact", "sd"));
    EXPECT_EQ(summary.text({{"zone", "total"}, {"quantity", "net"}, {"method", "mc"}}, "n"),
              "65536");
  }
}

TEST_F(Uncertainty, AreasAndCarbonOfIndicatorsAreDrawnToo) {
  write("areas.csv",
        "zone,year,class,area_ha\na,2020,cropland,1000\na,2020,forest,400\n"
        "b,2020,cropland,500\nb,2020,forest,900\nc,2020,cropland,800\nc,2020,forest,600\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.cropland,normal,0.4,0.3,0.5,,,t\ndelta.forest,fixed,-0.6,,,,,t\n");
  write("m.csv", "map\\ref,cropland,forest\ncropland,38,2\nforest,5,40\n");
  // In 10^4 ha: the unit is found by itself.
  const std::string indicators =
      "city,year,indicator,value\na,2020,forest_area,0.04\nb,2020,forest_area,0.09\n"
      "c,2020,forest_area,0.06\na,2020,carbon.cropland,400\nb,2020,carbon.cropland,200\n"
      "c,2020,carbon.cropland,320\n";
  write("criteria.csv",
        "indicator,subsystem,direction,formula\nwoods,s,+,forest_area\n"
        "fields,t,-,carbon.cropland / 7\n");
  const std::string arguments =
      "--areas @/areas.csv --inputs @/ranges.csv --draws 1000 --chain --chain-draws 2000 "
      "--indicators @/indicators.csv --criteria @/criteria.csv ";
  write("indicators.csv", indicators);
  expect_done(arguments + "--error-matrix @/m.csv");
  const auto closeness = [&](const char* name, const char* column) {
    return Rows(table("derived"))
        .value({{"zone", "c"}, {"quantity", "closeness"}, {"name", name}}, column);
  };
  EXPECT_DOUBLE_EQ(closeness("s", "deterministic"), 0.4);
  EXPECT_NEAR(closeness("s", "mean"), 0.4, 1e-12);  // one matrix for all: ratios stay
  EXPECT_GT(closeness("overall", "sd"), 0);
  EXPECT_DOUBLE_EQ(closeness("t", "deterministic"), 0.4);
  // Without a matrix areas are known, and nothing varies but the coefficient of cropland.
  expect_done(arguments);
  EXPECT_NEAR(closeness("s", "sd"), 0, 1e-15);
  // What is no area of the class is not taken for it.
  std::string wrong = indicators;
  wrong.replace(wrong.find("0.09"), 4, "0.08");
  write("indicators.csv", wrong);
  expect_refused(arguments + "--error-matrix @/m.csv", "forest_area of zone");
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

TEST_F(Uncertainty, TheChainGoesThroughZonesSpotsAndDetector) {
  std::string areas = "zone,year,class,area_ha\n";
  std::string indicators = "city,year,indicator,value\n";
  std::string factors = "zone,relief,gdp\n";
  std::string shapes = R"({"type": "FeatureCollection", "features": [)";
  for (int z = 0; z < 8; ++z) {
    const std::string id(1, static_cast<char>('a' + z));
    areas += id + ",2020,cropland," + std::to_string(1000 + 300 * (z * z % 5)) + "\n";
    areas += id + ",2020,forest," + std::to_string(500 + 200 * (z % 3)) + "\n";
    for (const auto& [name, value] :
         {std::pair{"people", 10 + z}, std::pair{"income", 5 + 3 * z % 7}, std::pair{"source", 400},
          std::pair{"sink", 300}}) {
      indicators += id + ",2020," + name + "," + std::to_string(value) + "\n";
    }
    factors += id + "," + (z < 4 ? "low" : "high") + "," + std::to_string(1.5 + z) + "\n";
    const std::string x = std::to_string(z);
    const std::string next = std::to_string(z + 1);
    shapes += std::string(z > 0 ? "," : "") + R"({"type":"Feature","properties":{"id":")" + id +
              R"("},"geometry":{"type":"Polygon","coordinates":[[[)" + x + ",0],[" + next +
              ",0],[" + next + ",1],[" + x + ",1],[" + x + ",0]]]}}";
  }
  write("areas.csv", areas);
  write("indicators.csv", indicators);
  write("factors.csv", factors);
  write("shapes.geojson", shapes + "]}");
  write("criteria.csv",
        "indicator,subsystem,direction,formula\nincome,economy,+,\nper_person,resource,-,source / "
        "people\nsink_share,ecology,+,sink / source\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.cropland,normal,0.4,0.3,0.5,,city,t\ndelta.forest,normal,-0.6,-0."
                          "8,-0.4,,city,t\n");
  expect_done(
      "--areas @/areas.csv --inputs @/ranges.csv --draws 1000 --chain --chain-draws 1000 "
      "--indicators @/indicators.csv --criteria @/criteria.csv --axes economy,resource,ecology "
      "--polygons @/shapes.geojson --id id --factors-data @/factors.csv --factors relief,gdp "
      "--discretize quantile:2");
  const Table probability = table("probability");
  const Rows derived(table("derived"));
  EXPECT_GT(derived.value({{"quantity", "q"}, {"name", "gdp"}}, "p97_5"),
            derived.value({{"quantity", "q"}, {"name", "gdp"}}, "p2_5"));
  EXPECT_GE(derived.value({{"quantity", "rank"}, {"name", "overall"}, {"zone", "c"}}, "p2_5"), 1);
  double units = 0;
  for (std::size_t row = 0; row < probability.rows(); ++row) {
    const auto text = [&](std::size_t c) {
      return std::get<std::vector<std::string>>(probability.columns[c].values)[row];
    };
    if (text(0) == "c" && text(2) == "unit") {
      units += std::get<std::vector<double>>(probability.columns[4].values)[row];
    }
  }
  EXPECT_NEAR(units, 1, 1e-12);
  EXPECT_GT(Rows(table("probability")).value({{"zone", "a"}, {"event", "net"}}, "probability"),
            0.5);
}

}  // namespace
}  // namespace terrabalance
