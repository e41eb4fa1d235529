#include "jobs/pattern/lattice.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <functional>
#include <tuple>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/archive.hpp"
#include "engine/value/error.hpp"
#include "io/raster/band_map.hpp"
#include "io/raster/real_layer.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"
#include "kernels/pattern/lattice.hpp"

namespace terrabalance {
namespace {

using pattern::Footprint;

Footprint footprint_of(const std::string& weights) {
  if (weights == "queen") return Footprint::queen();
  if (weights == "rook") return Footprint::rook();
  if (weights.starts_with("radius:")) {
    double radius = 0;
    const char* const end = weights.data() + weights.size();
    const auto [rest, error] = std::from_chars(weights.data() + 7, end, radius);
    if (error == std::errc() && rest == end) return Footprint::disc(radius);
  }
  throw InputError(fmt::format(
      "--weights {}: of rasters, they are queen, rook or radius:CELLS (1 to 100)", weights));
}

/// A layer of the command line, NAME=FILE or FILE.
struct NamedFile {
  std::string name;
  std::string file;
};

NamedFile named_file(const std::string& text) {
  const auto split = text.find('=');
  if (split == 0) throw InputError(fmt::format("--raster '{}': give it as NAME=FILE", text));
  return split == std::string::npos ? NamedFile{text, text}
                                    : NamedFile{text.substr(0, split), text.substr(split + 1)};
}

/// Rows of this rank.
pattern::LatticeRows own_rows(const Communicator& ranks, std::size_t height) {
  const auto rank = static_cast<std::size_t>(ranks.rank());
  const auto size = static_cast<std::size_t>(ranks.size());
  return {height * rank / size, height * (rank + 1) / size};
}

/// The ranks' rows one below the other, on the root.
std::vector<double> gather(const Communicator& ranks, std::vector<double> own) {
  if (!ranks.is_root()) {
    ranks.send(0, to_bytes(own));
    return {};
  }
  for (int rank = 1; rank < ranks.size(); ++rank) {
    const auto more = from_bytes<std::vector<double>>(ranks.receive(rank));
    own.insert(own.end(), more.begin(), more.end());
  }
  return own;
}

double count_if(const std::vector<double>& values, const std::function<bool(double)>& is) {
  return static_cast<double>(std::ranges::count_if(values, is));
}

/// Rows of pattern/lattice.
struct Summary {
  std::vector<std::string> variable, statistic;
  std::vector<double> value;

  void add(const std::string& of, const std::string& what, double number) {
    variable.push_back(of);
    statistic.push_back(what);
    value.push_back(number);
  }
};

struct LatticeMaps {
  std::vector<double> gi_star_z, moran_i, moran_z, p;
};

void summarise(Summary& rows, const std::string& name, const pattern::LatticePattern& lattice,
               const LatticeMaps& maps) {
  const auto n = static_cast<double>(lattice.cells());
  rows.add(name, "cells", n);
  rows.add(name, "islands", n - count_if(maps.moran_i, [](double v) { return !std::isnan(v); }));
  rows.add(name, "mean", lattice.mean());
  rows.add(name, "moran_i", pattern::moran_of_lattice(maps.moran_i));
  rows.add(name, "moran_e", -1 / (n - 1));
  for (const auto& [level, z] : {std::pair{90, 1.65}, std::pair{95, 1.96}, std::pair{99, 2.58}}) {
    const double limit = z;
    rows.add(name, fmt::format("hot_{}", level),
             count_if(maps.gi_star_z, [limit](double v) { return v >= limit; }));
    rows.add(name, fmt::format("cold_{}", level),
             count_if(maps.gi_star_z, [limit](double v) { return v <= -limit; }));
  }
  if (maps.p.empty()) return;
  rows.add(name, "p_perm_05", count_if(maps.p, [](double v) { return v <= 0.05; }));
}

std::vector<MapBand> bands_of(LatticeMaps maps) {
  std::vector<MapBand> bands;
  bands.push_back({"gi_star_z", "1", std::move(maps.gi_star_z)});
  bands.push_back({"moran_i", "1", std::move(maps.moran_i)});
  bands.push_back({"moran_z", "1", std::move(maps.moran_z)});
  if (!maps.p.empty()) bands.push_back({"p_perm", "1", std::move(maps.p)});
  return bands;
}

std::string file_name(std::string name) {
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != '-'; }, '_');
  return "pattern_" + name;
}

}  // namespace

void pattern_of_rasters(Session& session, const PatternOptions& options) {
  const Communicator& ranks = session.communicator;
  const int threads = options.threads.value_or(default_threads());
  const Footprint footprint = footprint_of(options.weights);
  Summary rows;
  std::vector<std::string> files;
  session.claim_folder(options.maps);
  for (const auto& text : options.rasters) {
    const NamedFile from = named_file(text);
    LatticeMaps maps;
    // Every rank reads the layer for itself; what fails on one fails on all.
    auto [grid, lattice, own] = ranks.together([&] {
      RealLayer layer = read_real_layer(from.file);
      const auto width = static_cast<std::size_t>(layer.grid.width);
      const auto height = static_cast<std::size_t>(layer.grid.height);
      pattern::LatticePattern found(width, height, layer.values, footprint, from.name);
      const auto share = own_rows(ranks, height);
      auto local = found.local(share, threads);
      maps = {std::move(local.gi_star_z), std::move(local.moran_i), std::move(local.moran_z), {}};
      return std::tuple(layer.grid, std::move(found), share);
    });
    if (options.permutations > 0) {
      maps.p = lattice.permutation_p(own, options.permutations, options.seed, threads);
    }
    for (auto* map : {&maps.gi_star_z, &maps.moran_i, &maps.moran_z, &maps.p})
      *map = gather(ranks, std::move(*map));
    files.push_back(file_of_layer(from.file));
    const Grid& whole = grid;
    const auto& found = lattice;
    ranks.together([&] {
      if (!ranks.is_root()) return;
      summarise(rows, from.name, found, maps);
      if (options.maps.empty()) return;
      write_band_map(options.maps, file_name(from.name), whole, bands_of(std::move(maps)));
      session.say(fmt::format("map: {}/{}.tif", options.maps, file_name(from.name)));
    });
  }
  ranks.together([&] {
    if (!ranks.is_root()) return;
    const std::size_t count = rows.value.size();
    const Table table{
        "pattern/lattice",
        "Spatial association of the cells of rasters",
        {labels("variable", "", std::move(rows.variable)),
         labels("weights", "", std::vector<std::string>(count, options.weights)),
         labels("statistic",
                "cells with a value; islands: without neighbours; hot_, cold_LEVEL: cells with |z| "
                "of Gi* beyond 1.65, 1.96, 2.58; p_perm_05: pseudo p <= 0.05",
                std::move(rows.statistic)),
         reals("value", "1", "", std::move(rows.value))}};
    write_result(session, options.output, {table}, files, threads);
  });
}

}  // namespace terrabalance
