#include "engine/runtime/runtime.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>

#include <sched.h>
#include <unistd.h>

namespace terrabalance {
namespace {

int affinity_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

/// CPU quota of the cgroup (v2), in cores; none if there is no limit.
std::optional<double> cgroup_cores() {
  std::ifstream cgroup("/proc/self/cgroup");
  std::string line;
  std::optional<double> least;
  while (std::getline(cgroup, line)) {
    if (!line.starts_with("0::")) continue;
    // A parent's quota binds as well: walk up to the root.
    for (std::string path = line.substr(3); !path.empty();
         path = path.substr(0, path.find_last_of('/'))) {
      std::ifstream limit("/sys/fs/cgroup" + path + "/cpu.max");
      std::string quota;
      double period = 0;
      if (!(limit >> quota >> period) || quota == "max" || period <= 0) continue;
      const double cores = std::strtod(quota.c_str(), nullptr) / period;
      least = std::min(cores, least.value_or(cores));
    }
  }
  return least;
}

}  // namespace

int ranks_on_this_node() {
  for (const char* name :
       {"OMPI_COMM_WORLD_LOCAL_SIZE", "SLURM_NTASKS_PER_NODE", "MPI_LOCALNRANKS"}) {
    if (const char* value = std::getenv(name)) {
      return static_cast<int>(std::max(1L, std::strtol(value, nullptr, 10)));
    }
  }
  return 1;
}

bool launched_under_mpi() {
  return std::ranges::any_of(
      std::initializer_list<const char*>{"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"},
      [](const char* name) { return std::getenv(name) != nullptr; });
}

int granted_cores() {
  const int affinity = affinity_cores();
  const auto quota = cgroup_cores();
  if (!quota) return affinity;
  return std::clamp(static_cast<int>(std::ceil(*quota)), 1, affinity);
}

int default_threads() {
  const int local_ranks = ranks_on_this_node();
  const auto online = static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
  // mpirun may bind each rank to its share of the cores already; then the mask says it all.
  const bool bound = affinity_cores() <= std::max(1, online / local_ranks);
  return bound ? granted_cores() : std::max(1, granted_cores() / local_ranks);
}

}  // namespace terrabalance
