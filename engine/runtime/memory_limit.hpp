#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance {

/// A bound on the memory of this process, and what it has of it.
struct MemoryLimit {
  std::string name;            ///< "ulimit -v (RLIMIT_AS)"
  std::int64_t bytes = 0;      ///< allowed to this process
  std::int64_t used = 0;       ///< what counts towards the limit already
  bool address_space = false;  ///< counts what is reserved, not only what is touched: thread stacks

  std::int64_t left() const { return bytes - used; }
};

/// Where the kernel shows cgroups.
struct CgroupFiles {
  std::string mounted = "/sys/fs/cgroup";        ///< the tree of them; version 1 in its `memory`
  std::string of_process = "/proc/self/cgroup";  ///< those that this process is in
};

/// All bounds: RLIMIT_AS, RLIMIT_DATA, memory.max of the cgroup and those above it (version 2),
/// memory.limit_in_bytes (version 1), the machine's memory. What the ranks of a node share is
/// divided among them.
/// \param ranks  of this node
std::vector<MemoryLimit> memory_limits(int ranks, const CgroupFiles& cgroups = {});

/// Lets malloc keep up to 64 MiB of what is freed, in blocks of up to 32 MiB (where it comes to by
/// itself, given time): tiles come and go, and memory that was given back and is asked for again
/// costs a page fault every 4 KiB. Before any thread is started.
void keep_freed_memory();

/// Where the address space is limited, lets all threads allocate from one heap: each of malloc's
/// others would reserve 64 MiB of it, as threads happen to meet. Before any thread is started.
void spare_address_space();

/// Bytes that a thread's stack reserves.
std::int64_t thread_stack();

}  // namespace terrabalance
