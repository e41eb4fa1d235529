#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/table/csv_share.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/session.hpp"
#include "kernels/gwr/observations.hpp"
#include "kernels/gwr/spread/point_grid.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance {

/// The rows that this rank reads and writes.
struct OwnRows {
  std::string path;
  gwr::Observations values;
  std::int64_t first = 0;
  std::vector<std::int64_t> firsts;  ///< of every rank, and the number of rows in all

  int rank_of(std::int64_t row) const;
};

/// Reads this rank's rows of the CSV. Collective. \throws InputError naming file, line and column
OwnRows read_rows(const GwrOptions& options, const CsvShare& share, const Communicator& ranks);

/// Looks at the rows of all ranks: says what is missing or constant, and counts the complete ones
/// by cell. Collective. \throws InputError if no row is complete
gwr::PointGrid survey(Session& session, const OwnRows& rows, const gwr::Team& team,
                      gwr::Metric metric);

}  // namespace terrabalance
