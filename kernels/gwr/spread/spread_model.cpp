#include "kernels/gwr/spread/spread_model.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace terrabalance::gwr {
namespace {

/// Points by cell and, within a cell, by row.
class Sorted {
 public:
  Sorted(const PointGrid& grid, const HeldPoints& points)
      : points_(points), cells_(points.rows.size()), order_(points.rows.size()) {
    for (std::size_t i = 0; i < cells_.size(); ++i)
      cells_[i] = grid.cell_of(points.values.x[i], points.values.y[i]);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::sort(order_, {},
                      [this](std::size_t i) { return std::pair(cells_[i], points_.rows[i]); });
  }

  /// Calls each(i) for the points of a cell.
  template <class Each>
  void visit(std::size_t cell, Each&& each) const {
    auto i =
        std::ranges::lower_bound(order_, cell, {}, [this](std::size_t p) { return cells_[p]; });
    for (; i != order_.end() && cells_[*i] == cell; ++i)
      each(*i);
  }

 private:
  const HeldPoints& points_;
  std::vector<std::size_t> cells_;
  std::vector<std::size_t> order_;
};

Role role_in(const BlockCells& cells, std::int64_t column, std::int64_t row) {
  const CellBox& own = cells.own;
  if (column >= own.left && column < own.right && row >= own.bottom && row < own.top)
    return Role::own;
  return cells.helpers.has(column, row) ? Role::helper : Role::neighbour;
}

void append(Observations& to, const Observations& from, std::size_t i) {
  to.x.push_back(from.x[i]);
  to.y.push_back(from.y[i]);
  to.response.push_back(from.response[i]);
  for (std::size_t m = 0; m < to.predictors.size(); ++m)
    to.predictors[m].push_back(from.predictors[m][i]);
}

/// Mean of numbers and their squares about it, of which those of blocks can be added up.
struct Spread {
  double count = 0;
  double mean = 0;
  double squares = 0;

  Spread& operator+=(const Spread& other) {
    if (other.count == 0) return *this;
    const double all = count + other.count;
    const double apart = other.mean - mean;
    mean += apart * other.count / all;
    squares += other.squares + apart * apart * count * other.count / all;
    count = all;
    return *this;
  }
};

}  // namespace

SpreadModel::SpreadModel(const PointGrid& grid, std::span<const BlockCells> blocks,
                         const HeldPoints& points, Weights weights, int threads) {
  const Sorted sorted(grid, points);
  for (const BlockCells& cells : blocks) {
    Observations values;
    values.names = points.values.names;
    values.predictors.resize(points.values.predictors.size());
    std::vector<std::int64_t> rows;
    std::vector<Role> roles;
    const CellBox& box = cells.held.box;
    for (std::int64_t row = box.bottom; row < box.top; ++row) {
      for (std::int64_t column = box.left; column < box.right; ++column) {
        if (!cells.held.has(column, row)) continue;
        sorted.visit(static_cast<std::size_t>(row * grid.columns() + column), [&](std::size_t i) {
          append(values, points.values, i);
          rows.push_back(points.rows[i]);
          roles.push_back(role_in(cells, column, row));
        });
      }
    }
    PointModel model(values, weights, threads, roles);
    blocks_.push_back({std::move(rows), std::move(roles), std::move(model)});
  }
}

Sums SpreadModel::evaluate(double bandwidth, const Team& team) const {
  return total_of_numbers(team.gather([&] {
    std::vector<Sums> sums;
    for (const Block& block : blocks_)
      sums.push_back(total(block.model.evaluate(bandwidth, block.model.all(), team.threads)));
    return as_numbers(sums);
  }));
}

SpreadModel::Whole SpreadModel::fit(double bandwidth, const Team& team, const Take& take,
                                    const std::function<void()>& pass) const {
  std::vector<Sums> sums;
  std::vector<Spread> responses;
  const auto fit_block = [&](const Block& block) {
    LocalFit fit = block.model.empty_fit(bandwidth, true, team.threads);
    sums.push_back(total(block.model.fit(fit, block.model.all(), team.threads)));
    block.model.fit_local_r2(fit, block.model.all(), team.threads);
    Spread& response = responses.emplace_back();
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
      if (block.roles[i] != Role::own) continue;
      if (fit.status[i] == Status::ok) response += {1, fit.fitted[i] + fit.residual[i], 0};
      take(block.rows[i], fit, i);
    }
  };
  const Team::Numbers counts =
      team.gather([&] { return Team::Numbers{static_cast<double>(blocks_.size())}; });
  const auto most = static_cast<std::size_t>(std::ranges::max(counts));
  for (std::size_t b = 0; b < most; ++b) {
    team.gather([&] {
      if (b < blocks_.size()) fit_block(blocks_[b]);
      return Team::Numbers{};
    });
    pass();
  }
  const Team::Numbers numbers = team.gather([&] { return as_numbers(sums); });
  const Team::Numbers spreads = team.gather([&] {
    Team::Numbers all;
    for (const Spread& s : responses)
      all.insert(all.end(), {s.count, s.mean, s.squares});
    return all;
  });
  Spread response;
  for (std::size_t i = 0; i < spreads.size(); i += 3)
    response += {spreads[i], spreads[i + 1], spreads[i + 2]};
  return {total_of_numbers(numbers), response.squares};
}

}  // namespace terrabalance::gwr
