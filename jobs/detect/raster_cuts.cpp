#include "jobs/detect/raster_cuts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/detect/discretisation.hpp"
#include "kernels/detector/layer_histogram.hpp"
#include "kernels/statistics/breaks.hpp"

namespace terrabalance {
namespace {

using namespace detector;

bool is_codes(const LayerProfile::Layer& layer) {
  return !layer.many && std::ranges::all_of(layer.distinct, [](float value) {
    return value == std::nearbyint(value);
  });
}

/// Every method and number of classes that `optimal` tries, in its order.
void add_candidates(std::vector<RasterCut>& cuts, std::size_t factor, const Discretisation& how,
                    bool positive) {
  if (!how.optimal) {
    cuts.push_back({factor, how.method, how.classes, {}});
    return;
  }
  for (const Method method : all_methods) {
    if (method == Method::geometric && !positive) continue;
    for (std::size_t classes = how.classes; classes <= how.most; ++classes)
      cuts.push_back({factor, method, classes, {}});
  }
}

std::vector<RasterCut> candidates(Session& session, const DetectOptions& options,
                                  const LayerProfile::Summary& profile) {
  const DiscretisationOptions asked(options.discretize, options.factors);
  std::vector<RasterCut> cuts;
  for (std::size_t f = 0; f < options.factors.size(); ++f) {
    const auto& layer = profile.layers[f + 1];
    auto how = asked.named[f];
    if (!how && is_codes(layer)) {
      cuts.push_back({f, std::nullopt, 0, {layer.distinct.begin(), layer.distinct.end() - 1}});
      continue;
    }
    if (!how) how = asked.general;
    if (!how) {
      how = default_discretisation();
      warn_of_optimal(session, options.factors[f]);
    }
    add_candidates(cuts, f, *how, layer.least > 0);
  }
  return cuts;
}

/// For each layer, whether one of the methods is used for it.
std::vector<bool> layers_cut_by(const std::vector<RasterCut>& cuts, std::size_t layers,
                                std::initializer_list<Method> methods) {
  std::vector<bool> wanted(layers, false);
  for (const RasterCut& cut : cuts) {
    if (cut.method && std::ranges::find(methods, *cut.method) != methods.end()) {
      wanted[cut.factor + 1] = true;
    }
  }
  return wanted;
}

/// Place of an inner quantile, type 7, among n values.
struct Rank {
  std::size_t below;
  double share;
};

std::vector<Rank> quantile_ranks(std::int64_t n, std::size_t classes) {
  std::vector<Rank> ranks;
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

/// Exact order statistics of layers, by two sweeps: the upper halves of the values' bits, then the
/// lower halves where one of the ranks falls.
class OrderStatistics {
 public:
  OrderStatistics(const CellSweeps& swept, const std::vector<RasterCut>& cuts,
                  const std::vector<bool>& layers, std::int64_t cells)
      : last_(static_cast<std::size_t>(cells - 1)),
        upper_(swept(OrderCounts(layers))),
        wanted_(layers.size()) {
    for (const RasterCut& cut : cuts) {
      if (cut.method != Method::quantile) continue;
      for (const Rank& rank : quantile_ranks(cells, cut.classes)) {
        note(cut.factor + 1, rank.below);
        note(cut.factor + 1, rank.below + 1);
      }
    }
    lower_ = swept(OrderCounts(wanted_));
  }

  double at(std::size_t layer, std::size_t rank) const {
    const auto [half, within] = find_half(upper_[layer][0], std::min(rank, last_));
    const auto& wanted = wanted_[layer];
    const auto w = static_cast<std::size_t>(std::ranges::find(wanted, half) - wanted.begin());
    return static_cast<double>(value_of_halves(half, find_half(lower_[layer][w], within).first));
  }

 private:
  void note(std::size_t layer, std::size_t rank) {
    const auto half = find_half(upper_[layer][0], std::min(rank, last_)).first;
    auto& wanted = wanted_[layer];
    if (std::ranges::find(wanted, half) == wanted.end()) wanted.push_back(half);
  }

  std::size_t last_;
  OrderCounts::Summary upper_;
  std::vector<std::vector<std::uint16_t>> wanted_;
  OrderCounts::Summary lower_;
};

void cut_by_quantiles(const CellSweeps& swept, std::vector<RasterCut>& cuts, std::size_t layers,
                      std::int64_t cells) {
  const auto wanted = layers_cut_by(cuts, layers, {Method::quantile});
  if (std::ranges::find(wanted, true) == wanted.end()) return;
  const OrderStatistics values(swept, cuts, wanted, cells);
  for (RasterCut& cut : cuts) {
    if (cut.method != Method::quantile) continue;
    for (const Rank& rank : quantile_ranks(cells, cut.classes)) {
      const double a = values.at(cut.factor + 1, rank.below);
      const double b = values.at(cut.factor + 1, rank.below + 1);
      cut.breaks.push_back(a + rank.share * (b - a));
    }
  }
}

void cut_by_histogram(const CellSweeps& swept, std::vector<RasterCut>& cuts,
                      const std::vector<LayerProfile::Layer>& layers) {
  const auto wanted = layers_cut_by(cuts, layers.size(), {Method::natural, Method::deviation});
  if (std::ranges::find(wanted, true) == wanted.end()) return;
  std::vector<std::optional<LayerHistogram::Range>> ranges(layers.size());
  for (std::size_t k = 0; k < layers.size(); ++k) {
    if (wanted[k]) ranges[k] = {layers[k].least, layers[k].most};
  }
  const LayerHistogram kernel(std::move(ranges));
  const auto summary = swept(kernel);
  for (RasterCut& cut : cuts) {
    const std::size_t layer = cut.factor + 1;
    if (cut.method == Method::natural) {
      cut.breaks = LayerHistogram::natural(summary[layer], cut.classes);
    } else if (cut.method == Method::deviation) {
      cut.breaks = deviation_breaks(kernel.spread(summary, layer), cut.classes);
    }
  }
}

void cut_by_range(std::vector<RasterCut>& cuts, const std::vector<LayerProfile::Layer>& layers,
                  const std::vector<std::string>& names) {
  for (RasterCut& cut : cuts) {
    const auto& layer = layers[cut.factor + 1];
    const std::vector<double> range{layer.least, layer.most};
    if (cut.method == Method::equal) cut.breaks = equal_breaks(range, cut.classes);
    if (cut.method == Method::geometric) {
      cut.breaks = geometric_breaks(range, cut.classes, names[cut.factor]);
    }
  }
}

/// Breaks that coincide or lie beyond the values leave empty classes.
void tidy(RasterCut& cut, const LayerProfile::Layer& layer) {
  auto& breaks = cut.breaks;
  breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
  std::erase_if(breaks, [&](double b) { return b < layer.least || b >= layer.most; });
}

/// Of every factor the candidate with the highest q; of equal ones the first.
std::vector<RasterCut> best_of(const CellSweeps& swept, const std::vector<RasterCut>& cuts,
                               const DetectOptions& options, const LayerProfile::Summary& profile) {
  if (cuts.size() == options.factors.size()) return cuts;
  const StratumSums kernel = stratum_sums(profile, cuts, false);
  const auto sums = swept(kernel);
  const double total = kernel.group(sums[0]).squares;
  std::vector<std::optional<RasterCut>> best(options.factors.size());
  std::vector<double> highest(options.factors.size(), -1);
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    const auto groups = occupied_strata(kernel, sums, c).groups;
    if (groups.size() < 2 || static_cast<std::int64_t>(groups.size()) >= profile.cells) continue;
    const double q = q_statistic(groups, total);
    if (!(q > highest[cuts[c].factor])) continue;
    highest[cuts[c].factor] = q;
    best[cuts[c].factor] = cuts[c];
  }
  std::vector<RasterCut> chosen;
  for (std::size_t f = 0; f < best.size(); ++f) {
    if (!best[f]) {
      throw InputError(fmt::format(
          "factor {} cannot be cut into fewer classes than there are cells", options.factors[f]));
    }
    chosen.push_back(std::move(*best[f]));
  }
  return chosen;
}

}  // namespace

std::string RasterCut::name() const {
  return method ? name_of(*method, classes) : "as given";
}

std::vector<RasterCut> raster_cuts(const CellSweeps& swept, const DetectOptions& options,
                                   const LayerProfile::Summary& profile) {
  auto cuts = candidates(swept.session, options, profile);
  cut_by_range(cuts, profile.layers, options.factors);
  cut_by_quantiles(swept, cuts, profile.layers.size(), profile.cells);
  cut_by_histogram(swept, cuts, profile.layers);
  for (RasterCut& cut : cuts)
    tidy(cut, profile.layers[cut.factor + 1]);
  return best_of(swept, cuts, options, profile);
}

StratumSums stratum_sums(const LayerProfile::Summary& profile, const std::vector<RasterCut>& cuts,
                         bool pairs) {
  const double least = profile.layers[0].least;
  const double most = profile.layers[0].most;
  std::vector<CutLayer> factors;
  for (const RasterCut& cut : cuts)
    factors.push_back({cut.factor + 1, cut.breaks});
  return {(least + most) / 2, (most - least) / 2, std::move(factors), pairs};
}

OccupiedStrata occupied_strata(const StratumSums& kernel, const StratumSums::Summary& sums,
                               std::size_t factor) {
  OccupiedStrata occupied;
  for (std::size_t h = 0; h < kernel.strata(factor); ++h) {
    const auto& stratum = sums[kernel.place(factor) + h];
    if (stratum.cells == 0) continue;
    occupied.number.push_back(h);
    occupied.groups.push_back(kernel.group(stratum));
  }
  return occupied;
}

}  // namespace terrabalance
