#include "engine/runtime/memory_limit.hpp"

#include <cstdlib>
#include <fstream>
#include <optional>

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace terrabalance {
namespace {

/// Pages of /proc/self/statm: 0 all, 1 resident, 2 shared with files, 5 data and stack.
std::int64_t pages_in_use(int column) {
  std::ifstream file("/proc/self/statm");
  std::int64_t pages = 0;
  for (int i = 0; i <= column; ++i)
    file >> pages;
  return pages * sysconf(_SC_PAGESIZE);
}

/// The number in a file; none if it is "max" or there is no such file.
std::optional<std::int64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::int64_t value = 0;
  if (!(file >> value)) return std::nullopt;
  return value;
}

void add_resource(std::vector<MemoryLimit>& limits, decltype(RLIMIT_AS) resource, const char* name,
                  int used_column) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  limits.push_back(
      {name, static_cast<std::int64_t>(limit.rlim_cur), pages_in_use(used_column), true});
}

/// The cgroup's limits from the process's own group up to the root, one file a group.
void add_cgroup(std::vector<MemoryLimit>& limits, const std::string& root, std::string path,
                const char* file, std::int64_t used, int ranks) {
  if (path == "/") path.clear();
  for (;; path = path.substr(0, path.find_last_of('/'))) {
    std::string name = root;
    name.append(path).append("/").append(file);
    // Version 1 writes "no limit" as nearly 2^63.
    const auto bytes = number_in(name);
    if (bytes && *bytes < std::int64_t{1} << 60) limits.push_back({name, *bytes / ranks, used});
    if (path.empty()) return;
  }
}

void add_cgroups(std::vector<MemoryLimit>& limits, const CgroupFiles& files, int ranks) {
  const std::int64_t used = pages_in_use(1) - pages_in_use(2);
  std::ifstream groups(files.of_process);
  for (std::string line; std::getline(groups, line);) {  // ID:CONTROLLERS:PATH
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    std::string controllers = ",";
    controllers.append(line, first + 1, second - first - 1).append(",");
    const std::string path = line.substr(second + 1);
    if (controllers == ",,") {
      add_cgroup(limits, files.mounted, path, "memory.max", used, ranks);
    } else if (controllers.find(",memory,") != std::string::npos) {
      add_cgroup(limits, files.mounted + "/memory", path, "memory.limit_in_bytes", used, ranks);
    }
  }
}

}  // namespace

std::vector<MemoryLimit> memory_limits(int ranks, const CgroupFiles& cgroups) {
  std::vector<MemoryLimit> limits;
  add_resource(limits, RLIMIT_AS, "ulimit -v (RLIMIT_AS)", 0);
  add_resource(limits, RLIMIT_DATA, "ulimit -d (RLIMIT_DATA)", 5);
  add_cgroups(limits, cgroups, ranks);
  const std::int64_t machine = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
  limits.push_back({"the machine's memory", machine / ranks, pages_in_use(1) - pages_in_use(2)});
  return limits;
}

void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

void spare_address_space() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) mallopt(M_ARENA_MAX, 1);
}

std::int64_t thread_stack() {
  if (const char* set = std::getenv("OMP_STACKSIZE")) {  // a number of KiB, or with a letter
    char* end = nullptr;
    const std::int64_t value = std::strtoll(set, &end, 10);
    const std::string unit = end;
    const int shift = unit.starts_with('B') || unit.starts_with('b')   ? 0
                      : unit.starts_with('M') || unit.starts_with('m') ? 20
                      : unit.starts_with('G') || unit.starts_with('g') ? 30
                                                                       : 10;
    if (value > 0) return value << shift;
  }
  pthread_attr_t attributes;
  std::size_t size = 8 << 20;
  if (pthread_getattr_default_np(&attributes) == 0) {
    pthread_attr_getstacksize(&attributes, &size);
    pthread_attr_destroy(&attributes);
  }
  return static_cast<std::int64_t>(size);
}

}  // namespace terrabalance
