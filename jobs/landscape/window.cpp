#include "jobs/landscape/window.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/sweep/halo.hpp"
#include "engine/sweep/tile_loop.hpp"
#include "engine/value/error.hpp"
#include "io/raster/map_writer.hpp"
#include "kernels/landscape/window.hpp"

namespace terrabalance {
namespace {

using landscape::WindowIndex;
using landscape::WindowMetric;

struct Known {
  std::string_view name;
  std::string_view unit;
  WindowMetric metric;
  bool of_landscape;
  bool of_class;
};

constexpr std::array known{
    Known{"pland", "%", WindowMetric::pland, false, true},
    Known{"ed", "m/ha", WindowMetric::ed, true, true},
    Known{"shdi", "1", WindowMetric::shdi, true, false},
    Known{"contag", "%", WindowMetric::contag, true, false},
    Known{"ai", "%", WindowMetric::ai, true, true},
};

std::vector<Known> chosen(std::string_view names) {
  std::vector<Known> result;
  while (true) {
    const std::size_t comma = names.find(',');
    const std::string_view name = names.substr(0, comma);
    const auto* const found = std::ranges::find(known, name, &Known::name);
    if (found == known.end())
      throw InputError(fmt::format(
          "'{}' is no index of the moving window; those are pland, ed, shdi, contag, ai", name));
    result.push_back(*found);
    if (comma == std::string_view::npos) return result;
    names.remove_prefix(comma + 1);
  }
}

/// The maps of one year.
struct YearMaps {
  std::vector<WindowIndex> indices;
  std::vector<std::unique_ptr<MapWriter>> writers;
};

YearMaps open_maps(Session& session, const RasterStack& stack, const Partition& partition,
                   std::int64_t year, const LandscapeClasses& classes,
                   const std::vector<landscape::ClassIndex>& present,
                   const WindowOptions& options) {
  YearMaps maps;
  const auto add = [&](const Known& index, landscape::ClassIndex of_class,
                       const std::string& name) {
    maps.indices.push_back({index.metric, of_class});
    maps.writers.push_back(std::make_unique<MapWriter>(options.maps, name, std::string(index.unit),
                                                       stack.grid(), partition,
                                                       session.communicator));
  };
  for (const Known& index : chosen(options.metrics)) {
    if (index.of_landscape)
      add(index, WindowIndex::whole_landscape, fmt::format("window_{}_{}", index.name, year));
    if (!index.of_class) continue;
    for (const landscape::ClassIndex c : present)
      add(index, c, fmt::format("window_{}_{}_{}", index.name, classes.name(c), year));
  }
  return maps;
}

}  // namespace

void check_window(const WindowOptions& options, const Grid& grid) {
  if (options.radius == 0) return;
  chosen(options.metrics);
  if (options.maps.empty())
    throw InputError("a moving window makes maps: name their folder with --window-maps FOLDER");
  const std::int64_t side = 2 * options.radius + 1;
  if (side > grid.width || side > grid.height)
    throw InputError(fmt::format(
        "a window of radius {} is {} x {} cells, larger than the raster of {} x {}; give a radius "
        "of at most {}",
        options.radius, side, side, grid.width, grid.height,
        (std::min(grid.width, grid.height) - 1) / 2));
}

void write_window_maps(Session& session, const RasterStudy& study, const RasterStack& stack,
                       const LandscapeClasses& classes, const LandscapePlan& plan,
                       const std::vector<std::vector<landscape::ClassIndex>>& present,
                       const WindowOptions& options) {
  const Communicator& ranks = session.communicator;
  // Tiles several windows wide, so that what is read around them stays a small part.
  const std::int64_t side = std::max<std::int64_t>(512, 4 * options.radius);
  const Partition partition = stack.partition(study.tile ? study.tile : side);
  std::vector<YearMaps> years;
  session.claim_folder(options.maps);
  ranks.together([&] {
    for (std::size_t layer = 0; layer < study.land_use.size(); ++layer)
      years.push_back(open_maps(session, stack, partition, study.land_use[layer].year, classes,
                                present[layer], options));
  });
  const Grid& grid = stack.grid();
  for_each_tile(
      session.runtime(study.threads, "landscape: moving window"), partition,
      HaloSource(stack, options.radius, {0, 0, grid.width, grid.height}),
      [&](std::int64_t, const TileView& view) {
        for (std::size_t layer = 0; layer < years.size(); ++layer) {
          const YearMaps& year = years[layer];
          std::vector<std::vector<double>> maps(year.indices.size());
          landscape::window_indices(view, layer, plan.patches.classes, plan.patches.cell,
                                    options.radius, year.indices, maps);
          for (std::size_t k = 0; k < maps.size(); ++k)
            year.writers[k]->write(view.core, maps[k]);
        }
      },
      [] {});
  for (const YearMaps& year : years) {
    for (const auto& map : year.writers) {
      map->commit(partition);
      session.say(fmt::format("map: {}", map->path()));
    }
  }
}

}  // namespace terrabalance
