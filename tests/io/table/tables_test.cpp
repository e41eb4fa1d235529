#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "io/table/coefficients.hpp"
#include "io/table/csv.hpp"
#include "io/table/legend.hpp"
#include "io/table/statistics.hpp"
#include "io/table/units.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Units, ArePowersOfTenTimesABaseUnit) {
  const auto kilograms = [](const char* text) {
    const Unit unit = parse_unit(text, "here");
    EXPECT_EQ(unit.base, "kg") << text;
    return unit.factor;
  };
  EXPECT_DOUBLE_EQ(kilograms("t"), 1e3);
  EXPECT_DOUBLE_EQ(kilograms("10^4 t"), 1e7);
  EXPECT_DOUBLE_EQ(kilograms("10⁴ t"), 1e7);
  EXPECT_DOUBLE_EQ(kilograms("1e4 t"), 1e7);
  EXPECT_DOUBLE_EQ(kilograms("10000 t"), 1e7);
  EXPECT_DOUBLE_EQ(kilograms("万吨"), 1e7);
  EXPECT_DOUBLE_EQ(kilograms(" 10^4t "), 1e7);
  EXPECT_DOUBLE_EQ(parse_unit("10^8 m3", "").factor, 1e8);
  EXPECT_DOUBLE_EQ(parse_unit("亿元", "").factor, 1e8);
  EXPECT_EQ(parse_unit("亿元", "").base, "CNY");
  EXPECT_DOUBLE_EQ(parse_unit("10^4 kWh", "").factor, 1e4);
  EXPECT_DOUBLE_EQ(parse_unit("km2", "").factor, 1e6);
}

TEST(Units, UnknownOnesAreRefusedWithTheirPlace) {
  for (const char* text : {"", "bushel", "10^4", "10^ t", "-1 t", "t t"}) {
    EXPECT_THAT(message_of([&] { parse_unit(text, "a.csv:7"); }),
                AllOf(HasSubstr("a.csv:7"), HasSubstr("unknown unit")))
        << text;
  }
}

TEST(Csv, QuotesSeparatorsAndBomAreUnderstood) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "a.csv", "\xEF\xBB\xBFname;value\n\"a;b\";1\nc; 2\n");
  const CsvTable table = CsvTable::read(folder / "a.csv");
  EXPECT_THAT(table.columns(), ElementsAre("name", "value"));
  EXPECT_EQ(table.text(0, 0), "a;b");
  EXPECT_EQ(table.integer(1, 1), 2);
}

TEST(Csv, ComplaintsNameFileLineAndColumn) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "a.csv", "city,value\nx,1\ny,nan\nz,abc\n");
  const CsvTable table = CsvTable::read(folder / "a.csv");
  EXPECT_THAT(message_of([&] { table.number(1, 1); }), HasSubstr("a.csv:3: 'nan' in column value"));
  EXPECT_THAT(message_of([&] { table.number(2, 1); }), HasSubstr("a.csv:4"));
  EXPECT_THAT(message_of([&] { table.column("citty"); }), HasSubstr("did you mean 'city'?"));
  EXPECT_THAT(message_of([&] { CsvTable::read(folder / "b.csv"); }), HasSubstr("no such file"));
  test::write_text(folder / "empty.csv", "city,value\n");
  EXPECT_THAT(message_of([&] { CsvTable::read(folder / "empty.csv"); }), HasSubstr("has no rows"));
}

TEST(Statistics, AreConvertedOnceOnReading) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "s.csv", "city,year,item,value,unit,source\n1,2020,gdp,12.5,亿元,x\n");
  const auto rows = read_statistics(folder / "s.csv");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_DOUBLE_EQ(rows[0].value, 12.5e8);
  EXPECT_EQ(rows[0].unit, "CNY");
}

TEST(Statistics, BadRowsAreNamed) {
  const test::TemporaryFolder folder;
  const auto message = [&](const std::string& row) {
    test::write_text(folder / "s.csv", "city,year,item,value,unit\n1,2020,coal,1,t\n" + row + "\n");
    return message_of([&] { read_statistics(folder / "s.csv"); });
  };
  EXPECT_THAT(message("1,2020,coal,2,t"),
              HasSubstr("s.csv:3: coal of city 1 in 2020 stands in line 2"));
  EXPECT_THAT(message("2,2020,coal,-2,t"),
              HasSubstr("s.csv:3: coal of city 2 in 2020 is negative"));
  EXPECT_THAT(message("2,2020,coal,NaN,t"), HasSubstr("s.csv:3"));
  EXPECT_THAT(message("2,2020,coal,,t"), HasSubstr("s.csv:3"));
  EXPECT_THAT(message("2,20x0,coal,1,t"), HasSubstr("is not an integer"));
  EXPECT_THAT(message("2,2020,coal,1,barrel"), HasSubstr("unknown unit 'barrel'"));
  EXPECT_THAT(message(",2020,coal,1,t"), HasSubstr("city or item is empty"));
}

