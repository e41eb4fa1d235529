#include "kernels/gwr/lattice/banded_fit.hpp"

#include <algorithm>

namespace terrabalance::gwr {
namespace {

/// Σ term(observed response) over a rank's fitted cells, a number per row.
template <class Term>
Team::Numbers sums_of_rows(const LocalFit& fit, Rows rows, std::size_t width, Term&& term) {
  Team::Numbers sums(rows.count(), 0.0);
  for (std::size_t y = rows.first; y < rows.last; ++y)
    for (std::size_t i = y * width; i < (y + 1) * width; ++i)
      if (fit.status[i] == Status::ok)
        sums[y - rows.first] += term(fit.fitted[i] + fit.residual[i]);
  return sums;
}

double total_of(const Team::Numbers& numbers) {
  double sum = 0;
  for (const double value : numbers)
    sum += value;
  return sum;
}

/// Sum of squares of the response about its mean, over the fitted cells of all ranks.
double total_spread(const LocalFit& fit, std::size_t width, const BandTeam& ranks) {
  const double mean =
      total_of(ranks.team.gather([&] {
        return sums_of_rows(fit, ranks.band.own_held(), width, [](double y) { return y; });
      })) /
      fit.sums.places;
  return total_of(ranks.team.gather([&] {
    return sums_of_rows(fit, ranks.band.own_held(), width,
                        [mean](double y) { return (y - mean) * (y - mean); });
  }));
}

std::array<std::size_t, status_count> count(const LocalFit& fit, std::size_t width,
                                            const BandTeam& ranks) {
  const Team::Numbers all = ranks.team.gather([&] {
    Team::Numbers numbers(status_count, 0.0);
    const Rows own = ranks.band.own_held();
    for (std::size_t i = own.first * width; i < own.last * width; ++i)
      numbers[static_cast<std::size_t>(fit.status[i])] += 1;
    return numbers;
  });
  std::array<std::size_t, status_count> counts{};
  for (std::size_t i = 0; i < all.size(); ++i)
    counts[i % status_count] += static_cast<std::size_t>(all[i]);
  return counts;
}

}  // namespace

Band band_of(std::size_t rank, std::size_t ranks, std::size_t height, std::size_t reach,
             std::size_t together) {
  const auto cut = [&](std::size_t r) {
    const std::size_t even = height * r / ranks;
    const bool whole = r < ranks && height >= 2 * together * ranks;
    return whole ? even / together * together : even;
  };
  const Rows own{cut(rank), cut(rank + 1)};
  if (own.count() == 0) return {own, own};
  const std::size_t first = own.first / together * together;
  const std::size_t last = (own.last + together - 1) / together * together;
  return {own, {first > reach ? first - reach : 0, std::min(last + reach, height)}};
}

std::vector<double> centres_of(const Lattice& lattice, const BandTeam& ranks) {
  const std::size_t columns = lattice.predictors.size() + 1;
  const Team::Numbers all = ranks.team.gather([&] {
    const Ranges mine = ranges_of(lattice, ranks.band.own_held());
    Team::Numbers numbers = mine.low;
    numbers.insert(numbers.end(), mine.high.begin(), mine.high.end());
    return numbers;
  });
  const auto part = [&](std::size_t first) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(columns));
  };
  Ranges ranges{part(0), part(columns)};
  for (std::size_t first = 2 * columns; first < all.size(); first += 2 * columns)
    ranges.merge({part(first), part(first + columns)});
  return ranges.centres();
}

Sums evaluate_bands(const LatticeModel& model, const Window& window, const BandTeam& ranks) {
  return total_of_numbers(ranks.team.gather([&] {
    return as_numbers(model.evaluate(window, ranks.band.own_held(), ranks.team.threads));
  }));
}

BandedFit fit_bands(const LatticeModel& model, const Window& window, double bandwidth,
                    SigmaForm form, const BandTeam& ranks) {
  const std::size_t width = model.lattice().width;
  BandedFit result;
  LocalFit& local = result.local;
  local = model.empty_fit(bandwidth);
  local.sums = total_of_numbers(ranks.team.gather([&] {
    return as_numbers(model.fit(local, window, ranks.band.own_held(), ranks.team.threads));
  }));
  ranks.fill_halo(local.residual);
  ranks.team.gather([&] {
    model.fit_local_r2(local, window, ranks.band.own_held(), ranks.team.threads);
    return Team::Numbers{};
  });
  result.whole = diagnose(local.sums, model.coefficients(), bandwidth,
                          total_spread(local, width, ranks), form);
  result.counts = count(local, width, ranks);
  return result;
}

}  // namespace terrabalance::gwr
