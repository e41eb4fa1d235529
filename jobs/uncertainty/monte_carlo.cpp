#include "jobs/uncertainty/monte_carlo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "kernels/uncertainty/column_tally.hpp"
#include "kernels/uncertainty/draws.hpp"

namespace terrabalance {
namespace {

using uncertainty::Brackets;
using uncertainty::ColumnSummary;
using uncertainty::ColumnTally;
using uncertainty::DrawRange;

constexpr std::size_t first_draws = std::size_t{1} << 17;
constexpr std::size_t most_draws = std::size_t{1} << 22;
/// Tallies of the zones worked on at once.
constexpr std::size_t batch_bytes = std::size_t{512} << 20;
/// Draws that brackets are found from, and the share of all draws that they are at least.
constexpr std::size_t pilot_draws = std::size_t{1} << 14;
constexpr std::size_t pilot_share = 32;

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

using ZoneTallies = std::vector<ColumnTally>;  ///< [quantity]
using ZoneBrackets = std::vector<Brackets>;    ///< [quantity]

/// Net per hectare is net on another scale.
bool follows_net(const Quantity& quantity) {
  return quantity.name == "net_per_ha";
}
bool is_tallied(const Quantity& quantity) {
  return !quantity.undefined && !follows_net(quantity);
}

ColumnSummary scaled(const ColumnSummary& s, double factor) {
  return {s.mean * factor, s.sd * factor,    s.p2_5 * factor,
          s.p50 * factor,  s.p97_5 * factor, s.converged};
}

/// Folds a block of a zone's sums into the tallies of its figures.
void tally(const std::vector<Quantity>& quantities, std::span<const std::span<const double>> sums,
           const ZoneBrackets& brackets, ZoneTallies& tallies) {
  std::array<double, uncertainty::moment_block> memory;  // NOLINT(*-member-init): written first
  const auto values = std::span(memory).first(sums.front().size());
  for (std::size_t q = 0; q < quantities.size(); ++q) {
    if (!is_tallied(quantities[q])) continue;
    values_of(quantities[q], sums, values);
    tallies[q].add(values, brackets[q]);
  }
}

/// Brackets of a zone's figures from the first draws of its sums.
ZoneBrackets brackets_of_zone(const std::vector<Quantity>& quantities,
                              const std::vector<std::vector<double>>& columns, std::size_t count) {
  ZoneBrackets brackets(quantities.size(), uncertainty::unbounded_brackets());
  std::vector<std::span<const double>> sums;
  sums.reserve(columns.size());
  for (const auto& column : columns)
    sums.push_back(std::span(column).first(count));
  std::vector<double> values(count);
  for (std::size_t q = 0; q < quantities.size() && count > 0; ++q) {
    if (!is_tallied(quantities[q])) continue;
    values_of(quantities[q], sums, values);
    const bool finite = std::ranges::all_of(values, [](double x) { return std::isfinite(x); });
    if (finite) brackets[q] = uncertainty::brackets_of(values);
  }
  return brackets;
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
    // From the mean share of a rank: batches are the same on all. One value in ten is kept.
    const std::size_t share = draws_ / static_cast<std::size_t>(ranks_.size()) + 1;
    const std::size_t bytes = share * quantities_.front().size() * sizeof(double) / 10 + 1;
    const std::size_t batch = std::clamp<std::size_t>(batch_bytes / bytes, 1, count);
    for (std::size_t zone = 0; zone < count; zone += batch) {
      add_batch(zone, std::min(batch, count - zone));
      if (ranks_.is_root()) {
        runtime_.progress(static_cast<std::int64_t>(std::min(zone + batch, count)),
                          static_cast<std::int64_t>(count));
      }
    }
    add_total(count);
    return gather();
  }

 private:
  /// Draws in which the area of a class is below 0, as shares of error matrices by mvn can be.
  std::vector<std::int64_t> negative_areas() const {
    const auto& matrices = assembly_.inputs.matrices;
    if (std::ranges::none_of(matrices, [](const uncertainty::ErrorMatrix& matrix) {
          return matrix.draws == uncertainty::ShareDraws::mvn;
        })) {
      return {};
    }
    const std::size_t of_zone = assembly_.areas.size() / assembly_.zones.size();
    std::vector<std::int64_t> count(assembly_.areas.size() + of_zone, 0);
    each(
        [&](std::size_t k) {
          std::vector<double> total(own_.count, 0);
          std::vector<double> area(own_.count);
          for (std::size_t a = k; a < assembly_.areas.size(); a += of_zone) {
            std::ranges::fill(area, 0);
            for (const uncertainty::Term& term : assembly_.areas[a]) {
              const auto& cell = cells_[static_cast<std::size_t>(term.cell)];
              for (std::size_t i = 0; i < own_.count; ++i)
                area[i] += term.coefficient * cell[i];
            }
            for (std::size_t i = 0; i < own_.count; ++i) {
              total[i] += area[i];
              count[a] += area[i] < 0 ? 1 : 0;
            }
          }
          count[assembly_.areas.size() + k] =
              std::ranges::count_if(total, [](double x) { return x < 0; });
        },
        of_zone);
    return ranks_.sum(count);
  }

