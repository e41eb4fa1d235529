#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {

/// Two zones of cells of 100 m: 1 ha.
class Landscape : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const RasterFile hectares{.nodata = 0, .geotransform = {500000, 100, 0, 2500000, 0, -100}};

  Landscape() {
    write_raster(folder / "lu.tif", Picture("1112 1122 1150 3350"), hectares);
    write_raster(folder / "zones.tif", Picture("7788 7788 7788 7788"), hectares);
  }
  std::string raster() const { return "--landuse 2000=" + folder / "lu.tif"; }
  std::string out() const { return " -o " + folder / "out.h5"; }
  std::string table(const std::string& name) const {
    const Outcome outcome = run("table " + folder / "out.h5 " + name);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }
  std::string value(const std::string& zone, const std::string& land_class,
                    const std::string& metric) const {
    for (const auto& row : csv_rows(table("landscape/class")))
      if (row.at("zone") == zone && row.at("class") == land_class && row.at("metric") == metric)
        return row.at("value");
    return "no row";
  }
  /// Runs `landscape` and expects status 2, one message with all parts, and no result, on one rank
  /// as on two.
  void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) const {
    for (const int ranks : {0, 2}) {
      const Outcome outcome = run("landscape " + arguments + out(), ranks);
      EXPECT_EQ(outcome.status, 2) << arguments << outcome.err;
      for (const auto& part : parts)
        EXPECT_THAT(outcome.err, testing::HasSubstr(part)) << arguments;
      std::string mark = "error: ";  // or, of the command line's own
      if (outcome.err.find(mark) == std::string::npos) mark = "Run with --help";
      const auto first = outcome.err.find(mark);
      ASSERT_NE(first, std::string::npos) << arguments << outcome.err;
      EXPECT_EQ(outcome.err.find(mark, first + 1), std::string::npos)
          << "said once: " << outcome.err;
      for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        EXPECT_EQ(entry.path().string().find("out.h5"), std::string::npos) << arguments;
    }
  }
};

}  // namespace terrabalance::test
