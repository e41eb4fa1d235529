#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/sweep/sweep.hpp"
#include "io/raster/real_stack.hpp"
#include "jobs/detect/stratify.hpp"
#include "jobs/session.hpp"
#include "kernels/detector/raster_strata.hpp"

/// \file
/// Where the layers of rasters are cut into strata. Layer 0 is the response, layer f + 1 factor f.
namespace terrabalance {

/// Sweeps kernels over the cells of layers.
struct CellSweeps {
  Session& session;
  const RealStack& stack;
  int threads;

  /// \return the summary of all tiles, on every rank
  template <class Kernel>
  typename Kernel::Summary operator()(const Kernel& kernel) const {
    typename Kernel::Summary summary;
    std::tie(summary) =
        sweep(session.runtime(threads, "detect"), stack.partition(std::nullopt), stack, kernel);
    session.communicator.broadcast(summary);
    return summary;
  }
};

/// One way to cut a factor.
struct RasterCut {
  std::size_t factor = 0;
  std::optional<detector::Method> method;  ///< none: few whole numbers, strata as they are
  std::size_t classes = 0;
  std::vector<double> breaks;

  std::string name() const;
};

/// The cut of every factor, in the order of the factors: as asked for, or the optimal one. Sweeps
/// the layers for what the methods look at, and once more to compare candidates.
/// \param profile of all layers, which vary
/// \throws InputError naming option or factor
std::vector<RasterCut> raster_cuts(const CellSweeps& swept, const DetectOptions& options,
                                   const detector::LayerProfile::Summary& profile);

/// The kernel that counts the strata of such cuts.
detector::StratumSums stratum_sums(const detector::LayerProfile::Summary& profile,
                                   const std::vector<RasterCut>& cuts, bool pairs);

/// The strata of a factor that have cells, and which they are.
struct OccupiedStrata {
  std::vector<std::size_t> number;
  std::vector<detector::Group> groups;
};
OccupiedStrata occupied_strata(const detector::StratumSums& kernel,
                               const detector::StratumSums::Summary& sums, std::size_t factor);

}  // namespace terrabalance
