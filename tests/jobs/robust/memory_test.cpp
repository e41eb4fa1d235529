#include <filesystem>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr long mega = 1'000'000;

/// A way to bound the memory of a process.
struct Bound {
  const char* name;
  const char* in_messages;
  /// Shell words before a command; the folder is one that they may write to.
  std::string (*before)(long bytes, const std::string& folder);
  bool root_only;
};

/// Lets the command see a tree of cgroups in which only the given file has a number.
std::string with_cgroup(const std::string& folder, const std::string& file, long bytes) {
  const std::string tree = folder + "/cgroup";
  const auto path = std::filesystem::path(tree) / file;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << bytes << '\n';
  return "unshare --mount sh -c 'mount --bind " + tree + R"( /sys/fs/cgroup && exec "$@"' sh )";
}

/// A cgroup of this machine: the kernel keeps what runs in it within its limit.
class Cgroup {
 public:
  Cgroup() {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const bool first_version = fs::exists("/sys/fs/cgroup/memory/memory.limit_in_bytes", ignored);
    path_ = first_version ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
    path_ += "/terrabalance-test-" + std::to_string(getpid());
    limit_ = path_ + (first_version ? "/memory.limit_in_bytes" : "/memory.max");
    fs::create_directory(path_, ignored);
  }
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup() { rmdir(path_.c_str()); }

  /// Whether there is one that bounds memory.
  bool works() const { return access(limit_.c_str(), W_OK) == 0; }
  std::string before(long bytes) const {
    return "echo " + std::to_string(bytes) + " > " + limit_ + "; echo $$ > " + path_ +
           "/cgroup.procs; ";
  }

 private:
  std::string path_;
  std::string limit_;
};

const Cgroup& real_cgroup() {
  static const Cgroup group;
  return group;
}

const Bound bounds[] = {
    {"AddressSpace", "ulimit -v (RLIMIT_AS)",
     [](long bytes, const std::string& /*folder*/) {
       return "ulimit -v " + std::to_string(bytes / 1024) + "; ";
     },
     false},
    {"Data", "ulimit -d (RLIMIT_DATA)",
     [](long bytes, const std::string& /*folder*/) {
       return "ulimit -d " + std::to_string(bytes / 1024) + "; ";
     },
     false},
    {"Cgroup2", "/sys/fs/cgroup/memory.max",
     [](long bytes, const std::string& folder) { return with_cgroup(folder, "memory.max", bytes); },
     true},
    {"Cgroup1", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
     [](long bytes, const std::string& folder) {
       return with_cgroup(folder, "memory/memory.limit_in_bytes", bytes);
     },
     true},
    {"Enforced", "/terrabalance-test-",
     [](long bytes, const std::string& /*folder*/) { return real_cgroup().before(bytes); }, true}};

/// What a job says that a rank needs, bytes; 0 if it says nothing.
long stated(const Outcome& outcome) {
  std::smatch found;
  const std::regex words("needs (at least )?([0-9]+) MB");
  return std::regex_search(outcome.err, found, words) ? stol(found[2]) * mega : 0;
}

class Memory : public WithStudy, public testing::WithParamInterface<Bound> {
 protected:
  void SetUp() override {
    if (GetParam().root_only && geteuid() != 0) GTEST_SKIP() << "only root may mount";
    if (std::string(GetParam().name) == "Enforced" && !real_cgroup().works())
      GTEST_SKIP() << "no cgroup that bounds memory can be made here";
  }

  static Outcome limited(const std::string& job, long bytes, int ranks = 0) {
    const TemporaryFolder tree;
    return run(job + " -o " + *folder / "memory.h5", ranks, GetParam().before(bytes, tree.path()));
  }

  /// The need that the job states under a limit that lets it begin. 0 if it begins only with more
  /// than it needs.
  static long need_of(const std::string& job, int ranks = 0) {
    // Where nothing counts that is only reserved, any limit lets it begin.
    constexpr long step = 50 * mega;
    for (long limit = step; limit < 2000 * mega; limit += step) {
      const Outcome outcome = limited(job, limit, ranks);
      if (outcome.status == 0) return 0;
      if (const long need = stated(outcome); need > 0) {
        EXPECT_EQ(outcome.status, 2);
        EXPECT_THAT(outcome.err, AllOf(HasSubstr(GetParam().in_messages), HasSubstr("missing"),
                                       HasSubstr("--threads")));
        return need;
      }
    }
    return 0;
  }
};

