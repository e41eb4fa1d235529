#include "jobs/run/cost.hpp"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "jobs/raster/overview.hpp"
#include "jobs/run/time_model.hpp"

namespace terrabalance {
namespace {

// Bytes a cell-year of a tile in work, and of the program itself.
constexpr double tile_bytes = 3;
constexpr double patch_bytes = 24;
constexpr double base_bytes = 60e6;
// Bytes of a result file: of its groups and attributes, a sample of the overview and a zone and
// year. The last two for each job, as the results of the example and of simulated studies have
// them.
constexpr double file_bytes = 2e4;
constexpr double sample_bytes = 0.1;
constexpr double job_bytes = 6e4;
constexpr double zone_bytes = 1100;
// Bytes of a cell of a map: float32, compressed.
constexpr double map_cell_bytes = 2;

double result_bytes(const RunPlan& plan, const RasterScene& scene) {
  const auto years = static_cast<double>(scene.study.land_use.size());
  const auto zones =
      static_cast<double>(std::max<std::size_t>(scene.stack.zones().listed_ids().size(), 1));
  const SampleGrid samples = overview_samples(scene.stack.grid());
  const auto jobs = static_cast<double>(plan.steps.size());
  return file_bytes + sample_bytes * years * static_cast<double>(samples.width * samples.height) +
         jobs * (job_bytes + zone_bytes * zones * years);
}

}  // namespace

double RunCost::cells() const {
  return static_cast<double>(width) * static_cast<double>(height) * static_cast<double>(years);
}

RunCost cost_of(const RunPlan& plan, const RasterScene& scene, int ranks, bool again) {
  const Grid& grid = scene.stack.grid();
  RunCost cost{.width = grid.width,
               .height = grid.height,
               .years = scene.study.land_use.size(),
               .ranks = ranks,
               .threads = scene.study.threads};
  const Partition partition = scene.stack.partition(scene.study.tile);
  SweepWork work{.columns = grid.width,
                 .tile_rows = partition.rows(),
                 .tile_height = partition.tile(0, 0).height,
                 .years = cost.years,
                 .zones = !scene.stack.zones().listed_ids().empty(),
                 .again = again};
  for (const StudyStep* step : plan.raster_steps()) {
    if (step->name == "landscape") {
      work.patches = true;
    } else {
      work.counts = 1;  // what change counts, account follows from
    }
  }
  const SweepTime time = time_of(work, ranks, cost.threads);
  cost.seconds = time.all();
  cost.merge_seconds = time.ranks;
  const bool patches = work.patches;
  const auto tile = static_cast<double>(partition.tile(0, 0).cells());
  cost.memory_bytes = base_bytes + cost.threads * tile * static_cast<double>(cost.years) *
                                       (patches ? tile_bytes + patch_bytes : tile_bytes);
  cost.result_bytes = result_bytes(plan, scene);
  cost.map_bytes = plan.maps * map_cell_bytes * static_cast<double>(grid.cells());
  return cost;
}

std::string as_text(const RunCost& cost) {
  std::string text = fmt::format(
      "  cells    {} x {} x {} years = {:.3g} million in a sweep\n"
      "  memory   about {:.0f} MB a rank\n"
      "  time     about {:.2g} s for the sweeps with {} ranks x {} threads, if disks keep up\n"
      "  result   about {:.2g} MB\n",
      cost.width, cost.height, cost.years, cost.cells() / 1e6, cost.memory_bytes / 1e6,
      cost.seconds, cost.ranks, cost.threads, cost.result_bytes / 1e6);
  if (cost.ranks > 1) {
    text += fmt::format("  ranks    about {:.2g} s of it to merge them\n", cost.merge_seconds);
  }
  if (cost.map_bytes > 0) text += fmt::format("  maps     about {:.2g} MB\n", cost.map_bytes / 1e6);
  return text;
}

}  // namespace terrabalance
