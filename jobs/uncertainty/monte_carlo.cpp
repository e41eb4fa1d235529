#include "jobs/uncertainty/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "kernels/uncertainty/draws.hpp"

namespace terrabalance {
namespace {

using uncertainty::ColumnSummary;
using uncertainty::DrawRange;

constexpr std::size_t first_draws = std::size_t{1} << 17;
constexpr std::size_t most_draws = std::size_t{1} << 22;
constexpr std::size_t batch_bytes = std::size_t{512} << 20;

/// A zone's figures.
struct ZoneSummary {
  std::size_t zone = 0;
  std::vector<ColumnSummary> figures;
  std::vector<std::int64_t> sources;

  template <class Archive>
  void archive(Archive& a) {
    a(zone, figures, sources);
  }
};

/// Of a figure that does not exist: no number of draws would help.
ColumnSummary undefined_summary() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan, nan, nan, true};
}

ColumnSummary summary_of(const Quantity& quantity, std::span<const double> draws) {
  const bool finite =
      !quantity.is_ratio() || std::ranges::all_of(draws, [](double x) { return std::isfinite(x); });
  return finite ? uncertainty::summarise(draws) : undefined_summary();
}

/// Net per hectare is net on another scale.
ColumnSummary scaled(const ColumnSummary& s, double factor) {
  return {s.mean * factor, s.sd * factor,    s.p2_5 * factor,
          s.p50 * factor,  s.p97_5 * factor, s.converged};
}

/// All figures of some zones whose columns are complete. One figure a task.
std::vector<ZoneSummary> summarise_zones(
    const std::vector<std::pair<std::size_t, std::vector<std::vector<double>>>>& zones,
    const std::vector<std::vector<Quantity>>& quantities, std::size_t years, std::size_t draws,
    [[maybe_unused]] int threads) {
  std::vector<ZoneSummary> summaries;
  std::vector<std::pair<std::size_t, std::size_t>> tasks;
  for (std::size_t k = 0; k < zones.size(); ++k) {
    const std::size_t zone = zones[k].first;
    summaries.push_back({zone, std::vector<ColumnSummary>(quantities[zone].size()),
                         std::vector<std::int64_t>(years)});
    for (std::size_t q = 0; q < quantities[zone].size(); ++q) {
      if (quantities[zone][q].name != "net_per_ha") tasks.emplace_back(k, q);
    }
  }
#pragma omp parallel num_threads(threads)
  {
    std::vector<double> column(draws);
#pragma omp for schedule(dynamic)
    for (const auto& task : tasks) {
      const auto [k, q] = task;
      const Quantity& quantity = quantities[zones[k].first][q];
      if (quantity.undefined) {
        summaries[k].figures[q] = undefined_summary();
        continue;
      }
      values_of(quantity, zones[k].second, column);
      summaries[k].figures[q] = summary_of(quantity, column);
      if (quantity.name == "net" && !quantity.trend) {
        summaries[k].sources[quantity.to] =
            std::count_if(column.begin(), column.end(), [](double x) { return x > 0; });
      }
    }
  }
  for (std::size_t k = 0; k < zones.size(); ++k) {
    const auto& of_zone = quantities[zones[k].first];
    for (std::size_t q = 1; q < of_zone.size(); ++q) {
      if (of_zone[q].name != "net_per_ha") continue;  // it follows net
      summaries[k].figures[q] = scaled(summaries[k].figures[q - 1], of_zone[q].numerator[0].second);
    }
  }
  return summaries;
}

/// A number of draws from end to end.
class Run {
 public:
  Run(const Assembly& assembly, const std::vector<std::vector<Quantity>>& quantities,
      std::uint64_t seed, std::size_t draws, const Runtime& runtime)
      : assembly_(assembly),
        quantities_(quantities),
        seed_(seed),
        draws_(draws),
        runtime_(runtime),
        ranks_(runtime.communicator),
        own_(share_of_draws(draws, ranks_.rank(), ranks_.size())) {}

  MonteCarlo result() {
    const std::size_t sums = assembly_.zones.front().size();
    const std::size_t count = assembly_.zones.size();
    cells_ = uncertainty::draw_cells(assembly_.inputs, seed_, own_, runtime_.threads);
    totals_.assign(sums, std::vector<double>(own_.count, 0));
    negatives_.assign(assembly_.inputs.independent.size(), 0);
    // From the mean share of a rank: batches are the same on all.
    const std::size_t share = draws_ / static_cast<std::size_t>(ranks_.size()) + 1;
    const std::size_t bytes = share * sums * sizeof(double);
    const std::size_t batch = std::clamp<std::size_t>(batch_bytes / bytes, 1, count);
    for (std::size_t zone = 0; zone < count; zone += batch)
      add_batch(zone, std::min(batch, count - zone));
    std::vector<ZoneSummary> of_total;
    if (auto whole = complete(totals_, 0); ranks_.is_root()) {
      of_total = summarise_zones({{count, std::move(whole)}}, quantities_, assembly_.years, draws_,
                                 runtime_.threads);
    }
    return gather(std::move(of_total));
  }

