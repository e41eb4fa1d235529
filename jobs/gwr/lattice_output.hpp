#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/archive.hpp"
#include "io/raster/band_map.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/gwr/lattice_layers.hpp"
#include "kernels/gwr/lattice/banded_fit.hpp"

namespace terrabalance {

/// Makes gwr/local of some rows: the cells valid in every layer, row by row, and where they lie.
class LatticeTable {
 public:
  /// \param first_number  of the cells valid in every layer, of the first of the rank's own
  LatticeTable(const LatticeLayers& layers, const gwr::LatticeModel& model,
               const gwr::BandedFit& fit, gwr::Band band, std::vector<std::string> names,
               std::size_t first_number);

  struct Part {
    gwr::Rows rows;                    ///< of the lattice
    std::vector<std::uint32_t> cells;  ///< of the rows, one a row of the table
    Table table;
  };
  /// The table without rows.
  Table header() const;
  /// The next of the rank's own rows, few enough to be held beside all else.
  std::optional<Part> next();

 private:
  const LatticeLayers* layers_;
  const gwr::LatticeModel* model_;
  const gwr::BandedFit* fit_;
  gwr::Band band_;
  std::vector<std::string> names_;
  std::size_t number_;
  std::size_t row_;
};

/// Writes gwr/local of all ranks, and its columns as bands of a map. Collective: the root writes,
/// and holds the table besides its own band and one part of another's.
/// \param result  on the root
/// \param maps    folder, or empty
void write_local(const Communicator& ranks, const LatticeLayers& layers, LatticeTable& own,
                 std::size_t valid_cells, ResultWriter* result, const std::string& maps);

}  // namespace terrabalance