  void add_batch(std::size_t first, std::size_t count) {
    const auto groups = std::span(assembly_.zones).subspan(first, count);
    std::vector<std::vector<double>> none;
    std::vector<ZoneBrackets> brackets(count);
    if (ranks_.is_root()) {
      const DrawRange pilot{own_.first, pilot_size()};
      const auto drawn = uncertainty::draw_sums(assembly_.inputs, groups, seed_, pilot, cells_,
                                                none, runtime_.threads);
      const std::size_t sums = groups.front().size();
      each(
          [&](std::size_t k) {
            const auto from = drawn.values.begin() + static_cast<std::ptrdiff_t>(k * sums);
            brackets[k] =
                brackets_of_zone(quantities_[first + k],
                                 {from, from + static_cast<std::ptrdiff_t>(sums)}, pilot.count);
          },
          count);
    }
    const auto pass = [&](bool first_time) {
      std::vector<std::vector<ZoneTallies>> parts(static_cast<std::size_t>(runtime_.threads));
      for (auto& part : parts) {
        for (std::size_t k = 0; k < count; ++k)
          part.emplace_back(quantities_[first + k].size());
      }
      const auto negatives = uncertainty::visit_draws(
          assembly_.inputs, groups, seed_, own_, cells_, first_time ? totals_ : none,
          runtime_.threads, [&](const uncertainty::DrawBlock& block) {
            tally(quantities_[first + block.group], block.sums, brackets[block.group],
                  parts[block.part][block.group]);
          });
      // Batches draw shared inputs anew, the same each time.
      for (std::size_t f = 0; f < negatives_.size(); ++f)
        negatives_[f] = std::max(negatives_[f], negatives[f]);
      return joined(std::move(parts));
    };
    summarise_all(first, brackets, pass);
  }

  /// All zones together, whose draws are held.
  void add_total(std::size_t zone) {
    const auto& quantities = quantities_[zone];
    std::vector<ZoneBrackets> brackets(1);
    if (ranks_.is_root()) brackets[0] = brackets_of_zone(quantities, totals_, pilot_size());
    summarise_all(zone, brackets, [&](bool) {
      const auto threads = static_cast<std::size_t>(runtime_.threads);
      const std::size_t blocks =
          (own_.count + uncertainty::moment_block - 1) / uncertainty::moment_block;
      std::vector<std::vector<ZoneTallies>> parts(
          threads, std::vector<ZoneTallies>(1, ZoneTallies(quantities.size())));
      each(
          [&](std::size_t part) {
            for (std::size_t block = blocks * part / threads; block < blocks * (part + 1) / threads;
                 ++block) {
              const std::size_t offset = block * uncertainty::moment_block;
              const std::size_t size = std::min(uncertainty::moment_block, own_.count - offset);
              std::vector<std::span<const double>> sums;
              for (const auto& column : totals_)
                sums.push_back(std::span(column).subspan(offset, size));
              tally(quantities, sums, brackets[0], parts[part][0]);
            }
          },
          threads);
      return joined(std::move(parts));
    });
  }

  /// Summaries of consecutive zones from what a pass over the draws leaves of them. Columns that
  /// miss a bracket go through another pass that keeps all of them.
  /// \param pass  given whether it is the first, returns this rank's tallies by zone
  template <class Pass>
  void summarise_all(std::size_t first, std::vector<ZoneBrackets>& brackets, const Pass& pass) {
    ranks_.broadcast(brackets);
    for (bool first_time = true;; first_time = false) {
      auto tallies = pass(first_time);
      std::vector<std::pair<std::size_t, ZoneTallies>> mine;
      for (std::size_t k = 0; k < brackets.size(); ++k) {
        const int owner = static_cast<int>((first + k) % static_cast<std::size_t>(ranks_.size()));
        auto whole = complete(std::move(tallies[k]), owner);
        if (owner == ranks_.rank()) mine.emplace_back(k, std::move(whole));
      }
      std::vector<ZoneSummary> found(mine.size());
      std::vector<std::vector<std::size_t>> missed(mine.size());
      each(
          [&](std::size_t m) {
            const std::size_t k = mine[m].first;
            found[m] = summary_of(first + k, mine[m].second, brackets[k], missed[m]);
          },
          mine.size());
      std::vector<std::pair<std::size_t, std::size_t>> again;
      for (std::size_t m = 0; m < mine.size(); ++m) {
        for (const std::size_t q : missed[m])
          again.emplace_back(mine[m].first, q);
      }
      again = everyones(again);
      if (again.empty()) {
        summaries_.insert(summaries_.end(), found.begin(), found.end());
        return;
      }
      for (const auto& [k, q] : again)
        brackets[k][q] = uncertainty::unbounded_brackets();
    }
  }

