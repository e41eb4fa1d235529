#include "jobs/raster/overview.hpp"

#include <cstddef>
#include <vector>

#include "io/zones/outlines.hpp"
#include "io/zones/polygon_file.hpp"
#include "jobs/account/frame.hpp"

namespace terrabalance {
namespace {

constexpr std::int32_t highest_code = 65535;

std::vector<std::int32_t> codes_among(const CellSamples::Summary& samples, std::size_t layers) {
  std::vector<bool> seen(highest_code + 1);
  for_each_sample(samples, layers, [&](std::int32_t, std::int32_t, const auto& sample) {
    for (const std::uint16_t code : sample) {
      if (code != CellSamples::no_data) seen[code] = true;
    }
  });
  std::vector<std::int32_t> codes;
  for (std::int32_t code = 0; code <= highest_code; ++code) {
    if (seen[static_cast<std::size_t>(code)]) codes.push_back(code);
  }
  return codes;
}

/// The number of a code's class in an overview, by code; 0: none.
std::vector<Overview::Cell> numbers_of(const std::vector<std::int32_t>& codes,
                                       const ClassLookup& lookup) {
  std::vector<Overview::Cell> numbers(highest_code + 1);
  for (const std::int32_t code : codes) {
    numbers[static_cast<std::size_t>(code)] =
        static_cast<Overview::Cell>(lookup.index_of(code) + 1);
  }
  return numbers;
}

Grid grid_of_samples(const Grid& grid, const SampleGrid& samples) {
  Grid coarse{samples.width, samples.height, grid.geotransform, grid.crs};
  for (const std::size_t k : {std::size_t{1}, std::size_t{2}, std::size_t{4}, std::size_t{5}})
    coarse.geotransform.at(k) *= static_cast<double>(samples.step);
  return coarse;
}

std::vector<ZoneOutline> outlines(const RasterScene& scene, const Grid& coarse,
                                  const SampleGrid& samples, const CellSamples::Summary& cells) {
  const Zones& zones = scene.stack.zones();
  if (scene.study.zones && is_vector_file(scene.study.zones->path)) {
    const double half_a_sample = static_cast<double>(samples.step) / 2;
    return outlines_of(*scene.study.zones, scene.stack.grid(), half_a_sample);
  }
  std::vector<std::int32_t> raster(static_cast<std::size_t>(coarse.cells()));
  for_each_sample(cells, scene.study.land_use.size(),
                  [&](std::int32_t place, std::int32_t zone, const auto&) {
                    raster[static_cast<std::size_t>(place)] = zone;
                  });
  return outlines_of(raster, coarse, zones);
}

}  // namespace

SampleGrid overview_samples(const Grid& grid) {
  constexpr std::int64_t longest_side = 600;
  return SampleGrid::of(grid, longest_side);
}

Overview make_overview(const RasterScene& scene, const CellSamples::Summary& samples) {
  const SampleGrid sampled = overview_samples(scene.stack.grid());
  const std::size_t layers = scene.study.land_use.size();
  const auto codes = codes_among(samples, layers);
  const ClassLookup lookup = lookup_for(scene.study.legend, codes);
  const auto number = numbers_of(codes, lookup);
  Overview overview;
  overview.grid = grid_of_samples(scene.stack.grid(), sampled);
  overview.classes = lookup.classes;
  for (const YearFile& layer : scene.study.land_use)
    overview.years.push_back(layer.year);
  const auto cells = static_cast<std::size_t>(overview.grid.cells());
  overview.land_use.resize(overview.years.size() * cells);
  for_each_sample(samples, layers, [&](std::int32_t place, std::int32_t, const auto& sample) {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      if (sample[layer] == CellSamples::no_data) continue;
      overview.land_use[layer * cells + static_cast<std::size_t>(place)] = number[sample[layer]];
    }
  });
  overview.zones = outlines(scene, overview.grid, sampled, samples);
  return overview;
}

}  // namespace terrabalance
