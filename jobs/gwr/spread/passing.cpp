#include "jobs/gwr/spread/passing.hpp"

#include <algorithm>

#include "engine/runtime/deal.hpp"

namespace terrabalance {
namespace {

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

}  // namespace

gwr::HeldPoints pass_points(const OwnRows& rows, const gwr::PointGrid& grid,
                            const std::vector<std::vector<gwr::CellSet>>& held,
                            const Communicator& ranks) {
  const gwr::Observations& o = rows.values;
  std::vector<std::vector<double>> leaving(held.size());
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (!rows.values.complete(i)) continue;
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

RowFits::RowFits(const OwnRows& rows, std::size_t coefficients, Communicator ranks)
    : rows_(rows),
      ranks_(std::move(ranks)),
      fit_(gwr::LocalFit::of_missing(rows.values.size(), coefficients, true)),
      solved_(static_cast<std::size_t>(ranks_.size())) {}

void RowFits::take(std::int64_t row, gwr::LocalFit& fit, std::size_t i) {
  auto& numbers = solved_[static_cast<std::size_t>(rows_.rank_of(row))];
  numbers.push_back(static_cast<double>(row));
  fit.for_numbers(i, [&numbers](double value) { numbers.push_back(value); });
}

void RowFits::pass() {
  place(std::exchange(solved_[static_cast<std::size_t>(ranks_.rank())], {}));
  pass_around(solved_, ranks_, [&](int, const std::vector<double>& coming) { place(coming); });
}

void RowFits::place(const std::vector<double>& numbers) {
  for (std::size_t next = 0; next < numbers.size();) {
    const auto i = static_cast<std::size_t>(numbers[next++] - static_cast<double>(rows_.first));
    fit_.for_numbers(i, [&](double& value) { value = numbers[next++]; });
  }
}

}  // namespace terrabalance
