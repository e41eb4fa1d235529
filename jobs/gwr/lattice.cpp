#include <algorithm>
#include <cmath>
#include <memory>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/gwr/lattice_layers.hpp"
#include "jobs/gwr/lattice_output.hpp"
#include "jobs/gwr/lattice_ranks.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/report.hpp"
#include "kernels/gwr/tables.hpp"

namespace terrabalance {
namespace {

/// Widest bandwidth, in cells, that a search tries unless told otherwise.
constexpr double widest_search = 64;

gwr::SearchRange range_of(const gwr::LatticeShape& lattice, const gwr::SearchOptions& options) {
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

/// What a rank holds of the lattice.
struct Share {
  gwr::BandTeam ranks;
  gwr::LatticeModel model;
  std::size_t valid = 0;   ///< cells of all ranks
  std::size_t before = 0;  ///< those of the ranks above
};

/// \param widest    the widest window that is asked for
/// \param together  rows that the windows asked for may sum as one
Share read_share(const Communicator& ranks, const LatticeLayers& layers, int threads,
                 const gwr::Window& widest, std::size_t together) {
  const gwr::LatticeShape shape = layers.shape();
  gwr::BandTeam team =
      band_team(ranks, threads, shape.width, shape.height, widest.rows(), together);
  gwr::Lattice lattice = ranks.together([&] { return read_rows(layers, team.band.held); });
  auto centres = gwr::centres_of(lattice, team);
  gwr::LatticeModel model(std::move(lattice), std::move(centres));
  const auto counts = team.team.gather([&] {
    double count = 0;
    const gwr::Rows own = team.band.own_held();
    for (std::size_t i = own.first * shape.width; i < own.last * shape.width; ++i)
      count += model.valid(i) ? 1 : 0;
    return gwr::Team::Numbers{count};
  });
  Share share{std::move(team), std::move(model)};
  for (std::size_t rank = 0; rank < counts.size(); ++rank) {
    share.valid += static_cast<std::size_t>(counts[rank]);
    if (rank < static_cast<std::size_t>(ranks.rank()))
      share.before += static_cast<std::size_t>(counts[rank]);
  }
  if (share.valid == 0)
    throw InputError("gwr: no cell is valid in every layer; look at their nodata values");
  return share;
}

}  // namespace

void regress_lattice(Session& session, const GwrOptions& options) {
  session.claim_folder(options.maps);
  const Communicator& ranks = session.communicator;
  refuse_point_options(options);
  const GwrPlan plan = plan_of(options);
  const LatticeLayers layers = ranks.together([&] { return open_layers(options); });
  const gwr::LatticeShape shape = layers.shape();
  const auto window = [&](double bandwidth) {
    return gwr::window_of(plan.weights.kernel, bandwidth, shape);
  };
  const gwr::SearchRange range = range_of(shape, plan.search);
  const gwr::Window widest = window(plan.bandwidth.value_or(range.high));
  const std::size_t together = plan.bandwidth ? widest.rows_together() : gwr::most_together(widest);
  std::unique_ptr<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result = std::make_unique<ResultWriter>(options.output);
  });
  const Share share = read_share(ranks, layers, plan.threads, widest, together);

  double bandwidth = plan.bandwidth.value_or(0);
  std::vector<Table> tables;
  if (!plan.bandwidth) {
    const gwr::SearchResult found = gwr::search(
        [&](double b) { return gwr::evaluate_bands(share.model, window(b), share.ranks); }, range,
        false, plan.search);
    bandwidth = found.bandwidth;
    session.say(fmt::format("gwr: bandwidth {} after {} trials", bandwidth, found.trials.size()));
    tables.push_back(gwr::search_table(found, plan.search.criterion));
  }
  const gwr::BandedFit fit =
      gwr::fit_bands(share.model, window(bandwidth), bandwidth, plan.sigma, share.ranks);
  warn_of_fit(session, fit.counts, fit.whole);
  tables.push_back(gwr::summary_table(fit.whole));
  LatticeTable local(layers, share.model, fit, share.ranks.band, options.predictors, share.before);
  ranks.together([&] {
    for (const Table& table : tables)
      if (ranks.is_root()) result->write(table);
    write_local(ranks, layers, local, share.valid, result.get(), options.maps);
    if (!ranks.is_root()) return;
    result->write(session.provenance(plan.threads, layers.paths));
    result->commit();
    session.say(fmt::format("result: {}", options.output));
  });
}

}  // namespace terrabalance