TEST_P(Memory, ARunCompletesWithWhatItStatesAndSaysWhatIsMissingBelow) {
  int stated_by = 0;
  for (const std::string job : {"account", "landscape", "change"}) {
    for (const int threads : {1, 4}) {
      for (const int tile : {256, 1024}) {
        const std::string words = job + " " + study() + " --threads " + std::to_string(threads) +
                                  " --tile " + std::to_string(tile);
        const long need = need_of(words);
        if (need == 0) continue;
        ++stated_by;
        const Outcome enough = limited(words, need + 2 * mega);
        EXPECT_EQ(enough.status, 0) << words << ": " << enough.err;
        const Outcome less = limited(words, need - 10 * mega);
        EXPECT_EQ(less.status, 2) << words;
        EXPECT_THAT(less.err, HasSubstr("missing"));
      }
    }
  }
  EXPECT_GT(stated_by, 0);
}

INSTANTIATE_TEST_SUITE_P(Bounds, Memory, testing::ValuesIn(bounds),
                         [](const auto& bound) { return std::string(bound.param.name); });

class MemoryOfRanks : public Memory {};

TEST_P(MemoryOfRanks, RanksOfANodeShareTheirCgroup) {
  const std::string words = "landscape " + study() + " --threads 1";
  const long need = need_of(words, 2);
  ASSERT_GT(need, 0);
  EXPECT_EQ(limited(words, 2 * (need + 2 * mega), 2).status, 0);
  const Outcome less = limited(words, 2 * (need - 10 * mega), 2);
  EXPECT_EQ(less.status, 2);
  EXPECT_THAT(less.err, HasSubstr("MB are missing"));
}

INSTANTIATE_TEST_SUITE_P(Cgroups, MemoryOfRanks, testing::Values(bounds[2], bounds[3], bounds[4]),
                         [](const auto& bound) { return std::string(bound.param.name); });

class MemoryAsStated : public WithStudy {};

TEST_F(MemoryAsStated, IsMoreThanIsTouched) {
  // What a cgroup counts and cannot take back: pages of no file. They are within the need as
  // stated, so a cgroup of that size lets the run complete.
  if (geteuid() != 0) GTEST_SKIP() << "only root may mount";
  const std::string job = "account " + study() + " --threads 2 -o " + *folder / "touched.h5";
  const TemporaryFolder tree;
  const long need = stated(run(job, 0, with_cgroup(tree.path(), "memory.max", 10 * mega)));
  ASSERT_GT(need, 0);
  ASSERT_EQ(run(job).status, 0);
  const Outcome whole = run("table " + *folder / "touched.h5" + " provenance/phases");
  long touched = 0;
  for (const auto& row : csv_rows(whole.out))
    if (row.at("measure") == "memory") touched = static_cast<long>(std::stod(row.at("max")));
  ASSERT_GT(touched, 0);
  EXPECT_LT(touched - 64 * mega, need) << "64 MB are of shared libraries and files";
}

TEST_F(MemoryAsStated, IsALeastWherePatchesAreKept) {
  const auto error = [](const std::string& job) {
    return run(job + " " + study() + " -o " + *folder / "least.h5", 0, "ulimit -d 60000; ").err;
  };
  EXPECT_THAT(error("landscape --metrics all --patches"),
              AllOf(HasSubstr("needs at least"), HasSubstr("patches come on top")));
  EXPECT_THAT(error("account"),
              AllOf(HasSubstr("threads needs "), testing::Not(HasSubstr("at least"))));
}

TEST_F(MemoryAsStated, ARasterOfABillionColumnsIsNotBegunWithTooLittle) {
  std::ofstream(*folder / "wide.vrt")
      << "<VRTDataset rasterXSize=\"1000000000\" rasterYSize=\"1000000000\">"
         "<GeoTransform>0, 1, 0, 0, 0, -1</GeoTransform><SRS>EPSG:32649</SRS>"
         "<VRTRasterBand dataType=\"Byte\" band=\"1\"/></VRTDataset>";
  const Outcome outcome =
      run("landscape --landuse 2020=" + *folder / "wide.vrt" + " -o " + *folder / "wide.h5", 0,
          "ulimit -v 8000000; ");
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("are missing"));
}

}  // namespace
}  // namespace terrabalance::test
