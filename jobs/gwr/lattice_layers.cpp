#include "jobs/gwr/lattice_layers.hpp"

#include <cmath>
#include <cstdint>
#include <map>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/real_layer.hpp"
#include "kernels/gwr/observations.hpp"

namespace terrabalance {
namespace {

std::map<std::string, std::string> files_by_name(const GwrOptions& options) {
  std::map<std::string, std::string> files;
  for (const std::string& text : options.rasters) {
    const auto split = text.find('=');
    if (split == std::string::npos || split == 0)
      throw InputError(fmt::format("--raster '{}' is not of the form NAME=FILE", text));
    files[text.substr(0, split)] = text.substr(split + 1);
  }
  return files;
}

}  // namespace

gwr::LatticeShape LatticeLayers::shape() const {
  return {static_cast<std::size_t>(grid.width), static_cast<std::size_t>(grid.height),
          std::abs(grid.geotransform[1]), std::abs(grid.geotransform[5])};
}

LatticeLayers open_layers(const GwrOptions& options) {
  const auto files = files_by_name(options);
  LatticeLayers layers;
  const auto open = [&](const std::string& name) {
    const auto file = files.find(name);
    if (file == files.end())
      throw InputError(fmt::format("gwr: no layer is called '{0}'; add --raster {0}=FILE", name));
    const Grid grid = grid_of_layer(file->second);
    if (layers.sources.empty())
      layers.grid = grid;
    else
      require_same_grid(layers.grid, layers.paths.front(), grid, file->second);
    layers.sources.push_back(file->second);
    layers.paths.push_back(file_of_layer(file->second));
  };
  open(options.response);
  for (const std::string& name : options.predictors)
    open(name);
  return layers;
}

gwr::Lattice read_rows(const LatticeLayers& layers, gwr::Rows rows) {
  const gwr::LatticeShape shape = layers.shape();
  gwr::Lattice lattice{shape.width, rows.count(), shape.cell_width, shape.cell_height,
                       {},          {},           rows.first};
  for (std::size_t i = 0; i < layers.sources.size(); ++i) {
    auto values = read_real_rows(layers.sources[i], static_cast<std::int64_t>(rows.first),
                                 static_cast<std::int64_t>(rows.count()));
    gwr::require_moderate(values, layers.sources[i]);
    if (i == 0)
      lattice.response = std::move(values);
    else
      lattice.predictors.push_back(std::move(values));
  }
  return lattice;
}

}  // namespace terrabalance
