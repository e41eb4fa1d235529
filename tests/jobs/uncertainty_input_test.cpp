#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

// What `uncertainty` says of bad input: every case has a place, an id and a remedy.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class UncertaintyInput : public testing::Test {
 protected:
  void SetUp() override {
    write("areas.csv",
          "zone,year,class,area_ha\na,2010,cropland,1000\na,2010,forest,4000\n"
          "a,2020,cropland,900\na,2020,forest,4100\n");
    ranges("");
    write("m.csv", "map\\ref,cropland,forest\ncropland,40,5\nforest,3,60\n");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  /// Good ranges of both classes unless a row for the class is given.
  void ranges(const std::string& rows) const {
    std::string text = "id,dist,p1,p2,p3,p4,scope,source\n" + rows;
    if (rows.find("delta.cropland") == std::string::npos) {
      text += "delta.cropland,normal,0.4,0.3,0.5,,,test\n";
    }
    if (rows.find("delta.forest") == std::string::npos) {
      text += "delta.forest,normal,-0.6,-0.8,-0.4,,,test\n";
    }
    write("ranges.csv", text);
  }
  test::Outcome run(const std::string& more) const {
    const std::string draws = more.starts_with("--draws") ? "" : " --draws 1000";
    return test::run("uncertainty --areas " + folder_ / "areas.csv" + " --inputs " +
                     folder_ / "ranges.csv" + draws + " -o " + folder_ / "out.h5" + " " + more);
  }
  void refused(const testing::Matcher<std::string>& message, const std::string& more = "") const {
    const auto outcome = run(more);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, message);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.h5"));
  }
  void warned(const testing::Matcher<std::string>& message, const std::string& more = "") const {
    const auto outcome = run(more);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err, message);
    std::filesystem::remove(folder_ / "out.h5");
  }
  std::string matrix(const std::string& text) const {
    write("m.csv", text);
    return "--classification independent --error-matrix " + folder_ / "m.csv";
  }

  test::TemporaryFolder folder_;
};

TEST_F(UncertaintyInput, EveryUsedInputNeedsARange) {
  write("ranges.csv",
        "id,dist,p1,p2,p3,p4,scope,source\ndelta.cropland,normal,0.4,0.3,0.5,,,test\n");
  refused(AllOf(HasSubstr("no range is given for delta.forest"), HasSubstr("fixed")));
  ranges("activity.coal@a@2020,normal,10,8,12,,,t\n");
  refused(HasSubstr("no range is given for ef.coal (city a, 2020)"));
}

TEST_F(UncertaintyInput, LimitsThatMakeNoSenseAreNamed) {
  const auto place = HasSubstr("ranges.csv:2: delta.forest: ");
  ranges("delta.forest,normal,-0.6,-0.4,-0.8,,,t\n");
  refused(AllOf(place, HasSubstr("swap them")));
  ranges("delta.forest,normal,-0.9,-0.8,-0.4,,,t\n");
  refused(AllOf(place, HasSubstr("outside [-0.8, -0.4]")));
  ranges("delta.forest,uniform,-0.6,-0.6,,,,t\n");
  refused(AllOf(place, HasSubstr("write dist = fixed")));
  ranges("delta.forest,normal,-0.6,-0.9,-0.4,,,t\n");
  refused(AllOf(place, HasSubstr("use lognormal")));
  ranges("delta.forest,lognormal,,-0.8,0.1,,,t\n");
  refused(AllOf(place, HasSubstr("both limits above 0 or both below")));
  ranges("delta.forest,lognormal,,0,1,,,t\n");
  refused(AllOf(place, HasSubstr("both limits above 0 or both below")));
  ranges("delta.forest,triangular,-0.8,-0.9,-0.4,,,t\n");
  refused(AllOf(place, HasSubstr("the mode -0.9 lies outside")));
  ranges("delta.forest,truncnormal,-0.6,0.01,0,1,,t\n");
  refused(AllOf(place, HasSubstr("less than 1e-6")));
  ranges("delta.forest,normal,-0.6,nan,-0.4,,,t\n");
  refused(HasSubstr("ranges.csv:2: 'nan' in column p2 is not a finite number"));
  ranges("delta.forest,uniform,-inf,-0.4,,,,t\n");
  refused(HasSubstr("not a finite number"));
  ranges("delta.forest,normal,-0.6,-0.8,,,,t\n");
  refused(AllOf(place, HasSubstr("p3 (upper 95 % limit) is missing")));
}