  ZoneSummary summary_of(std::size_t zone, const ZoneTallies& tallies, const ZoneBrackets& brackets,
                         std::vector<std::size_t>& missed) const {
    const auto& quantities = quantities_[zone];
    ZoneSummary summary{zone, std::vector<ColumnSummary>(quantities.size()),
                        std::vector<std::int64_t>(assembly_.years)};
    for (std::size_t q = 0; q < quantities.size(); ++q) {
      const Quantity& quantity = quantities[q];
      if (quantity.undefined) {
        summary.figures[q] = uncertainty::undefined_summary();
      } else if (follows_net(quantity)) {
        summary.figures[q] = scaled(summary.figures[q - 1], quantity.numerator[0].second);
      } else if (const auto found = uncertainty::summarise(tallies[q], brackets[q])) {
        summary.figures[q] = *found;
      } else {
        missed.push_back(q);
      }
      if (quantity.name == "net" && !quantity.trend) {
        summary.sources[quantity.to] = tallies[q].positive;
      }
    }
    return summary;
  }

  /// A number of tasks on the threads.
  template <class Task>
  void each(const Task& task, std::size_t count) const {
#pragma omp parallel for schedule(dynamic) num_threads(runtime_.threads)
    for (std::size_t k = 0; k < count; ++k)
      task(k);
  }

  std::size_t pilot_size() const {
    return std::min(own_.count, std::max(pilot_draws, draws_ / pilot_share));
  }

  /// Parts of this rank's draws, in their order, made one.
  static std::vector<ZoneTallies> joined(std::vector<std::vector<ZoneTallies>> parts) {
    for (std::size_t part = 1; part < parts.size(); ++part) {
      for (std::size_t k = 0; k < parts[part].size(); ++k) {
        for (std::size_t q = 0; q < parts[part][k].size(); ++q) {
          parts[0][k][q].append(parts[part][k][q]);
          parts[part][k][q] = {};
        }
      }
    }
    return std::move(parts.front());
  }

  /// The tallies of all ranks one after the other, on the owner.
  ZoneTallies complete(ZoneTallies tallies, int owner) const {
    if (ranks_.size() == 1) return tallies;
    if (owner != ranks_.rank()) {
      ranks_.send(owner, to_bytes(tallies));
      return {};
    }
    ZoneTallies whole(tallies.size());
    for (int rank = 0; rank < ranks_.size(); ++rank) {
      const auto received =
          rank == owner ? ZoneTallies{} : from_bytes<ZoneTallies>(ranks_.receive(rank));
      const auto& part = rank == owner ? tallies : received;
      for (std::size_t q = 0; q < whole.size(); ++q)
        whole[q].append(part[q]);
    }
    return whole;
  }

  /// What the ranks have, put together, on every rank.
  template <class T>
  std::vector<T> everyones(std::vector<T> own) const {
    if (ranks_.size() == 1) return own;
    if (!ranks_.is_root()) ranks_.send(0, to_bytes(own));
    for (int rank = 1; ranks_.is_root() && rank < ranks_.size(); ++rank) {
      const auto more = from_bytes<std::vector<T>>(ranks_.receive(rank));
      own.insert(own.end(), more.begin(), more.end());
    }
    ranks_.broadcast(own);
    return own;
  }

  MonteCarlo gather() {
    MonteCarlo result;
    result.draws = draws_;
    result.negatives = ranks_.sum(negatives_);
    result.negative_areas = negative_areas();
    std::vector<ZoneSummary> all = everyones(std::move(summaries_));
    std::ranges::sort(all, {}, &ZoneSummary::zone);
    result.converged = true;
    for (ZoneSummary& zone : all) {
      for (const ColumnSummary& figure : zone.figures)
        result.converged = result.converged && figure.converged;
      result.summaries.push_back(std::move(zone.figures));
      result.sources.push_back(std::move(zone.sources));
    }
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
