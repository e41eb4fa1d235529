#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/band_map.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/real_layer.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/report.hpp"
#include "kernels/gwr/lattice_model.hpp"
#include "kernels/gwr/tables.hpp"

namespace terrabalance {
namespace {

/// Widest bandwidth, in cells, that a search tries unless told otherwise.
constexpr double widest_search = 64;

struct Layers {
  Grid grid;
  gwr::Lattice lattice;
  std::vector<std::string> paths;
};

Layers read_layers(const GwrOptions& options) {
  std::map<std::string, std::string> files;
  for (const std::string& text : options.rasters) {
    const auto split = text.find('=');
    if (split == std::string::npos || split == 0)
      throw InputError(fmt::format("--raster '{}' is not of the form NAME=FILE", text));
    files[text.substr(0, split)] = text.substr(split + 1);
  }
  Layers layers;
  const auto read = [&](const std::string& name) {
    const auto file = files.find(name);
    if (file == files.end())
      throw InputError(fmt::format("gwr: no layer is called '{0}'; add --raster {0}=FILE", name));
    RealLayer layer = read_real_layer(file->second);
    if (layers.paths.empty())
      layers.grid = layer.grid;
    else
      require_same_grid(layers.grid, layers.paths.front(), layer.grid, file->second);
    layers.paths.push_back(file->second);
    return std::move(layer.values);
  };
  layers.lattice.response = read(options.response);
  for (const std::string& name : options.predictors)
    layers.lattice.predictors.push_back(read(name));
  layers.lattice.width = static_cast<std::size_t>(layers.grid.width);
  layers.lattice.height = static_cast<std::size_t>(layers.grid.height);
  layers.lattice.cell_width = std::abs(layers.grid.geotransform[1]);
  layers.lattice.cell_height = std::abs(layers.grid.geotransform[5]);
  return layers;
}

gwr::SearchRange range_of(const gwr::Lattice& lattice, const gwr::SearchOptions& options) {
  const double side = std::max(lattice.cell_width, lattice.cell_height);
  const double across = std::hypot(static_cast<double>(lattice.width) * lattice.cell_width,
                                   static_cast<double>(lattice.height) * lattice.cell_height);
  const double low = options.minimum.value_or(2 * side);
  const double high =
      options.maximum.value_or(std::max(std::min(widest_search * side, across), low));
  if (!(low > 0 && low <= high))
    throw InputError("gwr: --bandwidth-min and --bandwidth-max are no range above 0");
  return {low, high};
}

/// Keeps the elements of the valid cells, `width` a cell.
std::vector<double> picked(const std::vector<double>& all, const std::vector<std::size_t>& cells,
                           std::size_t width) {
  std::vector<double> some;
  some.reserve(cells.size() * width);
  for (const std::size_t cell : cells)
    for (std::size_t m = 0; m < width; ++m)
      some.push_back(all[cell * width + m]);
  return some;
}

/// gwr/local of the cells that are valid in every layer, row by row.
Table table_of(const Layers& layers, const gwr::LatticeModel& model, const gwr::LocalFit& all,
               const GwrOptions& options, const gwr::Diagnostics& diagnostics) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < layers.lattice.cells(); ++i)
    if (model.valid(i)) cells.push_back(i);
  gwr::Observations places;
  places.names = options.predictors;
  const auto& g = layers.grid.geotransform;
  for (const std::size_t cell : cells) {
    const std::size_t row = cell / layers.lattice.width;
    const std::size_t column = cell % layers.lattice.width;
    places.x.push_back(g[0] + (static_cast<double>(column) + 0.5) * g[1]);
    places.y.push_back(g[3] + (static_cast<double>(row) + 0.5) * g[5]);
  }
  gwr::LocalFit fit;
  fit.bandwidth = all.bandwidth;
  fit.coefficients = all.coefficients;
  for (const std::size_t cell : cells)
    fit.status.push_back(all.status[cell]);
  fit.fitted = picked(all.fitted, cells, 1);
  fit.residual = picked(all.residual, cells, 1);
  fit.influence = picked(all.influence, cells, 1);
  fit.local_r2 = picked(all.local_r2, cells, 1);
  fit.beta = picked(all.beta, cells, all.coefficients);
  fit.variance = picked(all.variance, cells, all.coefficients);
  fit.sums = all.sums;
  return gwr::local_table(places, fit, gwr::standardise(fit, diagnostics));
}

