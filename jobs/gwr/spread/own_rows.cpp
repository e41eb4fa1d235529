#include "jobs/gwr/spread/own_rows.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "engine/value/error.hpp"
#include "jobs/gwr/report.hpp"

namespace terrabalance {
namespace {

using Numbers = gwr::Team::Numbers;

constexpr double infinity = std::numeric_limits<double>::infinity();

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
        if (!rows.values.complete(i)) continue;
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

}  // namespace

int OwnRows::rank_of(std::int64_t row) const {
  return static_cast<int>(std::ranges::upper_bound(firsts, row) - firsts.begin()) - 1;
}

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
  rows.path = options.data;
  rows.first = share.first();
  rows.firsts.assign(static_cast<std::size_t>(ranks.size()) + 1, 0);
  rows.firsts[static_cast<std::size_t>(ranks.rank())] = share.first();
  rows.firsts = ranks.sum(std::move(rows.firsts));
  rows.firsts.back() = share.total();
  return rows;
}

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
    complete += rows.values.complete(i) ? 1 : 0;
  complete = ranks.sum(complete);
  warn_of_missing(session, rows.firsts.back() - complete, rows.firsts.back());
  if (complete == 0)
    throw InputError(rows.path +
                     ": every row lacks a value in a column that gwr takes; look at these columns");

  gwr::PointGrid grid({ranges[0].first, ranges[0].second, ranges[1].first, ranges[1].second},
                      complete, metric);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(grid.columns() * grid.rows()), 0);
  for (std::size_t i = 0; i < rows.values.size(); ++i)
    if (rows.values.complete(i)) ++counts[grid.cell_of(rows.values.x[i], rows.values.y[i])];
  grid.fill(ranks.sum(std::move(counts)));
  return grid;
}

}  // namespace terrabalance
