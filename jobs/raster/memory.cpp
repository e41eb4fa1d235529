#include "jobs/raster/memory.hpp"

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/memory_limit.hpp"
#include "engine/value/error.hpp"
#include "jobs/raster/overview.hpp"

namespace terrabalance {
namespace {

// Measured with a limit (ulimit -v) that was lowered until runs failed; docs/cluster.md.
constexpr std::int64_t mebi = 1 << 20;
constexpr std::int64_t tables_and_result = 48 * mebi;
constexpr std::int64_t reader = 1 * mebi;  // of a layer and thread: GDAL's and the codec's
constexpr std::int64_t patch_cell = 24;    // of a cell and year that is scanned for patches
constexpr std::int64_t patch_border = 64;  // of a column and year: open patches below the band
// Codes of a year: of tiles, on their way between ranks twice, in the overview; beside them zones.
constexpr std::int64_t sample_year = 4 * 2;
constexpr std::int64_t sample_zone = 4 + 4;

std::int64_t megabytes(std::int64_t bytes) {
  return (bytes + 999'999) / 1'000'000;
}

}  // namespace

MemoryNeed memory_need(const RasterScene& scene, const Partition& partition,
                       const FirstSweep& sweep) {
  const Grid& grid = scene.stack.grid();
  const auto years = static_cast<std::int64_t>(scene.study.land_use.size());
  const auto layers = static_cast<std::int64_t>(scene.stack.paths().size()) + 1;  // and zones
  const std::int64_t cells = partition.tile(0, 0).cells();
  const bool patches = sweep.patches.has_value();
  const SampleGrid samples = overview_samples(grid);
  MemoryNeed need;
  need.threads = scene.study.threads;
  need.of_thread = layers * reader + cells * scene.stack.cell_bytes();
  need.of_rank =
      tables_and_result + samples.width * samples.height * (sample_year * years + sample_zone);
  if (patches) {
    need.at_least = true;
    need.of_thread += cells * years * patch_cell;
    need.of_rank += grid.width * years * patch_border;
  }
  return need;
}

void require_memory(const Communicator& ranks, const MemoryNeed& need) {
  ranks.together([&] {
    for (const MemoryLimit& limit : memory_limits(ranks_on_this_node())) {
      const std::int64_t stacks = limit.address_space ? (need.threads - 1) * thread_stack() : 0;
      const std::int64_t missing = need.bytes() + stacks - limit.left();
      if (missing <= 0) continue;
      throw InputError(fmt::format(
          "too little memory: a rank with {} threads needs {}{} MB, {} allows {} MB: {}{} MB are "
          "missing; give more memory, or take fewer --threads ({} MB each) or a smaller --tile{}",
          need.threads, need.at_least ? "at least " : "",
          megabytes(need.bytes() + stacks + limit.used), limit.name, limit.bytes / 1'000'000,
          need.at_least ? "at least " : "", megabytes(missing),
          megabytes(need.of_thread + (limit.address_space ? thread_stack() : 0)),
          need.at_least ? "; patches come on top as the land has them, most of all with "
                          "--metrics all and --patches"
                        : ""));
    }
  });
}

}  // namespace terrabalance
