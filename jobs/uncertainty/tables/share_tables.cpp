#include <cmath>
#include <limits>

#include <spdlog/fmt/fmt.h>

#include "jobs/table_job.hpp"
#include "jobs/uncertainty/tables/figures.hpp"
#include "jobs/uncertainty/tables/tables.hpp"
#include "kernels/uncertainty/sobol.hpp"

namespace terrabalance {
namespace {

using namespace uncertainty;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t sobol_draws = std::size_t{1} << 14;

struct SharesOf {
  std::size_t zone;
  const Quantity* quantity;
  std::vector<SobolIndex> shares;
};

std::vector<SobolIndex> exact_shares(const Sum& sum, const Inputs& inputs) {
  std::vector<SobolIndex> result;
  for (const Share& share : shares(sum, inputs))
    result.push_back({share.input, share.share, nan});
  return result;
}

std::vector<SobolIndex> sampled_shares(const Quantity& quantity, const SumGroup& zone,
                                       const Inputs& inputs, std::uint64_t seed,
                                       const CellSamples& cells) {
  const Ratio ratio{sum_of(quantity.numerator, 1, zone), sum_of(quantity.denominator, 1, zone),
                    quantity.scale};
  auto result = sobol_indices(ratio, inputs, seed, sobol_draws, cells);
  double rest = 1;
  for (const SobolIndex& index : result)
    rest -= index.first;
  if (!result.empty()) result.push_back({"interactions", rest, nan});
  return result;
}

}  // namespace

Table shares_table(const Figures& figures, const Assembly& assembly, std::uint64_t seed,
                   [[maybe_unused]] int threads) {
  std::vector<SharesOf> all;
  bool sampled = false;
  const std::size_t last = figures.years.size() - 1;
  for (std::size_t z = 0; z < figures.zones.size(); ++z) {
    for (const Quantity& quantity : figures.quantities[z]) {
      // Intensities per hectare share as net does; of per cent trends the whole period is stated.
      if (quantity.name == "net_per_ha" || quantity.undefined) continue;
      const bool whole = quantity.from == 0 && quantity.to == last;
      if (quantity.is_ratio() && quantity.trend && !whole) continue;
      all.push_back({z, &quantity, {}});
      sampled = sampled || quantity.is_ratio();
    }
  }
  CellSamples cells;
  if (sampled && !assembly.inputs.cells.empty()) {
    cells.a = draw_cells(assembly.inputs, seed, {0, sobol_draws}, threads);
    cells.b = draw_cells(assembly.inputs, seed, {0, sobol_draws}, threads, "#B");
  }
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (SharesOf& of : all) {
    const Quantity& quantity = *of.quantity;
    const SumGroup& zone = figures.sums[of.zone];
    of.shares = quantity.is_ratio() ? sampled_shares(quantity, zone, assembly.inputs, seed, cells)
                                    : exact_shares(sum_of(quantity.numerator, quantity.scale, zone),
                                                   assembly.inputs);
  }
  std::vector<std::string> zone, year, quantity, input;
  std::vector<double> share, total;
  for (const SharesOf& of : all) {
    const Quantity& q = *of.quantity;
    for (const SobolIndex& index : of.shares) {
      zone.push_back(figures.zones[of.zone]);
      year.push_back(q.trend ? fmt::format("{}-{}", figures.years[q.from], figures.years[q.to])
                             : std::to_string(figures.years[q.to]));
      quantity.push_back(q.name);
      input.push_back(index.input);
      share.push_back(index.first);
      total.push_back(index.total);
    }
  }
  return {"uncertainty/shares",
          "What to measure better first: shares of the variance",
          {labels("zone", fmt::format("id of the zone; {}: all zones together", total_zone),
                  std::move(zone)),
           labels("year", "or from-to for a trend", std::move(year)),
           labels("quantity", "", std::move(quantity)),
           labels("input", "id; classification: the error matrices; interactions: the rest",
                  std::move(input)),
           reals("share", "1",
                 "first-order Sobol index; exact for sums, sampled for net_percent and net_per_gdp",
                 std::move(share)),
           reals("total", "1", "total Sobol index, of sampled ones", std::move(total))}};
}

Table areas_table(const Figures& figures, const Assembly& assembly, const MonteCarlo& draws) {
  const std::size_t zones = figures.zones.size() - 1;
  const std::size_t years = figures.years.size();
  const std::size_t classes = assembly.classes.size();
  std::vector<std::string> zone, land_class;
  std::vector<std::int64_t> year;
  std::vector<double> map, adjusted, se, lower, upper;
  std::vector<std::int64_t> negative;
  for (std::size_t z = 0; z <= zones; ++z) {
    for (std::size_t y = 0; y < years; ++y) {
      for (std::size_t c = 0; c < classes; ++c) {
        double mapped = 0;
        Sum area;
        for (std::size_t u = z == zones ? 0 : z; u < (z == zones ? zones : z + 1); ++u) {
          const std::size_t k = (u * years + y) * classes + c;
          mapped += assembly.mapped[k];
          if (!assembly.areas.empty()) {
            area.insert(area.end(), assembly.areas[k].begin(), assembly.areas[k].end());
          }
        }
        const Moments m = exact_moments(simplified(std::move(area)), assembly.inputs);
        if (mapped == 0 && m.mean == 0) continue;
        const bool known = !assembly.areas.empty();
        zone.push_back(figures.zones[z]);
        year.push_back(figures.years[y]);
        land_class.push_back(assembly.classes[c]);
        map.push_back(mapped);
        adjusted.push_back(known ? m.mean : nan);
        se.push_back(known ? m.sd : nan);
        lower.push_back(known ? m.mean - 1.96 * m.sd : nan);
        upper.push_back(known ? m.mean + 1.96 * m.sd : nan);
        negative.push_back(
            draws.negative_areas.empty() ? 0 : draws.negative_areas[(z * years + y) * classes + c]);
      }
    }
  }
  return {"uncertainty/areas",
          "Areas of the map, and adjusted for its errors",
          {labels("zone", fmt::format("id of the zone; {}: all zones together", total_zone),
                  std::move(zone)),
           counts("year", "", std::move(year)), labels("class", "", std::move(land_class)),
           reals("map", "ha", "as mapped", std::move(map)),
           reals("adjusted", "ha", "stratified estimator; NA without an error matrix",
                 std::move(adjusted)),
           reals("se", "ha", "its standard error", std::move(se)),
           reals("lower", "ha", "adjusted - 1.96 se", std::move(lower)),
           reals("upper", "ha", "adjusted + 1.96 se", std::move(upper)),
           counts("negative_draws", "draws below 0, which only --area-draws mvn has",
                  std::move(negative))}};
}

Table inputs_table(const Assembly& assembly, const MonteCarlo& draws) {
  std::vector<std::string> id, dist, scope, source, status;
  std::vector<double> p1, p2, p3, p4, in_use, mean, sd, low, middle, high, sign;
  std::vector<std::int64_t> negative;
  for (const InputRow& row : assembly.rows) {
    const Distribution& d = row.distribution;
    const auto p = d.parameters();
    id.push_back(row.id);
    dist.emplace_back(name(d.family()));
    const std::size_t given = d.family() == Family::fixed         ? 1
                              : d.family() == Family::truncnormal ? 4
                              : d.family() == Family::triangular  ? 3
                                                                  : 2;
    p1.push_back(p[0]);
    p2.push_back(given > 1 ? p[1] : nan);
    p3.push_back(given > 2 ? p[2] : nan);
    p4.push_back(given > 3 ? p[3] : nan);
    in_use.push_back(row.in_use);
    mean.push_back(d.mean());
    sd.push_back(d.sd());
    low.push_back(d.quantile(0.025));
    middle.push_back(d.quantile(0.5));
    high.push_back(d.quantile(0.975));
    sign.push_back(d.probability_of_other_sign());
    negative.push_back(row.parts.size() == 1 ? draws.negatives[row.parts[0]] : 0);
    scope.push_back(row.scope);
    source.push_back(row.source);
    status.push_back(row.status);
  }
  return {"uncertainty/inputs",
          "Inputs as fitted, and where their ranges are from",
          {labels("input", "id; multiples of a value in use have in_use 1", std::move(id)),
           labels("dist", "", std::move(dist)),
           reals("p1", "",
                 "normal: mean, sd; truncnormal: parent's mean, sd, limits; lognormal: "
                 "mu, sigma; triangular: least, mode, most; uniform: limits",
                 std::move(p1)),
           reals("p2", "", "", std::move(p2)), reals("p3", "", "", std::move(p3)),
           reals("p4", "", "", std::move(p4)),
           reals("in_use", "", "value of results without uncertainty", std::move(in_use)),
           reals("mean", "", "", std::move(mean)), reals("sd", "", "", std::move(sd)),
           reals("p2_5", "", "", std::move(low)), reals("p50", "", "", std::move(middle)),
           reals("p97_5", "", "", std::move(high)),
           reals("p_sign_change", "1", "probability of the sign that the central value has not",
                 std::move(sign)),
           counts("negative_draws", "of inputs above 0", std::move(negative)),
           labels("scope", "what has a draw of its own", std::move(scope)),
           labels("source", "as given with the range", std::move(source)),
           labels("status", "what is to be known of the source", std::move(status))}};
}

}  // namespace terrabalance
