#include "kernels/uncertainty/draws.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <utility>

#include "kernels/uncertainty/column_summary.hpp"
#include "kernels/uncertainty/stream.hpp"

namespace terrabalance::uncertainty {
namespace {

/// Draws of error matrices that a thread takes at once.
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

/// Whether an input can be negative although its central value is not.
bool may_be_negative(const Distribution& d) {
  return d.central() > 0 && d.probability_of_other_sign() > 0;
}

/// One thread's columns of inputs for a block of draws.
class Columns {
 public:
  Columns(const Inputs& inputs, const Plan& plan, std::uint64_t seed)
      : inputs_(inputs),
        plan_(plan),
        memory_(plan.slots * moment_block),
        negatives_(inputs.independent.size(), 0) {
    for (const Input& input : inputs.independent) {
      streams_.emplace_back(seed, input.id);
      may_.push_back(may_be_negative(input.distribution));
    }
  }

  void draw(const std::vector<std::uint32_t>& factors, std::uint32_t first, std::size_t count) {
    for (const auto f : factors) {
      const Distribution& distribution = inputs_.independent[f].distribution;
      const std::span<double> column(memory_.data() + plan_.slot[f] * moment_block, count);
      if (distribution.family() != Family::fixed) streams_[f].uniforms(first, column);
      distribution.quantiles(column);
      if (may_[f]) {
        negatives_[f] +=
            std::count_if(column.begin(), column.end(), [](double x) { return x < 0; });
      }
    }
  }
  const double* of(std::uint32_t factor) const {
    return memory_.data() + plan_.slot[factor] * moment_block;
  }
  void add_negatives(std::vector<std::int64_t>& all) const {
    for (std::size_t f = 0; f < all.size(); ++f)
      all[f] += negatives_[f];
  }

 private:
  const Inputs& inputs_;
  const Plan& plan_;
  std::vector<Stream> streams_;
  std::vector<bool> may_;
  std::vector<double> memory_;
  std::vector<std::int64_t> negatives_;
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

void add_to(std::span<double> total, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    total[i] += values[i];
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

std::vector<std::int64_t> visit_draws(const Inputs& inputs, std::span<const SumGroup> groups,
                                      std::uint64_t seed, DrawRange range,
                                      const std::vector<std::vector<double>>& cells,
                                      std::vector<std::vector<double>>& totals, int parts,
                                      const std::function<void(const DrawBlock&)>& visit) {
  const Plan plan = plan_of(inputs, groups);
  const std::size_t sums = groups.empty() ? 0 : groups[0].size();
  const std::size_t blocks = (range.count + moment_block - 1) / moment_block;
  const auto count = static_cast<std::size_t>(parts);
  std::vector<std::int64_t> negatives(inputs.independent.size(), 0);
  std::exception_ptr failure;
#pragma omp parallel for schedule(static, 1) num_threads(parts)
  for (std::size_t part = 0; part < count; ++part) {
    try {
      Columns columns(inputs, plan, seed);
      std::vector<std::vector<double>> memory(sums, std::vector<double>(moment_block));
      std::vector<std::span<const double>> shown(sums);
      for (std::size_t block = blocks * part / count; block < blocks * (part + 1) / count;
           ++block) {
        const std::size_t offset = block * moment_block;
        const std::size_t size = std::min(moment_block, range.count - offset);
        const auto first = range.first + static_cast<std::uint32_t>(offset);
        columns.draw(plan.shared, first, size);
        for (std::size_t g = 0; g < groups.size(); ++g) {
          columns.draw(plan.own[g], first, size);
          for (std::size_t s = 0; s < sums; ++s) {
            const auto out = std::span(memory[s]).first(size);
            evaluate(groups[g][s], columns, cells, offset, out);
            shown[s] = out;
            if (!totals.empty()) add_to(std::span(totals[s]).subspan(offset, size), out);
          }
          visit({part, offset, g, shown});
        }
      }
#pragma omp critical(terrabalance_visit_draws)
      columns.add_negatives(negatives);
    } catch (...) {
#pragma omp critical(terrabalance_visit_draws)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  return negatives;
}

SumDraws draw_sums(const Inputs& inputs, std::span<const SumGroup> groups, std::uint64_t seed,
                   DrawRange range, const std::vector<std::vector<double>>& cells,
                   std::vector<std::vector<double>>& totals, int threads) {
  const std::size_t sums = groups.empty() ? 0 : groups[0].size();
  SumDraws result;
  result.values.assign(groups.size() * sums, std::vector<double>(range.count));
  result.negatives =
      visit_draws(inputs, groups, seed, range, cells, totals, threads, [&](const DrawBlock& block) {
        for (std::size_t s = 0; s < sums; ++s) {
          std::copy(block.sums[s].begin(), block.sums[s].end(),
                    result.values[block.group * sums + s].begin() +
                        static_cast<std::ptrdiff_t>(block.offset));
        }
      });
  return result;
}

}  // namespace terrabalance::uncertainty