TEST_F(UncertaintyInput, RowsOfRangesAreChecked) {
  ranges("delta.forest,fixed,-0.6,,,,,t\ndelta.forest,fixed,-0.6,,,,,t\n");
  refused(AllOf(HasSubstr("ranges.csv:3: delta.forest has a range in"), HasSubstr("keep one")));
  ranges("delta.forest,fixed,-0.6,,,,,\n");
  refused(HasSubstr("names no source"));
  ranges("delta.forest,gaussian,-0.6,,,,,t\n");
  refused(HasSubstr("unknown distribution 'gaussian'"));
  ranges("delta.forest,fixed,-0.6,,,,town,t\n");
  refused(HasSubstr("unknown scope 'town'"));
  ranges("delta.forest@a,fixed,-0.6,,,,global,t\n");
  refused(HasSubstr("cannot have scope global"));
  write("ranges.csv",
        "id,dist,p1,p2,p3,source,rho\ndelta.forest,uniform,-0.8,-0.4,,t,0.5\n"
        "delta.cropland,fixed,0.4,,,t,\n");
  refused(HasSubstr("rho is for normals only"));
  write("ranges.csv",
        "id,dist,p1,p2,p3,source,rho\ndelta.forest,normal,-0.6,-0.8,-0.4,t,1.5\n"
        "delta.cropland,fixed,0.4,,,t,\n");
  refused(HasSubstr("rho 1.5 lies outside [0, 1]"));
}

TEST_F(UncertaintyInput, NamesWithTheSameNumberInTheRandomStreamsAreRefused) {
  // Found by a search: FNV-1a of "delta." and either name is the same 64 bits.
  write("areas.csv",
        "zone,year,class,area_ha\na,2010,rvkpo4wpjyllh,1000\na,2010,jzkihs6bwkgym,4000\n");
  ranges(
      "delta.rvkpo4wpjyllh,normal,0.4,0.3,0.5,,,test\n"
      "delta.jzkihs6bwkgym,normal,-0.6,-0.8,-0.4,,,test\n");
  refused(AllOf(HasSubstr("'delta.rvkpo4wpjyllh'"), HasSubstr("'delta.jzkihs6bwkgym'"),
                HasSubstr("same number in the random streams; rename one")));
}

TEST_F(UncertaintyInput, WhatIsOddIsWarnedOf) {
  ranges("delta.forst,fixed,-0.6,,,,,t\n");
  warned(AllOf(HasSubstr("ranges of no class"), HasSubstr("delta.forst")));
  ranges("delta.forest,normal,-0.6,-1.6,0.4,,,t\n");
  warned(HasSubstr("delta.forest: changes its sign in 12.0 % of draws"));
  ranges("delta.forest,lognormal,-0.45,-0.8,-0.4,,,t\n");
  warned(HasSubstr("a lognormal with this mean has the 95 % limits"));
  ranges(
      "activity.coal@a@2020,normal,10,0,20,,,t\ncoal_factor.coal,fixed,1,,,,,t\n"
      "ef.coal,fixed,1,,,,,t\n");
  warned(HasSubstr("activity.coal@a@2020: is negative in"));
  ranges("");
  warned(HasSubstr("have not converged"));
  ranges("delta.forest,normal,-2.36,-3,-1.72,,,t\n");
  warned(HasSubstr("t CO2 where t C is wanted?"));
}

TEST_F(UncertaintyInput, DrawsAreNumbers) {
  refused(HasSubstr("999 draws are too few"), "--draws 999");
  refused(HasSubstr("is a number, or auto"), "--draws many");
  refused(HasSubstr("10 draws are too few"), "--chain --chain-draws 10");
}

