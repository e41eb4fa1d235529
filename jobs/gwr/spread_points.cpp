#include "jobs/gwr/spread_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/deal.hpp"
#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "io/result/shared_table.hpp"
#include "jobs/gwr/report.hpp"
#include "jobs/gwr/team.hpp"
#include "kernels/gwr/spread/spread_model.hpp"
#include "kernels/gwr/tables.hpp"

namespace terrabalance {
namespace {

using Numbers = gwr::Team::Numbers;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The rows that this rank reads and writes.
struct OwnRows {
  gwr::Observations values;
  std::int64_t first = 0;
  std::vector<std::int64_t> firsts;  ///< of every rank, and the number of rows in all

  int rank_of(std::int64_t row) const {
    return static_cast<int>(std::ranges::upper_bound(firsts, row) - firsts.begin()) - 1;
  }
  bool complete(std::size_t i) const {
    return std::isfinite(values.x[i]) && std::isfinite(values.y[i]) &&
           std::isfinite(values.response[i]) &&
           std::ranges::all_of(values.predictors,
                               [i](const auto& c) { return std::isfinite(c[i]); });
  }
};

OwnRows read_rows(const GwrOptions& options, const CsvShare& share, const Communicator& ranks) {
  std::vector<std::string> names{options.coords[0], options.coords[1], options.response};
  names.insert(names.end(), options.predictors.begin(), options.predictors.end());
  auto columns = ranks.together([&] { return share.numbers(names); });
  OwnRows rows;
  rows.values.x = std::move(columns[0]);
  rows.values.y = std::move(columns[1]);
  rows.values.response = std::move(columns[2]);
  rows.values.predictors.assign(std::make_move_iterator(columns.begin() + 3),
                                std::make_move_iterator(columns.end()));
  rows.values.names = options.predictors;
  rows.first = share.first();
  rows.firsts.assign(static_cast<std::size_t>(ranks.size()) + 1, 0);
  rows.firsts[static_cast<std::size_t>(ranks.rank())] = share.first();
  rows.firsts = ranks.sum(std::move(rows.firsts));
  rows.firsts.back() = share.total();
  return rows;
}

/// Least and largest number of each column over all ranks and complete rows.
std::vector<std::pair<double, double>> ranges_of(
    const OwnRows& rows, const std::vector<const std::vector<double>*>& columns,
    const gwr::Team& team) {
  const Numbers all = team.gather([&] {
    Numbers ends;
    for (const auto* column : columns) {
      double low = infinity;
      double high = -infinity;
      for (std::size_t i = 0; i < column->size(); ++i) {
        if (!rows.complete(i)) continue;
        low = std::min(low, (*column)[i]);
        high = std::max(high, (*column)[i]);
      }
      ends.insert(ends.end(), {low, high});
    }
    return ends;
  });
  std::vector<std::pair<double, double>> ranges(columns.size(), {infinity, -infinity});
  for (std::size_t i = 0; i < all.size(); i += 2) {
    auto& [low, high] = ranges[i / 2 % columns.size()];
    low = std::min(low, all[i]);
    high = std::max(high, all[i + 1]);
  }
  return ranges;
}

/// Looks at all rows: says what is missing or constant, and counts the complete ones by cell.
gwr::PointGrid survey(Session& session, const OwnRows& rows, const gwr::Team& team,
                      gwr::Metric metric) {
  const Communicator& ranks = session.communicator;
  std::vector<const std::vector<double>*> columns{&rows.values.x, &rows.values.y};
  for (const auto& column : rows.values.predictors)
    columns.push_back(&column);
  const auto ranges = ranges_of(rows, columns, team);
  std::vector<std::string> constant;
  for (std::size_t m = 0; m < rows.values.names.size(); ++m)
    if (!(ranges[m + 2].first < ranges[m + 2].second)) constant.push_back(rows.values.names[m]);
  warn_of_constant(session, constant);

  std::int64_t complete = 0;
  for (std::size_t i = 0; i < rows.values.size(); ++i)
    complete += rows.complete(i) ? 1 : 0;
  complete = ranks.sum(complete);
  warn_of_missing(session, rows.firsts.back() - complete, rows.firsts.back());
  if (complete == 0)
    throw InputError("gwr: no row is complete; look at the columns for missing values");

  gwr::PointGrid grid({ranges[0].first, ranges[0].second, ranges[1].first, ranges[1].second},
                      complete, metric);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(grid.columns() * grid.rows()), 0);
  for (std::size_t i = 0; i < rows.values.size(); ++i)
    if (rows.complete(i)) ++counts[grid.cell_of(rows.values.x[i], rows.values.y[i])];
  grid.fill(ranks.sum(std::move(counts)));
  return grid;
}

void add(gwr::HeldPoints& points, const std::vector<double>& records) {
  gwr::Observations& o = points.values;
  const std::size_t width = o.predictors.size() + 4;
  for (std::size_t r = 0; r < records.size(); r += width) {
    points.rows.push_back(static_cast<std::int64_t>(records[r]));
    o.x.push_back(records[r + 1]);
    o.y.push_back(records[r + 2]);
    o.response.push_back(records[r + 3]);
    for (std::size_t m = 0; m < o.predictors.size(); ++m)
      o.predictors[m].push_back(records[r + 4 + m]);
  }
}

/// Gives every rank the points in the cells that it holds.
gwr::HeldPoints pass_points(const OwnRows& rows, const gwr::PointGrid& grid,
                            const std::vector<std::vector<gwr::CellSet>>& held,
                            const Communicator& ranks) {
  const gwr::Observations& o = rows.values;
  std::vector<std::vector<double>> leaving(held.size());
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!rows.complete(i)) continue;
    const auto cell = static_cast<std::int64_t>(grid.cell_of(o.x[i], o.y[i]));
    for (std::size_t rank = 0; rank < held.size(); ++rank) {
      const bool needed = std::ranges::any_of(held[rank], [&](const gwr::CellSet& cells) {
        return cells.has(cell % grid.columns(), cell / grid.columns());
      });
      if (!needed) continue;
      leaving[rank].insert(leaving[rank].end(),
                           {static_cast<double>(rows.first) + static_cast<double>(i), o.x[i],
                            o.y[i], o.response[i]});
      for (const auto& column : o.predictors)
        leaving[rank].push_back(column[i]);
    }
  }
  gwr::HeldPoints points;
  points.values.names = o.names;
  points.values.predictors.resize(o.predictors.size());
  add(points, std::exchange(leaving[static_cast<std::size_t>(ranks.rank())], {}));
  pass_around(leaving, ranks, [&](int, const std::vector<double>& coming) { add(points, coming); });
  return points;
}

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