 private:
  void add_batch(std::size_t first, std::size_t count) {
    const std::span groups(assembly_.zones);
    auto part = uncertainty::draw_sums(assembly_.inputs, groups.subspan(first, count), seed_, own_,
                                       cells_, totals_, runtime_.threads);
    // Batches draw shared inputs anew, the same each time.
    for (std::size_t f = 0; f < negatives_.size(); ++f)
      negatives_[f] = std::max(negatives_[f], part.negatives[f]);
    const std::size_t sums = groups.front().size();
    std::vector<std::pair<std::size_t, std::vector<std::vector<double>>>> mine;
    for (std::size_t k = 0; k < count; ++k) {
      std::vector<std::vector<double>> columns;
      for (std::size_t s = 0; s < sums; ++s)
        columns.push_back(std::move(part.values[k * sums + s]));
      const int owner = static_cast<int>((first + k) % static_cast<std::size_t>(ranks_.size()));
      columns = complete(columns, owner);
      if (owner == ranks_.rank()) mine.emplace_back(first + k, std::move(columns));
    }
    auto found = summarise_zones(mine, quantities_, assembly_.years, draws_, runtime_.threads);
    summaries_.insert(summaries_.end(), found.begin(), found.end());
    if (ranks_.is_root()) {
      runtime_.progress(static_cast<std::int64_t>(first + count),
                        static_cast<std::int64_t>(assembly_.zones.size()));
    }
  }

  /// The columns of all ranks one after the other, on the owner.
  std::vector<std::vector<double>> complete(std::vector<std::vector<double>>& columns,
                                            int owner) const {
    if (ranks_.size() == 1) return std::move(columns);
    if (owner != ranks_.rank()) {
      ranks_.send(owner, to_bytes(columns));
      return {};
    }
    std::vector<std::vector<double>> whole(columns.size());
    for (int rank = 0; rank < ranks_.size(); ++rank) {
      const auto received =
          rank == owner ? std::vector<std::vector<double>>{}
                        : from_bytes<std::vector<std::vector<double>>>(ranks_.receive(rank));
      const auto& part = rank == owner ? columns : received;
      for (std::size_t s = 0; s < whole.size(); ++s)
        whole[s].insert(whole[s].end(), part[s].begin(), part[s].end());
    }
    return whole;
  }

  MonteCarlo gather(std::vector<ZoneSummary> of_total) {
    MonteCarlo result;
    result.draws = draws_;
    result.negatives = ranks_.sum(negatives_);
    std::vector<ZoneSummary> all = std::move(summaries_);
    if (!ranks_.is_root()) {
      ranks_.send(0, to_bytes(all));
    } else {
      for (int rank = 1; rank < ranks_.size(); ++rank) {
        const auto more = from_bytes<std::vector<ZoneSummary>>(ranks_.receive(rank));
        all.insert(all.end(), more.begin(), more.end());
      }
      all.insert(all.end(), of_total.begin(), of_total.end());
      std::ranges::sort(all, {}, &ZoneSummary::zone);
      result.converged = true;
      for (ZoneSummary& zone : all) {
        for (const ColumnSummary& figure : zone.figures)
          result.converged = result.converged && figure.converged;
        result.summaries.push_back(std::move(zone.figures));
        result.sources.push_back(std::move(zone.sources));
      }
    }
    ranks_.broadcast(result.converged);
    return result;
  }

  const Assembly& assembly_;
  const std::vector<std::vector<Quantity>>& quantities_;
  std::uint64_t seed_;
  std::size_t draws_;
  const Runtime& runtime_;
  const Communicator& ranks_;
  DrawRange own_;
  std::vector<std::vector<double>> cells_;
  std::vector<std::vector<double>> totals_;
  std::vector<std::int64_t> negatives_;
  std::vector<ZoneSummary> summaries_;
};

}  // namespace

DrawRange share_of_draws(std::size_t draws, int rank, int ranks) {
  const std::size_t blocks = (draws + uncertainty::moment_block - 1) / uncertainty::moment_block;
  const auto edge = [&](int r) {
    const std::size_t block =
        blocks * static_cast<std::size_t>(r) / static_cast<std::size_t>(ranks);
    return std::min(draws, block * uncertainty::moment_block);
  };
  return {static_cast<std::uint32_t>(edge(rank)), edge(rank + 1) - edge(rank)};
}

MonteCarlo monte_carlo(const Assembly& assembly,
                       const std::vector<std::vector<Quantity>>& quantities, std::uint64_t seed,
                       std::optional<std::size_t> draws, const Runtime& runtime) {
  std::size_t n = draws.value_or(first_draws);
  for (;;) {
    MonteCarlo result = Run(assembly, quantities, seed, n, runtime).result();
    if (draws || result.converged || n >= most_draws) return result;
    n *= 2;
  }
}

}  // namespace terrabalance
