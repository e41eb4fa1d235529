#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/runtime/communicator.hpp"
#include "engine/runtime/meter.hpp"

namespace terrabalance {

/// Called with the work done and the work in all, in the same unit; on the root rank only.
using ProgressSink = std::function<void(std::int64_t done, std::int64_t total)>;

class Checkpoint;

/// What a computation may use. Passed in, never global.
struct Runtime {
  Communicator communicator = Communicator::local();
  int threads = 1;
  ProgressSink progress = [](std::int64_t, std::int64_t) {};
  std::shared_ptr<Checkpoint> checkpoint;  ///< where the sweep keeps what it has done, if anywhere
  std::string stage = "sweep";             ///< what the checkpoint calls this sweep
  std::shared_ptr<Meter> meter;            ///< where the time of this rank is added up, if anywhere
};

/// Whether this process was started by mpirun or srun; only then is MPI initialised unasked.
bool launched_under_mpi();

/// Threads for each rank: the cores that the affinity mask and the cgroup grant, divided among the
/// ranks of the node.
int default_threads();

/// Ranks that the launcher started on this node, as far as it says; 1 without a launcher.
int ranks_on_this_node();

/// Cores that this process may use: the smaller of its affinity mask and its cgroup's CPU quota.
int granted_cores();

}  // namespace terrabalance