/// A band a column of gwr/local, for the cells that have a row there.
void write_map(const std::string& folder, const Layers& layers, const gwr::LatticeModel& model,
               const Table& local) {
  std::vector<MapBand> bands;
  for (const Column& column : local.columns) {
    if (column.name == "i" || column.name == "x" || column.name == "y") continue;
    MapBand band{column.name, column.unit, {}};
    band.cells.assign(layers.lattice.cells(), std::numeric_limits<double>::quiet_NaN());
    const auto fill = [&](const auto& values) {
      std::size_t row = 0;
      for (std::size_t cell = 0; cell < layers.lattice.cells(); ++cell) {
        if (model.valid(cell)) band.cells[cell] = static_cast<double>(values[row++]);
      }
    };
    if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) fill(*reals);
    if (const auto* codes = std::get_if<std::vector<std::int64_t>>(&column.values)) fill(*codes);
    bands.push_back(std::move(band));
  }
  write_band_map(folder, "gwr", layers.grid, bands);
}

bool has_valid_cell(const gwr::LatticeModel& model) {
  for (std::size_t i = 0; i < model.lattice().cells(); ++i)
    if (model.valid(i)) return true;
  return false;
}

void refuse_point_options(const GwrOptions& options) {
  if (options.adaptive)
    throw InputError("gwr: on a lattice the bandwidth is a distance; leave out --adaptive");
  if (options.distance == "great-circle")
    throw InputError("gwr: a lattice is measured in the units of its grid; leave out --distance");
  if (options.standardize || !options.predict.empty())
    throw InputError("gwr: --standardize and --predict are for tables of points");
  if (options.multiscale || options.family != "gaussian" || options.stationarity > 0)
    throw InputError("gwr: --multiscale, --family and --stationarity are for tables of points");
}

void regress(Session& session, const GwrOptions& options) {
  refuse_point_options(options);
  const GwrPlan plan = plan_of(options);
  const Layers layers = read_layers(options);
  ResultWriter result(options.output);
  const gwr::LatticeModel model(layers.lattice);
  if (!has_valid_cell(model))
    throw InputError("gwr: no cell is valid in every layer; look at their nodata values");
  const gwr::Rows all{0, layers.lattice.height};
  const auto window = [&](double bandwidth) {
    return gwr::window_of(plan.weights.kernel, bandwidth, layers.lattice.cell_width,
                          layers.lattice.cell_height);
  };
  double bandwidth = plan.bandwidth.value_or(0);
  if (!plan.bandwidth) {
    const gwr::SearchResult found = gwr::search(
        [&](double b) { return gwr::total(model.evaluate(window(b), all, plan.threads)); },
        range_of(layers.lattice, plan.search), false, plan.search);
    bandwidth = found.bandwidth;
    session.say(fmt::format("gwr: bandwidth {} after {} trials", bandwidth, found.trials.size()));
    result.write(gwr::search_table(found, plan.search.criterion));
  }
  const gwr::LocalFit fit = model.fit(plan.weights.kernel, bandwidth, plan.threads);
  const gwr::Diagnostics diagnostics = gwr::diagnose(fit, plan.sigma);
  warn_of_fit(session, fit, diagnostics);
  result.write(gwr::summary_table(diagnostics));
  const Table local = table_of(layers, model, fit, options, diagnostics);
  result.write(local);
  if (!options.maps.empty()) write_map(options.maps, layers, model, local);
  result.write(session.provenance(plan.threads, layers.paths));
  result.commit();
  session.say(fmt::format("result: {}", options.output));
}

}  // namespace

void regress_lattice(Session& session, const GwrOptions& options) {
  session.claim_folder(options.maps);
  session.communicator.together([&] {
    if (session.communicator.is_root()) regress(session, options);
  });
}

}  // namespace terrabalance
