#include "kernels/uncertainty/draws.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "kernels/uncertainty/stream.hpp"

namespace terrabalance::uncertainty {
namespace {

/// Draws that are worked on at once: the columns of a zone's inputs stay in the cache.
constexpr std::size_t chunk = 1024;

constexpr std::size_t unused = static_cast<std::size_t>(-1);

/// Which inputs are drawn once for all groups, and which for their only group.
struct Plan {
  std::vector<std::uint32_t> shared;
  std::vector<std::vector<std::uint32_t>> own;  ///< [group]
  std::vector<std::size_t> slot;                ///< [input] column in the thread's memory
  std::size_t slots = 0;
};

Plan plan_of(const Inputs& inputs, std::span<const SumGroup> groups) {
  Plan plan;
  plan.own.resize(groups.size());
  plan.slot.assign(inputs.independent.size(), unused);
  std::vector<std::size_t> user(inputs.independent.size(), unused);
  std::vector<bool> several(inputs.independent.size(), false);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const Sum& sum : groups[g]) {
      for (const Term& term : sum) {
        for (const auto factor : term.factors) {
          if (user[factor] == unused) user[factor] = g;
          if (user[factor] != g) several[factor] = true;
        }
      }
    }
  }
  for (std::uint32_t f = 0; f < user.size(); ++f) {
    if (user[f] == unused) continue;
    (several[f] ? plan.shared : plan.own[user[f]]).push_back(f);
  }
  for (const auto f : plan.shared)
    plan.slot[f] = plan.slots++;
  std::size_t most = 0;
  for (const auto& own : plan.own) {
    for (std::size_t k = 0; k < own.size(); ++k)
      plan.slot[own[k]] = plan.slots + k;
    most = std::max(most, own.size());
  }
  plan.slots += most;
  return plan;
}

/// One thread's columns of inputs for a chunk of draws.
class Columns {
 public:
  Columns(const Inputs& inputs, const Plan& plan, std::uint64_t seed)
      : inputs_(inputs), plan_(plan), seed_(seed), memory_(plan.slots * chunk) {}

  void draw(const std::vector<std::uint32_t>& factors, std::uint32_t first, std::size_t count) {
    for (const auto f : factors) {
      const Input& input = inputs_.independent[f];
      const std::span<double> column(memory_.data() + plan_.slot[f] * chunk, count);
      if (input.distribution.family() != Family::fixed) {
        Stream(seed_, input.id).uniforms(first, column);
      }
      input.distribution.quantiles(column);
    }
  }
  const double* of(std::uint32_t factor) const {
    return memory_.data() + plan_.slot[factor] * chunk;
  }

 private:
  const Inputs& inputs_;
  const Plan& plan_;
  std::uint64_t seed_;
  std::vector<double> memory_;
};

void evaluate(const Sum& sum, const Columns& columns, const std::vector<std::vector<double>>& cells,
              std::size_t offset, std::span<double> out) {
  std::fill(out.begin(), out.end(), 0);
  std::vector<const double*> factors;
  for (const Term& term : sum) {
    factors.clear();
    for (const auto f : term.factors)
      factors.push_back(columns.of(f));
    if (term.cell != Term::no_cell) {
      factors.push_back(cells[static_cast<std::size_t>(term.cell)].data() + offset);
    }
    const double c = term.coefficient;
    const std::size_t n = out.size();
    if (factors.size() == 1) {
      const double* x = factors[0];
      for (std::size_t i = 0; i < n; ++i)
        out[i] += c * x[i];
    } else if (factors.size() == 2) {
      const double* x = factors[0];
      const double* y = factors[1];
      for (std::size_t i = 0; i < n; ++i)
        out[i] += c * x[i] * y[i];
    } else if (factors.size() == 3) {
      const double* x = factors[0];
      const double* y = factors[1];
      const double* z = factors[2];
      for (std::size_t i = 0; i < n; ++i)
        out[i] += c * x[i] * y[i] * z[i];
    } else {
      for (std::size_t i = 0; i < n; ++i) {
        double product = c;
        for (const double* x : factors)
          product *= x[i];
        out[i] += product;
      }
    }
  }
}

/// Inputs that can be negative although their central value is not.
std::vector<bool> may_be_negative(const Inputs& inputs) {
  std::vector<bool> may;
  for (const Input& input : inputs.independent) {
    const Distribution& d = input.distribution;
    may.push_back(d.central() > 0 && d.probability_of_other_sign() > 0);
  }
  return may;
}

}  // namespace

