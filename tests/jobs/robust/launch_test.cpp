#include <thread>

#include <gmock/gmock.h>

#include "tests/jobs/robust/study.hpp"

namespace terrabalance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(WrongLaunch, ProgramsThatAreNotConnectedAreRefusedWithTheRightCommand) {
  const auto error = [](const std::string& environment) {
    const Outcome outcome = run("coefficients", 0, environment);
    EXPECT_EQ(outcome.status, 2) << environment;
    return outcome.err;
  };
  EXPECT_THAT(error("OMPI_COMM_WORLD_SIZE=4 "),
              AllOf(HasSubstr("mpirun started 4 programs that are not connected"),
                    HasSubstr("apptainer exec")));
  EXPECT_THAT(error("PMI_SIZE=3 PMI_RANK=1 "),
              AllOf(HasSubstr("MPICH or Intel MPI started 3 programs"), HasSubstr("mpirun -n N")));
  EXPECT_THAT(error("MV2_COMM_WORLD_SIZE=2 "), HasSubstr("MVAPICH started 2 programs"));
  EXPECT_EQ(run("coefficients", 0, "SLURM_STEP_NUM_TASKS=1 PMI_SIZE=1 ").status, 0);
  EXPECT_EQ(run("coefficients", 2).status, 0);
}

class Threads : public WithStudy {};

TEST_F(Threads, MoreThanTheCoresGrantedAreWarnedOf) {
  const auto warned = [](int threads, const std::string& before) {
    return run("account -q " + study() + " -o " + *folder / "t.h5" + " --threads " +
                   std::to_string(threads),
               0, before)
        .err;
  };
  EXPECT_THAT(warned(2, "taskset -c 0 "),
              HasSubstr("--threads 2: this rank may use 1 cores (affinity mask and cgroup"));
  EXPECT_THAT(warned(1, "taskset -c 0 "), Not(HasSubstr("--threads")));
}

}  // namespace
}  // namespace terrabalance::test
