#include "jobs/suitability/maps.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/sweep.hpp"
#include "jobs/landscape/cell_size.hpp"
#include "jobs/suitability/distance.hpp"
#include "kernels/suitability/patch_area.hpp"

namespace terrabalance {

void write_distances(Session& session, const RasterStudy& study, const RasterStack& stack,
                     const std::string& folder, std::vector<Factor>& factors) {
  std::vector<CodeSet> targets;
  std::vector<Factor*> measured;
  for (Factor& factor : factors) {
    if (factor.kind != FactorKind::distance) continue;
    targets.push_back(codes_of_class(study.legend, factor));
    measured.push_back(&factor);
  }
  if (targets.empty()) return;
  const Partition partition = stack.partition(study.tile);
  std::vector<std::unique_ptr<MapWriter>> maps;
  session.communicator.together([&] {
    for (const Factor* factor : measured) {
      maps.push_back(std::make_unique<MapWriter>(folder, factor->map_name(), factor->unit(),
                                                 stack.grid(), partition, session.communicator));
    }
  });
  distances_to(session.runtime(study.threads, "suitability: finding targets"),
               session.runtime(study.threads, "suitability: distances"), partition, stack, targets,
               folder + "/.column_ends",
               [&](std::size_t target, const Tile& tile, const Span2D<const float>& metres) {
                 std::vector<float> cells;
                 cells.reserve(static_cast<std::size_t>(tile.cells()));
                 for (std::int64_t y = 0; y < tile.height; ++y)
                   cells.insert(cells.end(), metres.row(y).begin(), metres.row(y).end());
                 maps[target]->write(tile, std::span<const float>(cells));
               });
  for (std::size_t t = 0; t < targets.size(); ++t) {
    maps[t]->commit(partition);
    measured[t]->path = maps[t]->path();
  }
}

namespace {

void write_patch_area(Session& session, const RasterStudy& study, const RasterStack& stack,
                      const std::string& folder, Factor& factor, double cell_ha) {
  const Communicator& ranks = session.communicator;
  const Partition partition = stack.partition(study.tile);
  const auto options = patches_of(codes_of_class(study.legend, factor), partition.grid_tile());
  auto swept = sweep(session.runtime(study.threads, "suitability: finding patches"), partition,
                     stack, landscape::PatchKernel({options}));
  landscape::CrossingPatches crossing;
  ranks.together([&] {
    if (!ranks.is_root()) return;
    landscape::Summary& patches = std::get<0>(swept).front();
    close_patches(patches, options);
    crossing = landscape::CrossingPatches(patches);
  });
  ranks.broadcast(crossing);
  std::optional<MapWriter> map;
  ranks.together([&] {
    map.emplace(folder, factor.map_name(), factor.unit(), stack.grid(), partition, ranks);
  });
  for_each_tile(
      session.runtime(study.threads, "suitability: patch areas"), partition, stack,
      [&](std::int64_t, const TileView& view) {
        std::vector<std::int64_t> cells(static_cast<std::size_t>(view.tile.cells()));
        fill_patch_cells(view, options, crossing, cells);
        std::vector<double> hectares;
        hectares.reserve(cells.size());
        for (const std::int64_t n : cells)
          hectares.push_back(static_cast<double>(n) * cell_ha);
        map->write(view.tile, std::span<const double>(hectares));
      },
      [] {});
  map->commit(partition);
  factor.path = map->path();
}

}  // namespace

void write_patch_areas(Session& session, const RasterStudy& study, const RasterStack& stack,
                       const std::string& folder, std::vector<Factor>& factors) {
  for (Factor& factor : factors) {
    if (factor.kind != FactorKind::patch_area) continue;
    const auto cell =
        cell_measure_of(stack.grid(), stack.land_use().front().path, false, session).cell;
    write_patch_area(session, study, stack, folder, factor, cell.area() / 10'000);
  }
}

MapLegend grade_legend(const std::string& evaluation) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 5> colours{
      {{215, 48, 39}, {252, 141, 89}, {254, 224, 139}, {145, 207, 96}, {26, 152, 80}}};
  MapLegend legend{{"grade"}, {}};
  for (std::uint16_t grade = 1; grade <= 5; ++grade) {
    legend.codes.push_back({grade, colours[grade - 1U], {fmt::format("{} {}", evaluation, grade)}});
  }
  return legend;
}

MapLegend conflict_legend(const std::vector<Conflict>& conflicts) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 4> colours{
      {{200, 50, 50}, {230, 160, 60}, {130, 30, 120}, {190, 120, 190}}};
  MapLegend legend{{"conflict"}, {}};
  for (const Conflict& conflict : conflicts)
    legend.codes.push_back({conflict.code, colours[conflict.code - 1U], {conflict.name}});
  return legend;
}

}  // namespace terrabalance
