#include "jobs/detect/raster.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "io/raster/real_stack.hpp"
#include "jobs/detect/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"
#include "kernels/detector/raster_strata.hpp"
#include "kernels/statistics/breaks.hpp"

namespace terrabalance {
namespace {

using namespace detector;

/// How a factor is cut.
struct Cut {
  enum class Kind { codes, equal, quantile } kind = Kind::codes;
  std::size_t classes = 0;
  std::string text = "as given";
};

Cut parse_cut(const std::string& spec) {
  for (const auto& [word, kind] :
       {std::pair{"equal:", Cut::Kind::equal}, std::pair{"quantile:", Cut::Kind::quantile}}) {
    if (!spec.starts_with(word)) continue;
    std::size_t classes = 0;
    const char* const end = spec.data() + spec.size();
    const auto [rest, error] =
        std::from_chars(spec.data() + std::string_view(word).size(), end, classes);
    if (error == std::errc() && rest == end && classes >= 2 && classes <= 1000) {
      return {kind, classes, spec};
    }
  }
  throw InputError(fmt::format(
      "--discretize {}: of rasters, equal:K and quantile:K (2 to 1000 classes), each also as "
      "FACTOR=...; layers of few integers are strata as they are",
      spec));
}

std::vector<Cut> cuts_of(const DetectOptions& options) {
  std::vector<Cut> cuts;
  for (const auto& factor : options.factors) {
    std::optional<Cut> own;
    std::optional<Cut> general;
    for (const auto& entry : options.discretize) {
      const auto equals = entry.find('=');
      if (equals == std::string::npos) general = parse_cut(entry);
      if (equals == factor.size() && entry.starts_with(factor)) {
        own = parse_cut(entry.substr(equals + 1));
      }
    }
    cuts.push_back(own ? *own : general.value_or(Cut{}));
  }
  return cuts;
}

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

/// One kernel over all tiles; its summary on every rank.
template <class Kernel>
typename Kernel::Summary swept(Session& session, const RealStack& stack, int threads,
                               const Kernel& kernel) {
  typename Kernel::Summary summary;
  std::tie(summary) =
      sweep(session.runtime(threads, "detect"), stack.partition(std::nullopt), stack, kernel);
  session.communicator.broadcast(summary);
  return summary;
}

struct Ranks {
  std::size_t below;
  double share;
};

/// Places of the inner quantiles, type 7, among n values.
std::vector<Ranks> quantile_ranks(std::int64_t n, std::size_t classes) {
  std::vector<Ranks> ranks;
  for (std::size_t k = 1; k < classes; ++k) {
    const double h =
        static_cast<double>(n - 1) * static_cast<double>(k) / static_cast<double>(classes);
    const auto below = static_cast<std::size_t>(h);
    ranks.push_back({below, h - static_cast<double>(below)});
  }
  return ranks;
}

/// The half that a rank falls in, and the rank within it.
std::pair<std::uint16_t, std::size_t> find_half(const std::vector<std::int64_t>& counts,
                                                std::size_t rank) {
  std::size_t half = 0;
  while (rank >= static_cast<std::size_t>(counts[half])) {
    rank -= static_cast<std::size_t>(counts[half]);
    ++half;
  }
  return {static_cast<std::uint16_t>(half), rank};
}

/// Inner bounds of the factors that are cut by quantiles, by two sweeps. [layer]
std::vector<std::vector<double>> quantiles(Session& session, const RealStack& stack, int threads,
                                           const std::vector<Cut>& cuts, std::int64_t cells) {
  std::vector<bool> looked_at{false};
  for (const Cut& cut : cuts)
    looked_at.push_back(cut.kind == Cut::Kind::quantile);
  std::vector<std::vector<double>> breaks(looked_at.size());
  if (std::ranges::find(looked_at, true) == looked_at.end()) return breaks;
  const auto upper = swept(session, stack, threads, OrderCounts(looked_at));
  std::vector<std::vector<std::uint16_t>> wanted(looked_at.size());
  const auto last = static_cast<std::size_t>(cells - 1);
  const auto note = [&](std::size_t layer, std::size_t rank) {
    const auto half = find_half(upper[layer][0], std::min(rank, last)).first;
    if (std::ranges::find(wanted[layer], half) == wanted[layer].end()) {
      wanted[layer].push_back(half);
    }
  };
  for (std::size_t k = 1; k < looked_at.size(); ++k) {
    if (!looked_at[k]) continue;
    for (const Ranks& rank : quantile_ranks(cells, cuts[k - 1].classes)) {
      note(k, rank.below);
      note(k, rank.below + 1);
    }
  }
  const auto lower = swept(session, stack, threads, OrderCounts(wanted));
  for (std::size_t k = 1; k < looked_at.size(); ++k) {
    if (!looked_at[k]) continue;
    const auto at = [&](std::size_t rank) {
      const auto [half, within] = find_half(upper[k][0], std::min(rank, last));
      const auto w =
          static_cast<std::size_t>(std::ranges::find(wanted[k], half) - wanted[k].begin());
      return static_cast<double>(value_of_halves(half, find_half(lower[k][w], within).first));
    };
    for (const Ranks& rank : quantile_ranks(cells, cuts[k - 1].classes)) {
      const double a = at(rank.below);
      breaks[k].push_back(a + rank.share * (at(rank.below + 1) - a));
    }
  }
  return breaks;
}

std::vector<double> code_breaks(const LayerProfile::Layer& layer, const std::string& name) {
  const bool whole = std::ranges::all_of(
      layer.distinct, [](float value) { return value == std::nearbyint(value); });
  if (layer.many || !whole) {
    throw InputError(fmt::format(
        "factor {} is continuous (or has more than {} codes); cut it with --discretize quantile:K "
        "or equal:K",
        name, LayerProfile::most_distinct));
  }
  return {layer.distinct.begin(), layer.distinct.end() - 1};
}

/// Inner bounds by factor, without those that coincide or lie beyond the values.
std::vector<std::vector<double>> breaks_of(Session& session, const DetectOptions& options,
                                           const RealStack& stack, int threads,
                                           const LayerProfile::Summary& profile) {
  const auto cuts = cuts_of(options);
  auto all = quantiles(session, stack, threads, cuts, profile.cells);
  all.erase(all.begin());  // the response has none
  for (std::size_t f = 0; f < cuts.size(); ++f) {
    const auto& layer = profile.layers[f + 1];
    const double least = layer.least;
    const double most = layer.most;
    if (cuts[f].kind == Cut::Kind::codes) all[f] = code_breaks(layer, options.factors[f]);
    if (cuts[f].kind == Cut::Kind::equal) {
      all[f] = equal_breaks(std::vector<double>{least, most}, cuts[f].classes);
    }
    auto& breaks = all[f];
    breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
    std::erase_if(breaks, [&](double b) { return b < least || b >= most; });
  }
  return all;
}

std::string stratum_name(const Cut& cut, const LayerProfile::Layer& layer,
                         const std::vector<double>& breaks, std::size_t k) {
  if (cut.kind == Cut::Kind::codes) return fmt::format("{}", layer.distinct[k]);
  const std::string lower = k == 0 ? "-inf" : fmt::format("{}", breaks[k - 1]);
  return k == breaks.size() ? fmt::format("({}, inf)", lower)
                            : fmt::format("({}, {}]", lower, breaks[k]);
}

DetectorGroups groups_of(const DetectOptions& options, const LayerProfile::Summary& profile,
                         const StratumSums& kernel, const StratumSums::Summary& sums,
                         const std::vector<std::vector<double>>& breaks) {
  const auto cuts = cuts_of(options);
  DetectorGroups groups;
  groups.total = kernel.group(sums[0]);
  for (std::size_t a = 0; a < kernel.factors(); ++a) {
    DetectorGroups::Factor factor{options.factors[a], cuts[a].text, {}, {}};
    for (std::size_t h = 0; h < kernel.strata(a); ++h) {
      const auto& stratum = sums[kernel.place(a) + h];
      if (stratum.cells == 0) continue;
      factor.strata.push_back(stratum_name(cuts[a], profile.layers[a + 1], breaks[a], h));
      factor.groups.push_back(kernel.group(stratum));
    }
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
  cuts_of(options);  // its checks
  const RealStack stack(paths);
  const auto profile = swept(session, stack, threads, LayerProfile());
  check(profile, paths);
  const auto breaks = breaks_of(session, options, stack, threads, profile);
  const double least = profile.layers[0].least;
  const double most = profile.layers[0].most;
  const StratumSums kernel((least + most) / 2, (most - least) / 2, breaks);
  const auto sums = swept(session, stack, threads, kernel);
  session.communicator.together([&] {
    if (!session.communicator.is_root()) return;
    const auto tables = detector_tables(session, groups_of(options, profile, kernel, sums, breaks));
    write_result(session, options.output, tables, paths, threads);
  });
}

}  // namespace terrabalance
