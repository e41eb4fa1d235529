#include "jobs/gwr/spread/spread_points.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "io/result/shared_table.hpp"
#include "jobs/gwr/report.hpp"
#include "jobs/gwr/spread/passing.hpp"
#include "jobs/gwr/team.hpp"
#include "kernels/gwr/spread/spread_model.hpp"
#include "kernels/gwr/tables.hpp"

namespace terrabalance {
namespace {

/// The model of this rank's blocks.
gwr::SpreadModel model_of(const OwnRows& rows, const gwr::PointGrid& grid, const GwrPlan& plan,
                          double widest, const Communicator& ranks) {
  const std::vector<gwr::CellBox> blocks =
      gwr::blocks_of(grid, gwr::points_per_block(grid.count(grid.whole())));
  const auto firsts = gwr::shares_of(grid, blocks, static_cast<std::size_t>(ranks.size()));
  std::vector<gwr::BlockCells> mine;
  std::vector<std::vector<gwr::CellSet>> held(static_cast<std::size_t>(ranks.size()));
  for (std::size_t rank = 0; rank < held.size(); ++rank) {
    for (std::size_t b = firsts[rank]; b < firsts[rank + 1]; ++b) {
      gwr::BlockCells cells(grid, blocks[b], plan.weights, widest);
      held[rank].push_back(cells.held);
      if (static_cast<int>(rank) == ranks.rank()) mine.push_back(std::move(cells));
    }
  }
  const gwr::HeldPoints points = pass_points(rows, grid, held, ranks);
  return ranks.together(
      [&] { return gwr::SpreadModel(grid, mine, points, plan.weights, plan.threads); });
}

StatusCounts counts_of(const gwr::LocalFit& fit, const Communicator& ranks) {
  std::vector<std::int64_t> counts(gwr::status_count, 0);
  for (const gwr::Status status : fit.status)
    ++counts[static_cast<std::size_t>(status)];
  counts = ranks.sum(std::move(counts));
  StatusCounts all{};
  std::ranges::transform(counts, all.begin(),
                         [](std::int64_t n) { return static_cast<std::size_t>(n); });
  return all;
}

/// This rank's rows of gwr/local, made as they are written.
SharedTable local_rows(const OwnRows& rows, const gwr::LocalFit& fit,
                       const gwr::Standardised& standardised) {
  SharedTable table{gwr::local_name, gwr::local_title, static_cast<std::int64_t>(fit.size()), {}};
  for (auto& column : gwr::local_columns(rows.values, fit, standardised, rows.first))
    table.columns.push_back(
        {column.name, column.unit, column.description, 0, std::move(column.rows)});
  return table;
}

/// Writes the tables, gwr/local by all ranks.
void write(Session& session, const GwrOptions& options, int threads, ResultWriter* result,
           const std::vector<Table>& tables, const SharedTable& local) {
  const Communicator& ranks = session.communicator;
  std::string stored;
  ranks.together([&] {
    if (!ranks.is_root()) return;
    for (const Table& table : tables)
      result->write(table);
    result->write(session.provenance(threads, {options.data}));
    stored = result->store();
  });
  ranks.broadcast(stored);
  append_shared_table(stored, local, ranks);
  ranks.together([&] {
    if (!ranks.is_root()) return;
    result->publish();
    session.say(fmt::format("result: {}", options.output));
  });
}

/// The local models of this rank's rows, and the regression as a whole.
struct Solved {
  gwr::LocalFit rows;
  gwr::Diagnostics whole;
};

/// Searches, unless the bandwidth is given, and fits. The model ends here: its memory is needed.
Solved solve(Session& session, const OwnRows& rows, const GwrOptions& options, const GwrPlan& plan,
             std::vector<Table>& tables) {
  const Communicator& ranks = session.communicator;
  const gwr::Team team = team_of(ranks, plan.threads);
  const gwr::PointGrid grid = survey(session, rows, team, plan.weights.metric);
  const auto complete = static_cast<std::size_t>(grid.count(grid.whole()));
  const std::size_t coefficients = options.predictors.size() + 1;
  gwr::SearchRange range;
  if (!plan.bandwidth)
    range = gwr::search_range(complete, options.adaptive, coefficients, plan.search);
  constexpr double rounding = 0.01;  // of what a search finds
  const double widest = plan.bandwidth.value_or(range.high + (options.adaptive ? 0 : rounding));
  gwr::check_bandwidth(widest, options.adaptive, complete);
  const gwr::SpreadModel model = model_of(rows, grid, plan, widest, ranks);

  double bandwidth = plan.bandwidth.value_or(0);
  if (!plan.bandwidth) {
    const gwr::SearchResult found = gwr::search([&](double b) { return model.evaluate(b, team); },
                                                range, options.adaptive, plan.search);
    bandwidth = found.bandwidth;
    say_found(session, found);
    tables.push_back(gwr::search_table(found, plan.search.criterion));
  }
  RowFits fits(rows, coefficients, ranks);
  const auto whole = model.fit(
      bandwidth, team,
      [&](std::int64_t row, gwr::LocalFit& fit, std::size_t i) { fits.take(row, fit, i); },
      [&] { fits.pass(); });
  return {fits.done(), gwr::diagnose(whole.sums, coefficients, bandwidth, whole.tss, plan.sigma)};
}

}  // namespace

std::string why_all_points(const GwrOptions& options, const GwrPlan& plan) {
  if (options.coords.empty()) return "the points are no CSV";
  if (options.multiscale) return "--multiscale";
  if (plan.family != gwr::Family::gaussian) return "--family " + options.family;
  if (options.stationarity > 0) return "--stationarity";
  if (!options.predict.empty()) return "--predict";
  if (options.standardize) return "--standardize";
  if (!gwr::is_compact(plan.weights.kernel) && !(plan.weights.least_weight > 0))
    return "a kernel that touches all points; give a --least-weight";
  if (!plan.bandwidth && (!options.maximum || (!options.adaptive && !options.minimum)))
    return "a search without bounds; give --bandwidth-min and --bandwidth-max";
  if (plan.bandwidth && std::isinf(*plan.bandwidth)) return "an infinite bandwidth";
  return {};
}

void regress_spread_points(Session& session, const GwrOptions& options, const GwrPlan& plan,
                           const CsvShare& share) {
  const Communicator& ranks = session.communicator;
  std::optional<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result.emplace(options.output);
  });
  const OwnRows rows = read_rows(options, share, ranks);
  std::vector<Table> tables;
  const Solved solved = solve(session, rows, options, plan, tables);
  warn_of_fit(session, counts_of(solved.rows, ranks), solved.whole);
  tables.push_back(gwr::summary_table(solved.whole));
  const gwr::Standardised standardised = gwr::standardise(solved.rows, solved.whole);
  write(session, options, plan.threads, result ? &*result : nullptr, tables,
        local_rows(rows, solved.rows, standardised));
}

}  // namespace terrabalance
