#pragma once

#include <string>
#include <vector>

#include "engine/value/grid.hpp"
#include "jobs/gwr/options.hpp"
#include "kernels/gwr/lattice/lattice.hpp"

namespace terrabalance {

/// The layers of a lattice: files on one grid, the response first.
struct LatticeLayers {
  Grid grid;
  std::vector<std::string> sources;  ///< FILE[:BAND]
  std::vector<std::string> paths;    ///< of the files

  gwr::LatticeShape shape() const;
};

/// \throws InputError naming a layer that is missing or lies on another grid
LatticeLayers open_layers(const GwrOptions& options);

/// Some rows of the lattice.
gwr::Lattice read_rows(const LatticeLayers& layers, gwr::Rows rows);

}  // namespace terrabalance