std::vector<std::vector<double>> draw_cells(const Inputs& inputs, std::uint64_t seed,
                                            DrawRange range, [[maybe_unused]] int threads,
                                            std::string_view suffix) {
  std::vector<std::vector<double>> cells(inputs.cells.size());
  // Rows that some cell belongs to, with the cells by column.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> rows;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const Cell& cell = inputs.cells[c];
    auto& columns = rows[{cell.matrix, cell.row}];
    columns.resize(inputs.matrices[cell.matrix].size(), unused);
    columns[cell.column] = c;
    cells[c].resize(range.count);
  }
  struct Row {
    RowDraws draws;
    std::vector<std::size_t> cells;  // by column
  };
  std::vector<Row> all;
  all.reserve(rows.size());
  for (auto& [key, columns] : rows) {
    all.push_back(
        {RowDraws(inputs.matrices[key.first], key.second, seed, suffix), std::move(columns)});
  }
  const std::size_t chunks = (range.count + chunk - 1) / chunk;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (std::size_t k = 0; k < chunks; ++k) {
    const std::size_t offset = k * chunk;
    const std::size_t count = std::min(chunk, range.count - offset);
    for (const Row& row : all) {
      std::vector<std::span<double>> out;
      std::vector<std::vector<double>> unwanted(row.cells.size());
      for (std::size_t j = 0; j < row.cells.size(); ++j) {
        if (row.cells[j] == unused) {
          unwanted[j].resize(count);
          out.emplace_back(unwanted[j]);
        } else {
          out.push_back(std::span(cells[row.cells[j]]).subspan(offset, count));
        }
      }
      row.draws.draw(range.first + static_cast<std::uint32_t>(offset), out);
    }
  }
  return cells;
}

SumDraws draw_sums(const Inputs& inputs, std::span<const SumGroup> groups, std::uint64_t seed,
                   DrawRange range, const std::vector<std::vector<double>>& cells,
                   std::vector<std::vector<double>>& totals, [[maybe_unused]] int threads) {
  const Plan plan = plan_of(inputs, groups);
  const auto may = may_be_negative(inputs);
  SumDraws result;
  result.negatives.assign(inputs.independent.size(), 0);
  const std::size_t sums = groups.empty() ? 0 : groups[0].size();
  result.values.resize(groups.size() * sums);
  const std::size_t chunks = (range.count + chunk - 1) / chunk;
#pragma omp parallel num_threads(threads)
  {
    Columns columns(inputs, plan, seed);
    std::vector<std::int64_t> negatives(inputs.independent.size(), 0);
    const auto count_negatives = [&](const std::vector<std::uint32_t>& factors, std::size_t n) {
      for (const auto f : factors) {
        if (may[f])
          negatives[f] +=
              std::count_if(columns.of(f), columns.of(f) + n, [](double x) { return x < 0; });
      }
    };
    // Touching fresh memory is a good part of the work: threads share it.
#pragma omp for schedule(static)
    for (auto& column : result.values)
      column.resize(range.count);
#pragma omp for schedule(static)
    for (std::size_t k = 0; k < chunks; ++k) {
      const std::size_t offset = k * chunk;
      const std::size_t count = std::min(chunk, range.count - offset);
      const auto first = range.first + static_cast<std::uint32_t>(offset);
      columns.draw(plan.shared, first, count);
      count_negatives(plan.shared, count);
      for (std::size_t g = 0; g < groups.size(); ++g) {
        columns.draw(plan.own[g], first, count);
        count_negatives(plan.own[g], count);
        for (std::size_t s = 0; s < sums; ++s) {
          const auto out = std::span(result.values[g * sums + s]).subspan(offset, count);
          evaluate(groups[g][s], columns, cells, offset, out);
          if (totals.empty()) continue;
          double* total = totals[s].data() + offset;
          for (std::size_t i = 0; i < count; ++i)
            total[i] += out[i];
        }
      }
    }
#pragma omp critical(terrabalance_draw_sums)
    for (std::size_t f = 0; f < negatives.size(); ++f)
      result.negatives[f] += negatives[f];
  }
  return result;
}

}  // namespace terrabalance::uncertainty
