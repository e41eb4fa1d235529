#include "tests/kernels/landscape/raster.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gdal_priv.h>

#include "engine/sweep/halo.hpp"

namespace terrabalance::landscape::test {

Raster picture(std::string_view rows) {
  Raster raster;
  raster.nodata = 255;
  while (!rows.empty()) {
    const std::size_t end = rows.find('\n');
    const std::string_view row = rows.substr(0, end);
    if (!row.empty()) {
      raster.width = static_cast<std::int64_t>(row.size());
      ++raster.height;
      for (const char c : row)
        raster.codes.push_back(static_cast<std::uint8_t>(c == '.' ? 255 : c - '0'));
    }
    if (end == std::string_view::npos) break;
    rows.remove_prefix(end + 1);
  }
  return raster;
}

Raster random_raster(std::mt19937& random) {
  const auto up_to = [&](int n) { return std::uniform_int_distribution<int>(1, n)(random); };
  Raster raster;
  raster.width = up_to(24);
  raster.height = up_to(24);
  raster.nodata = up_to(3) == 1 ? 0 : -1;
  raster.cell = {up_to(2) == 1 ? 30.0 : 25.0, 30.0};
  const int classes = up_to(4);
  const int smoothness = up_to(4);
  const bool zoned = up_to(2) == 1;
  const auto cells = static_cast<std::size_t>(raster.width * raster.height);
  for (std::size_t i = 0; i < cells; ++i) {
    const bool copy = i > 0 && up_to(smoothness) > 1;
    const auto above = static_cast<std::size_t>(raster.width);
    const std::size_t from = i >= above && up_to(2) == 1 ? i - above : i - 1;
    raster.codes.push_back(copy ? raster.codes[from]
                                : static_cast<std::uint8_t>(up_to(classes + 1) - 1));
    if (zoned) raster.zones.push_back(i > 0 && up_to(8) > 1 ? raster.zones[from] : up_to(3) - 1);
  }
  return raster;
}

Raster part_of(const Raster& raster, const Tile& part) {
  Raster result;
  result.width = part.width;
  result.height = part.height;
  result.nodata = 255;
  result.cell = raster.cell;
  for (std::int64_t y = part.y; y < part.y + part.height; ++y) {
    for (std::int64_t x = part.x; x < part.x + part.width; ++x) {
      const auto i = static_cast<std::size_t>(y * raster.width + x);
      const bool outside =
          raster.codes[i] == raster.nodata || (!raster.zones.empty() && raster.zones[i] == 0);
      result.codes.push_back(outside ? std::uint8_t{255} : raster.codes[i]);
    }
  }
  return result;
}

const TileView& Tiles::read(const Tile& tile) {
  zones_.clear();
  for (std::int64_t y = 0; y < tile.height; ++y) {
    const auto zone_at = [&](std::int64_t x) {
      if (raster_.zones.empty()) return std::int32_t{0};
      return raster_.zones[static_cast<std::size_t>((tile.y + y) * raster_.width + tile.x + x)];
    };
    for (std::int64_t x = 0; x < tile.width;) {
      std::int64_t end = x + 1;
      while (end < tile.width && zone_at(end) == zone_at(x))
        ++end;
      if (raster_.zones.empty() || zone_at(x) != 0)
        zones_.add({static_cast<std::int32_t>(x), static_cast<std::int32_t>(end), zone_at(x)});
      x = end;
    }
    zones_.end_row();
  }
  view_.tile = tile;
  view_.codes = {{Span2D<const std::uint8_t>{raster_.codes.data() + tile.y * raster_.width + tile.x,
                                             tile.width, tile.height, raster_.width},
                  raster_.nodata}};
  view_.zones = &zones_;
  return view_;
}

PatchOptions options_for(const Raster& raster, Directions directions, const Measured& measured) {
  return {.classes = ClassTable::identity(256),
          .raster_width = raster.width,
          .raster_height = raster.height,
          .cell = raster.cell,
          .directions = directions,
          .measured = measured};
}

Summary sweep_patches(const Raster& raster, const PatchOptions& options, const Cut& cut) {
  const auto scan = [&](const TileView& view) {
    if (!options.deep_cores()) return scan_patches(view, 0, options);
    Tiles wider(raster);
    const Tile whole_raster{0, 0, raster.width, raster.height};
    return scan_patches(view, 0, options,
                        &wider.read(expanded(view.tile, options.edge_depth, whole_raster)));
  };
  auto whole =
      sweep_tiles<Summary>(raster, cut, scan, [&](Summary& first, Summary&& second, Side side) {
        merge_patches(first, std::move(second), side, options);
      });
  close_patches(whole, options);
  return whole;
}

Whole sweep_twice(const Raster& raster, PatchOptions options, const Cut& cut) {
  options.measured.moments = options.measured.cores = options.measured.distances = true;
  options.keep_crossing = true;
  options.keep_patches = true;
  Whole whole{sweep_patches(raster, options, cut), {}, {}};
  CrossingPatches crossing(whole.summary);
  whole.second = sweep_tiles<SecondSummary>(
      raster, cut,
      [&](const TileView& view) {
        return scan_again(view, 0, options, crossing, {.nearest = true, .all = true});
      },
      [&](SecondSummary& first, SecondSummary&& other, Side side) {
        merge_again(first, std::move(other), side, options);
      });
  finish_crossing(whole.summary, crossing, whole.second, options);
  fold_neighbours(whole.summary, whole.second, options, 1);
  whole.neighbours = settled_neighbours(whole.second);
  return whole;
}

Raster read_raster(const std::string& file) {
  GDALAllRegister();
  const auto dataset = GDALDatasetUniquePtr(GDALDataset::Open(file.c_str(), GDAL_OF_RASTER));
  if (!dataset) throw std::runtime_error("cannot open " + file);
  GDALRasterBand& band = *dataset->GetRasterBand(1);
  Raster raster;
  raster.width = band.GetXSize();
  raster.height = band.GetYSize();
  raster.codes.resize(static_cast<std::size_t>(raster.width * raster.height));
  if (band.RasterIO(GF_Read, 0, 0, band.GetXSize(), band.GetYSize(), raster.codes.data(),
                    band.GetXSize(), band.GetYSize(), GDT_Byte, 0, 0, nullptr) != CE_None)
    throw std::runtime_error("cannot read " + file);
  int has_nodata = 0;
  const double nodata = band.GetNoDataValue(&has_nodata);
  raster.nodata = has_nodata != 0 ? static_cast<int>(nodata) : -1;
  std::array<double, 6> transform{};
  dataset->GetGeoTransform(transform.data());
  raster.cell = {std::abs(transform[1]), std::abs(transform[5])};
  return raster;
}

}  // namespace terrabalance::landscape::test
