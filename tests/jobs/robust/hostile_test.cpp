#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Hostile : public WithStudy {
 protected:
  static std::string vrt(const std::string& name, const std::string& size,
                         const std::string& inside = "") {
    const std::string path = *folder / name;
    std::ofstream(path) << "<VRTDataset " << size
                        << "><GeoTransform>0, 1, 0, 0, 0, -1</GeoTransform><SRS>EPSG:32649</SRS>"
                           "<VRTRasterBand dataType=\"Byte\" band=\"1\">"
                        << inside << "</VRTRasterBand></VRTDataset>";
    return path;
  }
  static Outcome account(const std::string& raster) {
    return run("account --landuse 2020=" + raster + " -o " + *folder / "hostile.h5", 0,
               "timeout 20 ");
  }
};

TEST_F(Hostile, SizesInHeadersThatOverflowAreRefused) {
  for (const char* size :
       {"rasterXSize=\"-5\" rasterYSize=\"10\"", "rasterXSize=\"0\" rasterYSize=\"0\"",
        "rasterXSize=\"2147483648\" rasterYSize=\"2\""}) {
    const Outcome outcome = account(vrt("size.vrt", size));
    EXPECT_EQ(outcome.status, 2) << size << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("size.vrt")) << size;
  }
}

TEST_F(Hostile, ARowOfABillionCellsThatIsNotThereIsSaid) {
  // The header promises a row of 10^9 cells; the file has ten bytes.
  std::ofstream(*folder / "wide.bin") << "0123456789";
  std::ofstream(*folder / "wide.hdr")
      << "ENVI\nsamples = 1000000000\nlines = 1\nbands = 1\nheader offset = 0\ndata type = 1\n"
         "interleave = bsq\nbyte order = 0\nmap info = {UTM, 1, 1, 0, 0, 1, 1, 49, North, "
         "WGS-84}\n";
  const Outcome outcome = account(*folder / "wide.bin");
  EXPECT_TRUE(outcome.status == 1 || outcome.status == 2) << outcome.status << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("error: "));
}

TEST_F(Hostile, NumbersOutOfRangeOnTheCommandLineAreRefused) {
  for (const char* options :
       {"--threads 99999999999", "--threads 0", "--tile 0", "--tile 99999999999999999999",
        "--checkpoint-interval -1", "--checkpoint-interval nan"}) {
    EXPECT_EQ(run("account " + study() + " -o " + *folder / "n.h5 " + options).status, 2)
        << options;
  }
  for (const char* size : {"99999999999x10", "1000000000x1000000000", "0x5", "-1x5", "5x", "x"}) {
    const Outcome outcome =
        run(std::string("simulate --size ") + size + " --years 2000 -o " + *folder / "sim", 0,
            "timeout 20 ");
    EXPECT_EQ(outcome.status, 2) << size << outcome.err;
  }
}

TEST_F(Hostile, NamesOutOfALegendDoNotLeaveTheFolderOfMaps) {
  std::ofstream(*folder / "legend.csv") << "code,class\n1,../../outside\n2,b\n3,c\n4,d\n5,e\n6,f\n"
                                           "7,g\n8,h\n9,i\n10,j\n";
  const Outcome outcome =
      run("suitability --landuse 2010=" + *folder / "study/landuse_2010.tif" + " --legend " +
          *folder / "legend.csv" + " --factor distance:../../outside --maps " +
          *folder / "deep/maps" + " -o " + *folder / "s.h5");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(*folder / "deep/maps/distance_.._.._outside.vrt"));
  for (const auto& entry : fs::directory_iterator(folder->path()))
    EXPECT_EQ(entry.path().filename().string().find("outside"), std::string::npos);
}

TEST_F(Hostile, TemporaryFilesAreNotWrittenThroughLinks) {
  std::ofstream(*folder / "precious") << "text";
  fs::create_directories(*folder / "linked/maps");
  fs::create_symlink("../../precious", *folder / "linked/maps/net_2010.tif.partial");
  fs::create_symlink("../../precious", *folder / "linked/maps/net_2010.vrt.partial");
  const Outcome outcome = run("account " + study() + " --maps " + *folder / "linked/maps" + " -o " +
                              *folder / "linked/out.h5");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  std::string text;
  std::ifstream(*folder / "precious") >> text;
  EXPECT_EQ(text, "text");
}

TEST_F(Hostile, AResultThatAnotherProgramHasLockedIsSaidWithTheSetting) {
  const std::string result = *folder / "locked.h5";
  ASSERT_EQ(run("account -q " + study() + " -o " + result).status, 0);
  const int file = open(result.c_str(), O_RDWR);
  ASSERT_EQ(flock(file, LOCK_EX), 0);
  const Outcome outcome = run("table " + result);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("locked.h5: HDF5 cannot lock the file"),
                                 HasSubstr("HDF5_USE_FILE_LOCKING=FALSE")));
  EXPECT_EQ(run("table " + result, 0, "HDF5_USE_FILE_LOCKING=FALSE ").status, 0);
  close(file);
}

}  // namespace
}  // namespace terrabalance::test