TEST(Legend, EveryBuiltInLegendOpensAndHasOnlyKnownClasses) {
  const std::vector<std::string> classes{"cropland",     "forest", "grassland", "water",
                                         "construction", "unused", "wetland"};
  const auto names = Legend::built_in_names();
  EXPECT_THAT(names, testing::UnorderedElementsAre("clcd", "globeland30", "esa-cci", "cci-ipcc",
                                                   "worldcover", "mcd12q1", "cnlucd", "glc-fcs30",
                                                   "corine", "nlcd", "terrabalance"));
  for (const auto& name : names) {
    const Legend legend = Legend::open(name);
    EXPECT_GE(legend.classes().size(), 6U) << name;
    for (const auto& land_class : legend.classes()) {
      EXPECT_THAT(classes, testing::Contains(land_class)) << name;
    }
  }
}

TEST(Legend, CodesOfEveryProductMeanWhatTheProductSays) {
  const auto is = [](const char* legend, int code) { return Legend::open(legend).class_of(code); };
  EXPECT_EQ(is("clcd", 2), "forest");
  EXPECT_EQ(is("clcd", 8), "construction");
  EXPECT_EQ(is("globeland30", 80), "construction");
  EXPECT_EQ(is("globeland30", 10), "cropland");
  EXPECT_EQ(is("esa-cci", 190), "construction");
  EXPECT_EQ(is("esa-cci", 210), "water");
  EXPECT_EQ(is("cci-ipcc", 5), "construction");
  EXPECT_EQ(is("cci-ipcc", 9), "water");
  EXPECT_EQ(is("worldcover", 40), "cropland");
  EXPECT_EQ(is("worldcover", 95), "wetland");
  EXPECT_EQ(is("mcd12q1", 13), "construction");
  EXPECT_EQ(is("mcd12q1", 17), "water");
  EXPECT_EQ(is("cnlucd", 51), "construction");
  EXPECT_EQ(is("cnlucd", 21), "forest");
  EXPECT_EQ(is("glc-fcs30", 190), "construction");
  EXPECT_EQ(is("corine", 311), "forest");
  EXPECT_EQ(is("corine", 112), "construction");
  EXPECT_EQ(is("nlcd", 82), "cropland");
  EXPECT_EQ(is("nlcd", 24), "construction");
  EXPECT_EQ(is("clcd", 200), "");
}

TEST(Legend, MistakesAreNamed) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(message_of([] { Legend::open("clcdd"); }), HasSubstr("did you mean 'clcd'?"));
  test::write_text(folder / "twice.csv", "code,class\n1,forest\n1,water\n");
  EXPECT_THAT(message_of([&] { Legend::open(folder / "twice.csv"); }),
              HasSubstr("twice.csv:3: code 1"));
}

TEST(Legend, WithoutOneEveryCodeIsItsOwnClass) {
  Legend legend;
  EXPECT_EQ(legend.class_of(41), "41");
  legend.add_nodata({0});
  EXPECT_EQ(legend.class_of(0), Legend::nodata);
}

TEST(Coefficients, EveryOneHasASourceAndOnlyElectricityWantsAFactor) {
  const Coefficients set = Coefficients::built_in();
  EXPECT_EQ(set.land.size(), 6U);
  EXPECT_EQ(set.activities.size(), 16U);
  for (const auto& land : set.land)
    EXPECT_FALSE(land.source.empty());
  for (const auto& factor : set.activities) {
    EXPECT_FALSE(factor.source.empty());
    EXPECT_EQ(std::isnan(factor.t_c_per_unit), factor.item == "electricity") << factor.item;
  }
}

/// theta = carbon content (IPCC 2006, Vol. 2, Table 1.3, kg C/GJ) x 29.3076 GJ / t SCE / 1000.
TEST(Coefficients, FuelFactorsFollowFromTheIpccCarbonContent) {
  const std::vector<std::pair<const char*, double>> contents{
      {"raw_coal", 25.8}, {"coke", 29.2},     {"crude_oil", 20.0},
      {"gasoline", 18.9}, {"kerosene", 19.5}, {"diesel", 20.2},
      {"fuel_oil", 21.1}, {"lpg", 17.2},      {"natural_gas", 15.3}};
  const Coefficients set = Coefficients::built_in();
  for (const auto& [item, content] : contents) {
    const ActivityFactor* factor = set.find_activity(item);
    ASSERT_NE(factor, nullptr) << item;
    const double theta = factor->t_c_per_unit / factor->coal_kg_per_unit * 1000;
    EXPECT_NEAR(theta / (content * 29.3076 / 1000), 1, 1.1e-3) << item;
  }
}

TEST(Coefficients, ATableReplacesWhatItNames) {
  const test::TemporaryFolder folder;
  Coefficients set = Coefficients::built_in();
  test::write_text(folder / "c.csv", "class,value,unit,source\nforest,-0.9,t C/ha/yr,own plots\n");
  set.override_land(folder / "c.csv");
  EXPECT_EQ(set.find_land("forest")->t_c_per_ha, -0.9);
  EXPECT_EQ(set.find_land("cropland")->t_c_per_ha, 0.422);
  test::write_text(folder / "c.csv",
                   "class,value,unit,source\nforest,-0.9,t CO2/ha/yr,own plots\n");
  EXPECT_THAT(message_of([&] { set.override_land(folder / "c.csv"); }), HasSubstr("c.csv:2"));
}

}  // namespace
}  // namespace terrabalance
