#include <fstream>
#include <regex>

#include <gmock/gmock.h>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Memory : public WithStudy {
 protected:
  static Outcome limited(const std::string& job, long kibibytes) {
    return run(job + " -o " + *folder / "memory.h5", 0,
               "ulimit -v " + std::to_string(kibibytes) + "; ");
  }
  /// What a job says that it needs, MB; 0 if it says nothing.
  static long stated(const Outcome& outcome) {
    std::smatch found;
    return std::regex_search(outcome.err, found, std::regex("needs ([0-9]+) MB")) ? stol(found[1])
                                                                                  : 0;
  }
};

TEST_F(Memory, ARunCompletesWithWhatItStatesAndSaysWhatIsMissingBelow) {
  for (const std::string job : {"account", "landscape", "change"}) {
    for (const int threads : {1, 4}) {
      for (const int tile : {256, 1024}) {
        const std::string words = job + " " + study() + " --threads " + std::to_string(threads) +
                                  " --tile " + std::to_string(tile);
        // Enough to begin with, and less than any need.
        long limit = 400'000;
        Outcome outcome = limited(words, limit);
        while (stated(outcome) == 0 && outcome.status != 0 && limit < 2'000'000)
          outcome = limited(words, limit += 100'000);
        const long need = stated(outcome);
        if (need == 0) continue;  // it begins only with more than it needs
        EXPECT_EQ(outcome.status, 2);
        EXPECT_THAT(outcome.err, AllOf(HasSubstr("ulimit -v (RLIMIT_AS)"), HasSubstr("missing"),
                                       HasSubstr("--threads")));
        const long kibibytes = need * 1000 * 1000 / 1024 + 2000;
        const Outcome enough = limited(words, kibibytes);
        EXPECT_EQ(enough.status, 0) << words << ": " << enough.err;
        EXPECT_EQ(limited(words, kibibytes - 12'000).status, 2) << words;
      }
    }
  }
}

TEST_F(Memory, ARasterOfABillionColumnsIsNotBegunWithTooLittle) {
  std::ofstream(*folder / "wide.vrt")
      << "<VRTDataset rasterXSize=\"1000000000\" rasterYSize=\"1000000000\">"
         "<GeoTransform>0, 1, 0, 0, 0, -1</GeoTransform><SRS>EPSG:32649</SRS>"
         "<VRTRasterBand dataType=\"Byte\" band=\"1\"/></VRTDataset>";
  const Outcome outcome = limited("landscape --landuse 2020=" + *folder / "wide.vrt", 8'000'000);
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("are missing"));
}

}  // namespace
}  // namespace terrabalance::test
