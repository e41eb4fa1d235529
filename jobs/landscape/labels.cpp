#include "jobs/landscape/labels.hpp"

#include <span>

#include <spdlog/fmt/fmt.h>

namespace terrabalance {

PatchMaps::PatchMaps(Session& session, const RasterStudy& study, const RasterStack& stack,
                     const Partition& partition, const std::string& folder) {
  session.claim_folder(folder);
  session.communicator.together([&] {
    for (const YearFile& file : study.land_use)
      maps_.push_back(std::make_unique<MapWriter>(folder, fmt::format("patches_{}", file.year),
                                                  stack.grid(), partition, session.communicator));
  });
}

void PatchMaps::write(const TileView& view, const std::vector<landscape::PatchOptions>& options,
                      const std::vector<landscape::CrossingPatches>& crossing) const {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(view.tile.cells()));
  for (std::size_t layer = 0; layer < maps_.size(); ++layer) {
    landscape::label_patches(view, layer, options[layer], crossing[layer], ids);
    maps_[layer]->write(view.tile, std::span<const std::int64_t>(ids));
  }
}

void PatchMaps::commit(Session& session, const Partition& partition) {
  for (const auto& map : maps_) {
    map->commit(partition);
    session.say(fmt::format("map: {}", map->path()));
  }
}

}  // namespace terrabalance