/// The local models of this rank's rows, as they come from the ranks that solve them.
class RowFits {
 public:
  RowFits(const OwnRows& rows, std::size_t coefficients, Communicator ranks)
      : rows_(rows),
        ranks_(std::move(ranks)),
        fit_(gwr::LocalFit::of_missing(rows.values.size(), coefficients, true)),
        solved_(static_cast<std::size_t>(ranks_.size())) {}

  /// Keeps a place for the rank that has its row.
  void take(std::int64_t row, gwr::LocalFit& fit, std::size_t i) {
    auto& numbers = solved_[static_cast<std::size_t>(rows_.rank_of(row))];
    numbers.push_back(static_cast<double>(row));
    fit.for_numbers(i, [&numbers](double value) { numbers.push_back(value); });
  }
  /// Gives every rank what was kept for it. Collective.
  void pass() {
    place(std::exchange(solved_[static_cast<std::size_t>(ranks_.rank())], {}));
    pass_around(solved_, ranks_, [&](int, const std::vector<double>& coming) { place(coming); });
  }
  gwr::LocalFit done() { return std::move(fit_); }

 private:
  void place(const std::vector<double>& numbers) {
    for (std::size_t next = 0; next < numbers.size();) {
      const auto i = static_cast<std::size_t>(numbers[next++] - static_cast<double>(rows_.first));
      fit_.for_numbers(i, [&](double& value) { value = numbers[next++]; });
    }
  }

  const OwnRows& rows_;
  Communicator ranks_;
  gwr::LocalFit fit_;
  std::vector<std::vector<double>> solved_;
};

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
