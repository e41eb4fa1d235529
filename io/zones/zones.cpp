#include "io/zones/zones.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"
#include "io/zones/polygon_file.hpp"

namespace terrabalance {

Zones Zones::whole() {
  Zones zones;
  zones.ids_ = zones.names_ = {"all"};
  return zones;
}

Zones Zones::open(const ZoneSource& source, const Grid& grid, const std::string& grid_path) {
  if (is_vector_file(source.path)) return from_polygons(source, grid);
  return from_raster(source, grid, grid_path);
}

Zones Zones::from_raster(const ZoneSource& source, const Grid& grid, const std::string& grid_path) {
  const BandReader band(source.path);
  require_same_grid(grid, grid_path, band.grid(), source.path);
  if (!band.is_integer()) {
    throw InputError(
        fmt::format("{}: zone numbers must be integers; convert it with: "
                    "gdal_translate -ot Int32 {} zones.tif",
                    source.path, source.path));
  }
  Zones zones;
  zones.raster_path_ = source.path;
  zones.block_size_ = band.block_size();
  return zones;
}

Zones Zones::from_polygons(const ZoneSource& source, const Grid& grid) {
  Zones zones;
  zones.columns_ = grid.width;
  auto scanline = std::make_shared<Scanline>(grid.height);
  std::map<std::string, std::int32_t> number_of;
  for (const ZonePolygon& polygon : read_polygons(source, grid)) {
    const auto next = static_cast<std::int32_t>(zones.ids_.size());
    const auto [found, is_new] = number_of.emplace(polygon.id, next);
    if (is_new) {
      zones.ids_.push_back(polygon.id);
      zones.names_.push_back(polygon.name);
    }
    // Every feature is a polygon of its own, so that those of one zone join instead of cancelling.
    const auto feature = static_cast<std::int32_t>(zones.zone_of_polygon_.size());
    zones.zone_of_polygon_.push_back(found->second + 1);
    for (const auto& ring : polygon.rings)
      scanline->add_ring(feature, ring);
  }
  scanline->prepare();
  zones.polygons_ = std::move(scanline);
  zones.check_polygons(source.path, grid);
  return zones;
}

void Zones::check_polygons(const std::string& path, const Grid& grid) {
  std::vector<std::int64_t> cells(ids_.size());
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> shared;
  std::vector<Overlap> overlaps;
  std::vector<std::vector<Scanline::Span>> rows;
  constexpr std::int64_t block = 1024;
  for (std::int64_t first = 0; first < grid.height; first += block) {
    polygons_->spans(first, std::min(block, grid.height - first), columns_, rows);
    for (auto& row : rows) {
      settle_overlaps(row, overlaps);
      for (const auto& span : row) {
        const std::int32_t zone = zone_of_polygon_[static_cast<std::size_t>(span.polygon)];
        cells[static_cast<std::size_t>(zone - 1)] += span.end - span.begin;
      }
    }
    for (const Overlap& overlap : overlaps) {
      const auto earlier = zone_of_polygon_[static_cast<std::size_t>(overlap.earlier)];
      const auto later = zone_of_polygon_[static_cast<std::size_t>(overlap.later)];
      if (earlier != later) shared[{earlier, later}] += overlap.cells;
    }
    overlaps.clear();
  }
  if (std::ranges::all_of(cells, [](std::int64_t n) { return n == 0; })) {
    throw InputError(
        fmt::format("{}: no zone holds the centre of any cell of the raster; check both "
                    "coordinate reference systems with ogrinfo and gdalinfo",
                    path));
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] == 0) {
      warnings_.push_back(
          fmt::format("{}: zone {} holds no cell of the raster; it is left out", path, ids_[i]));
    }
  }
  for (const auto& [pair, count] : shared) {
    warnings_.push_back(fmt::format("{}: zones {} and {} overlap in {} cells; the first keeps them",
                                    path, id(pair.first), id(pair.second), count));
  }
}

std::string Zones::id(std::int32_t zone) const {
  if (ids_.empty()) return std::to_string(zone);
  return ids_[static_cast<std::size_t>(zone - 1)];
}

std::string Zones::name(std::int32_t zone) const {
  if (names_.empty()) return std::to_string(zone);
  return names_[static_cast<std::size_t>(zone - 1)];
}

std::optional<BlockSize> Zones::block_size() const {
  return block_size_;
}

Zones::Reader Zones::reader() const {
  return Reader(*this);
}

Zones::Reader::Reader(const Zones& zones) : zones_(&zones) {
  if (!zones.raster_path_.empty()) raster_.emplace(zones.raster_path_);
}

const ZoneRuns& Zones::Reader::read(const Tile& tile) {
  runs_.clear();
  if (raster_) {
    raster_->read_zones(tile, runs_);
  } else if (zones_->polygons_) {
    read_polygons(tile);
  } else {
    read_whole(tile);
  }
  return runs_;
}

void Zones::Reader::read_whole(const Tile& tile) {
  for (std::int64_t y = 0; y < tile.height; ++y) {
    runs_.add({0, static_cast<std::int32_t>(tile.width), 1});
    runs_.end_row();
  }
}

void Zones::Reader::read_polygons(const Tile& tile) {
  if (first_row_ != tile.y || static_cast<std::int64_t>(rows_.size()) != tile.height) {
    zones_->polygons_->spans(tile.y, tile.height, zones_->columns_, rows_);
    std::vector<Overlap> known;
    for (auto& row : rows_)
      settle_overlaps(row, known);
    first_row_ = tile.y;
  }
  const std::int64_t right = tile.x + tile.width;
  for (const auto& row : rows_) {
    const auto first = std::ranges::upper_bound(row, tile.x, {}, &Scanline::Span::end);
    for (auto span = first; span != row.end() && span->begin < right; ++span) {
      runs_.add({static_cast<std::int32_t>(std::max(span->begin, tile.x) - tile.x),
                 static_cast<std::int32_t>(std::min(span->end, right) - tile.x),
                 zones_->zone_of_polygon_[static_cast<std::size_t>(span->polygon)]});
    }
    runs_.end_row();
  }
}

}  // namespace terrabalance