TEST_F(UncertaintyInput, ErrorMatricesAreChecked) {
  refused(HasSubstr("the first field must be map\\ref"),
          matrix("class,cropland,forest\ncropland,40,5\nforest,3,60\n"));
  refused(AllOf(HasSubstr("row cropland: no samples"), HasSubstr("the map has this class")),
          matrix("map\\ref,cropland,forest\ncropland,0,0\nforest,3,60\n"));
  refused(HasSubstr("row cropland: 2 samples"),
          matrix("map\\ref,cropland,forest\ncropland,2,0\nforest,3,60\n"));
  refused(HasSubstr("has no row for class cropland"),
          matrix("map\\ref,cropland,forest\nforest,3,60\n"));
  refused(HasSubstr("m.csv:2: -1 samples of cropland in column forest"),
          matrix("map\\ref,cropland,forest\ncropland,40,-1\nforest,3,60\n"));
  refused(HasSubstr("counts are integers"),
          matrix("map\\ref,cropland,forest\ncropland,40,0.5\nforest,3,60\n"));
  refused(HasSubstr("occurs twice"),
          matrix("map\\ref,cropland,forest\ncropland,40,5\ncropland,3,60\n"));
  warned(HasSubstr("class cropland has 20 samples"),
         matrix("map\\ref,cropland,forest\ncropland,18,2\nforest,3,60\n"));
  warned(HasSubstr("has no column for class cropland: its adjusted area is 0"),
         matrix("map\\ref,forest\ncropland,40\nforest,60\n"));
  // A class without area needs no samples.
  warned(testing::Not(HasSubstr("no samples")),
         matrix("map\\ref,cropland,forest,water\ncropland,40,5,0\nforest,3,60,0\nwater,0,0,0\n"));
  // A class that only the reference has needs its coefficient.
  refused(HasSubstr("no range is given for delta.water"),
          matrix("map\\ref,cropland,forest,water\ncropland,40,5,1\nforest,3,60,0\n"));
}

TEST_F(UncertaintyInput, OneMatrixForSeveralYearsNeedsAWord) {
  refused(HasSubstr("say what it means for change"), "--error-matrix " + folder_ / "m.csv");
  refused(HasSubstr("needs areas of change"),
          "--classification change_classes --error-matrix " + folder_ / "m.csv");
  refused(HasSubstr("give --error-matrix"), "--classification independent");
  refused(HasSubstr("no error matrix is for city a in 2020"),
          "--classification independent --error-matrix " + folder_ / "m.csv" + "@2010");
}

TEST_F(UncertaintyInput, AreasAreChecked) {
  write("areas.csv", "zone,year,class,area_ha\na,2010,cropland,-5\n");
  refused(HasSubstr("areas.csv:2: area -5 of cropland"));
  write("areas.csv", "zone,year,class,area_ha\na,2010,forest,5\na,2010,forest,6\n");
  refused(HasSubstr("areas.csv:3: forest of zone a in 2010 is given twice"));
  write("areas.csv", "zone,year,class,area_ha\na,2010,forest,5\nb,2020,forest,6\n");
  refused(HasSubstr("zone a has no areas in 2020"));
  write("areas.csv", "zone,year,class,area_ha\ntotal,2010,forest,5\n");
  refused(HasSubstr("a zone is called 'total'"));
  write("areas.csv", "zone,year,class,area_ha\na,20x0,forest,5\n");
  refused(HasSubstr("'20x0' is no year"));
  write("areas.csv", "zone,year,class,area_ha\na,2010>2020,forest,5\n");
  refused(HasSubstr("needs a class for each of 2 years"));
}

TEST_F(UncertaintyInput, MultiplesAreAboutOne) {
  write("energy.csv", "city,year,item,value,unit\na,2020,raw_coal,100,t\n");
  ranges("activity.raw_coal,normal,100,90,110,,,t\n");
  refused(HasSubstr("is a multiple of the value in use, with 1 in its middle"),
          "--activities " + folder_ / "energy.csv");
  write("energy.csv", "city,year,item,value,unit\na,2020,raw_cole,100,t\n");
  refused(HasSubstr("did you mean 'raw_coal'?"), "--activities " + folder_ / "energy.csv");
  ranges("ef.*,normal,1,0.9,1.1,,,t\nactivity.coal@a@2020,fixed,10,,,,,t\n");
  refused(HasSubstr("none is known for ef.coal"));
}

TEST_F(UncertaintyInput, NothingIsTakenUnasked) {
  const auto outcome =
      test::run("uncertainty --areas " + folder_ / "areas.csv" + " -o " + folder_ / "out.h5");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no ranges are given"), HasSubstr("literature")));
}

TEST_F(UncertaintyInput, TheChainNamesWhatItLacks) {
  refused(HasSubstr("no such file"), "--chain --indicators " + folder_ / "none.csv");
  write("indicators.csv", "city,year,indicator,value\na,2010,x,1\na,2020,x,2\n");
  write("criteria.csv", "indicator,subsystem,direction\nx,s,+\n");
  refused(HasSubstr("no criterion takes source, sink or net"),
          "--chain --indicators " + folder_ / "indicators.csv" + " --criteria " +
              folder_ / "criteria.csv");
  write("factors.csv", "zone,f\nb,1\nc,2\n");
  refused(HasSubstr("has no factors of zone a in 2010"),
          "--chain --factors-data " + folder_ / "factors.csv" + " --factors f");
}

}  // namespace
}  // namespace terrabalance
