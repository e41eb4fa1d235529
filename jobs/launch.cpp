#include "jobs/launch.hpp"

#include <array>
#include <cstdlib>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

/// What a launcher tells each program of how many it started.
struct Launcher {
  const char* variable;
  const char* name;
  const char* remedy;
};

constexpr std::array launchers{
    Launcher{"SLURM_STEP_NUM_TASKS", "srun", "start them with: srun --mpi=pmix terrabalance ..."},
    Launcher{"OMPI_COMM_WORLD_SIZE", "mpirun",
             "the program's Open MPI is not that of the launcher, as when a container has another "
             "than its host; start them with the mpirun of the same Open MPI, on one node within "
             "the container: apptainer exec terrabalance.sif mpirun -n N terrabalance ..., on "
             "several: srun --mpi=pmix apptainer exec terrabalance.sif terrabalance ..."},
    Launcher{"PMI_SIZE", "a launcher of MPICH or Intel MPI",
             "this program is built with Open MPI; start them with its mpirun: mpirun -n N "
             "terrabalance ..., or: srun --mpi=pmix terrabalance ..."},
    Launcher{"MV2_COMM_WORLD_SIZE", "a launcher of MVAPICH",
             "this program is built with Open MPI; start them with its mpirun: mpirun -n N "
             "terrabalance ..., or: srun --mpi=pmix terrabalance ..."},
};

long number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtol(text, nullptr, 10) : 0;
}

}  // namespace

void refuse_wrong_launch(const Communicator& ranks) {
  if (ranks.size() > 1) return;
  for (const Launcher& launcher : launchers) {
    const long programs = number_in(launcher.variable);
    if (programs <= 1) continue;
    throw InputError(
        fmt::format("{} started {} programs that are not connected, each would do the whole work; "
                    "{} ({} says so)",
                    launcher.name, programs, launcher.remedy, launcher.variable));
  }
}

void check_threads(const Session& session, int threads) {
  const int granted = default_threads();
  if (threads <= granted || !session.communicator.is_root() || *session.threads_checked) return;
  *session.threads_checked = true;
  spdlog::warn(
      "--threads {}: this rank may use {} cores (affinity mask and cgroup, shared by the ranks of "
      "the node); more threads than that give the same result, later",
      threads, granted);
}

}  // namespace terrabalance
