#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/sweep/checkpoint.hpp"
#include "engine/sweep/halo.hpp"
#include "engine/sweep/ordered_merge.hpp"
#include "engine/sweep/reduce.hpp"
#include "engine/sweep/tile_loop.hpp"

/// \file
/// The engine's front door: run kernels over a raster.
namespace terrabalance {

/// Several kernels as one: every tile is read and decoded once for all of them. The kernels are
/// known to the compiler, so each scan is inlined as if it stood alone.
template <Kernel... Kernels>
class Fused {
 public:
  using Summary = std::tuple<typename Kernels::Summary...>;

  explicit Fused(const Kernels&... kernels) : kernels_(kernels...) {}

  Summary scan(const TileView& tile) const {
    return std::apply([&](const auto&... kernel) { return Summary{scan_core(kernel, tile)...}; },
                      kernels_);
  }
  std::int64_t halo() const {
    return std::apply(
        [](const auto&... kernel) {
          return std::max({std::int64_t{0}, halo_of(kernel)...});
        },
        kernels_);
  }
  void merge(Summary& first, Summary&& second, Side side) const {
    merge(first, std::move(second), side, std::index_sequence_for<Kernels...>{});
  }

 private:
  template <std::size_t... I>
  void merge(Summary& first, Summary&& second, Side side, std::index_sequence<I...>) const {
    (std::get<I>(kernels_).merge(std::get<I>(first), std::move(std::get<I>(second)), side), ...);
  }

  std::tuple<const Kernels&...> kernels_;
};

/// Sweeps bands of this rank, one after another; what is done is kept where the runtime says.
/// Collective: every rank brings as many bands, empty ones if need be.
/// \return the summaries of those bands that are not empty
template <class Kernel, class Source>
std::vector<std::pair<Partition::Band, typename Kernel::Summary>> sweep_bands(
    const Runtime& runtime, const Partition& partition, const std::vector<Partition::Band>& bands,
    const Source& source, const Kernel& kernel) {
  using Summary = typename Kernel::Summary;
  std::vector<std::pair<Partition::Band, Summary>> summaries;
  const auto merge = [&](Summary& first, Summary&& second, Side side) {
    kernel.merge(first, std::move(second), side);
  };
  for (const Partition::Band& band : bands) {
    const auto keep = [&](const Summary& summary, std::int64_t rows) {
      const Span span(runtime.meter.get(), Phase::write);
      runtime.checkpoint->save(runtime.stage, {band.begin, band.begin + rows}, to_bytes(summary));
    };
    OrderedMerge<Summary, decltype(merge)> merged(
        partition.columns(), 4 * runtime.threads, merge,
        [&](const Summary& summary, std::int64_t rows) {
          if (runtime.checkpoint && runtime.checkpoint->due()) keep(summary, rows);
        },
        runtime.meter.get());
    try {
      for_each_tile(
          runtime, partition, band, source,
          [&](std::int64_t index, const TileView& view) { merged.add(index, kernel.scan(view)); },
          [&] { merged.stop(); });
    } catch (...) {
      if (runtime.checkpoint && merged.so_far() && was_interrupted(std::current_exception())) {
        keep(*merged.so_far(), merged.rows_so_far());
      }
      throw;
    }
    if (auto whole = std::move(merged).take()) summaries.emplace_back(band, std::move(*whole));
  }
  return summaries;
}

/// Goes on where a checkpoint stands: sweeps the rest, shared out anew, and puts all together on
/// the root rank. Collective.
template <class Kernel, class Source>
std::optional<typename Kernel::Summary> resume_sweep(const Runtime& runtime,
                                                     const Partition& partition,
                                                     const Source& source, const Kernel& kernel) {
  using Summary = typename Kernel::Summary;
  const Communicator& ranks = runtime.communicator;
  std::map<std::int64_t, Summary> pieces;  // by first row of tiles
  std::vector<Partition::Band> done;
  ranks.together([&] {
    if (!ranks.is_root()) return;
    for (const SweptRows& swept : runtime.checkpoint->load(runtime.stage, partition.rows())) {
      done.push_back(swept.rows);
      pieces.emplace(swept.rows.begin, from_bytes<Summary>(swept.summary));
    }
  });
  ranks.broadcast(done);
  auto shares = shares_of_rest(partition.rows(), done, ranks.size());
  const auto most = std::ranges::max(shares, {}, &std::vector<Partition::Band>::size).size();
  auto& mine = shares[static_cast<std::size_t>(ranks.rank())];
  mine.resize(most);
  auto swept = sweep_bands(runtime, partition, mine, source, kernel);
  return ranks.together([&]() -> std::optional<Summary> {
    for (auto& [begin, summary] : gather_on_root(ranks, std::move(swept)))
      pieces.emplace(begin, std::move(summary));
    const Span span(runtime.meter.get(), Phase::merge);
    std::optional<Summary> whole;
    for (auto& [begin, summary] : pieces) {
      if (whole) {
        kernel.merge(*whole, std::move(summary), Side::below);
      } else {
        whole.emplace(std::move(summary));
      }
    }
    return whole;
  });
}

/// Runs the kernels over every tile of the grid, once. Collective.
/// \return the kernels' summaries of the whole grid on rank 0, empty summaries on the others
template <class Source, Kernel... Kernels>
std::tuple<typename Kernels::Summary...> sweep(const Runtime& runtime, const Partition& partition,
                                               const Source& source, const Kernels&... kernels) {
  const Fused<Kernels...> fused(kernels...);
  using Summary = typename Fused<Kernels...>::Summary;
  const Communicator& ranks = runtime.communicator;
  const auto run = [&](const auto& tiles) -> std::optional<Summary> {
    if (runtime.checkpoint && runtime.checkpoint->resumes()) {
      return resume_sweep(runtime, partition, tiles, fused);
    }
    auto bands =
        sweep_bands(runtime, partition, {partition.band(ranks.rank(), ranks.size())}, tiles, fused);
    return ranks.together([&] {
      std::optional<Summary> band;
      if (!bands.empty()) band = std::move(bands.front().second);
      return reduce_bands(ranks, std::move(band), [&](Summary& first, Summary&& second, Side side) {
        const Span span(runtime.meter.get(), Phase::merge);
        fused.merge(first, std::move(second), side);
      });
    });
  };
  auto whole = fused.halo() == 0 ? run(source)
                                 : run(HaloSource(source, fused.halo(), partition.grid_tile()));
  return whole ? std::move(*whole) : Summary{};
}

}  // namespace terrabalance
