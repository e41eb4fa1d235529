#include "jobs/detect/raster.hpp"

#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/raster/real_stack.hpp"
#include "jobs/detect/raster_cuts.hpp"
#include "jobs/detect/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"
#include "kernels/detector/raster_strata.hpp"

namespace terrabalance {
namespace {

using namespace detector;

/// Files of the response and the factors, in this order.
std::vector<std::string> files_of(const DetectOptions& options) {
  std::map<std::string, std::string> files;
  for (const auto& text : options.rasters) {
    const auto split = text.find('=');
    if (split == std::string::npos || split == 0) {
      throw InputError(fmt::format("--raster '{}' is not of the form NAME=FILE", text));
    }
    files[text.substr(0, split)] = text.substr(split + 1);
  }
  std::vector<std::string> names{options.response};
  names.insert(names.end(), options.factors.begin(), options.factors.end());
  std::vector<std::string> paths;
  std::set<std::string> seen;
  for (const auto& name : names) {
    const auto found = files.find(name);
    if (found == files.end()) {
      throw InputError(fmt::format("no layer is called '{0}'; add --raster {0}=FILE", name));
    }
    if (!seen.insert(name).second) throw InputError(fmt::format("{} is named twice", name));
    paths.push_back(found->second);
  }
  return paths;
}

std::string stratum_name(const RasterCut& cut, const LayerProfile::Layer& layer, std::size_t k) {
  if (!cut.method) return fmt::format("{}", layer.distinct[k]);
  const std::string lower = k == 0 ? "-inf" : fmt::format("{}", cut.breaks[k - 1]);
  return k == cut.breaks.size() ? fmt::format("({}, inf)", lower)
                                : fmt::format("({}, {}]", lower, cut.breaks[k]);
}

DetectorGroups groups_of(const DetectOptions& options, const LayerProfile::Summary& profile,
                         const StratumSums& kernel, const StratumSums::Summary& sums,
                         const std::vector<RasterCut>& cuts) {
  DetectorGroups groups;
  groups.total = kernel.group(sums[0]);
  for (std::size_t a = 0; a < kernel.factors(); ++a) {
    auto [numbers, strata] = occupied_strata(kernel, sums, a);
    DetectorGroups::Factor factor{options.factors[a], cuts[a].name(), {}, std::move(strata)};
    for (const std::size_t h : numbers)
      factor.strata.push_back(stratum_name(cuts[a], profile.layers[a + 1], h));
    groups.factors.push_back(std::move(factor));
    for (std::size_t b = a + 1; b < kernel.factors(); ++b) {
      DetectorGroups::Pair pair{a, b, {}};
      for (std::size_t h = 0; h < kernel.strata(a) * kernel.strata(b); ++h) {
        const auto& both = sums[kernel.pair_place(a, b) + h];
        if (both.cells > 0) pair.groups.push_back(kernel.group(both));
      }
      groups.pairs.push_back(std::move(pair));
    }
  }
  return groups;
}

void check(const LayerProfile::Summary& profile, const std::vector<std::string>& paths) {
  if (profile.cells < 3) {
    throw InputError(
        fmt::format("{} cells have a value in every layer; at least 3 are needed: "
                    "look at the layers' nodata values",
                    profile.cells));
  }
  for (std::size_t k = 0; k < paths.size(); ++k) {
    const auto& layer = profile.layers[k];
    if (std::isinf(layer.least) || std::isinf(layer.most)) {
      throw InputError(fmt::format(
          "{}: has infinite cells; declare them nodata, for instance with gdal_calc.py", paths[k]));
    }
    if (layer.least == layer.most) {
      throw InputError(
          fmt::format("{}: is {} everywhere; a layer that does not vary explains nothing and "
                      "has nothing to be explained",
                      paths[k], layer.least));
    }
  }
}

}  // namespace

void detect_rasters(Session& session, const DetectOptions& options) {
  const int threads = options.threads.value_or(default_threads());
  if (options.permutations > 0) {
    throw InputError("--permutations is for tables: p of q of cells is the noncentral F's");
  }
  const auto paths = files_of(options);
  const RealStack stack(paths);
  const CellSweeps swept{session, stack, threads};
  const auto profile = swept(LayerProfile());
  check(profile, paths);
  const auto cuts = raster_cuts(swept, options, profile);
  const StratumSums kernel = stratum_sums(profile, cuts, true);
  const auto sums = swept(kernel);
  session.communicator.together([&] {
    if (!session.communicator.is_root()) return;
    const auto tables = detector_tables(session, groups_of(options, profile, kernel, sums, cuts));
    write_result(session, options.output, tables, paths, threads);
  });
}

}  // namespace terrabalance
