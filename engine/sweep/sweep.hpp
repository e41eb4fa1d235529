#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <type_traits>
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
    for_each_kernel([&](const auto& kernel, auto i) {
      kernel.merge(std::get<i>(first), std::move(std::get<i>(second)), side);
    });
  }
  Summary detach(Summary& band) const {
    Summary kept;
    for_each_kernel([&](const auto& kernel, auto i) {
      std::get<i>(kept) = detached(kernel, std::get<i>(band));
    });
    return kept;
  }
  void attach(Summary& whole, Summary&& kept) const {
    for_each_kernel([&](const auto& kernel, auto i) {
      terrabalance::attach(kernel, std::get<i>(whole), std::move(std::get<i>(kept)));
    });
  }

 private:
  /// Calls visit(kernel, its place among the kernels).
  template <class Visit>
  void for_each_kernel(const Visit& visit) const {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit(std::get<I>(kernels_), std::integral_constant<std::size_t, I>{}), ...);
    }
    (std::index_sequence_for<Kernels...>{});
  }

  std::tuple<const Kernels&...> kernels_;
};

/// Sweeps bands of this rank, one after another; what is done is kept where the runtime says, also
/// at the end of a band that took long.
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
    const auto start = std::chrono::steady_clock::now();
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
    auto whole = std::move(merged).take();
    runtime.communicator.together([&] {
      constexpr std::chrono::seconds worth_keeping{10};
      if (whole && runtime.checkpoint && std::chrono::steady_clock::now() - start > worth_keeping)
        keep(*whole, band.end - band.begin);
    });
    if (whole) summaries.emplace_back(band, std::move(*whole));
  }
  return summaries;
}

/// Takes out of the bands what stays with this rank.
template <class Kernel>
typename Kernel::Summary detach_bands(
    const Kernel& kernel,
    std::vector<std::pair<Partition::Band, typename Kernel::Summary>>& bands) {
  typename Kernel::Summary kept{};
  for (auto& [_, summary] : bands)
    kernel.attach(kept, kernel.detach(summary));
  return kept;
}

/// Goes on where a checkpoint stands: sweeps the rest, shared out anew, and puts all together on
/// the root rank, also what the checkpoint has of kernels that leave something with each rank.
/// Collective.
template <class Kernel, class Source>
typename Kernel::Summary resume_sweep(const Runtime& runtime, const Partition& partition,
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
  return ranks.together([&] {
    Summary kept = detach_bands(kernel, swept);
    for (auto& [begin, summary] : gather_on_root(ranks, std::move(swept)))
      pieces.emplace(begin, std::move(summary));
    const Span span(runtime.meter.get(), Phase::merge);
    Summary whole{};
    for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
      if (piece == pieces.begin()) {
        whole = std::move(piece->second);
      } else {
        kernel.merge(whole, std::move(piece->second), Side::below);
      }
    }
    kernel.attach(whole, std::move(kept));
    return whole;
  });
}

/// Runs the kernels over every tile of the grid, once. Collective.
/// \return the kernels' summaries of the whole grid on rank 0, empty summaries on the others; what
///         kernels detach stays with the rank that swept it
template <class Source, Kernel... Kernels>
std::tuple<typename Kernels::Summary...> sweep(const Runtime& runtime, const Partition& partition,
                                               const Source& source, const Kernels&... kernels) {
  const Fused<Kernels...> fused(kernels...);
  using Summary = typename Fused<Kernels...>::Summary;
  const Communicator& ranks = runtime.communicator;
  const auto run = [&](const auto& tiles) -> Summary {
    if (runtime.checkpoint && runtime.checkpoint->resumes()) {
      return resume_sweep(runtime, partition, tiles, fused);
    }
    auto bands =
        sweep_bands(runtime, partition, {partition.band(ranks.rank(), ranks.size())}, tiles, fused);
    return ranks.together([&] {
      Summary kept = detach_bands(fused, bands);
      std::optional<Summary> band;
      if (!bands.empty()) band = std::move(bands.front().second);
      auto reduced =
          reduce_bands(ranks, std::move(band), [&](Summary& first, Summary&& second, Side side) {
            const Span span(runtime.meter.get(), Phase::merge);
            fused.merge(first, std::move(second), side);
          });
      Summary whole = reduced ? std::move(*reduced) : Summary{};
      fused.attach(whole, std::move(kept));
      return whole;
    });
  };
  return fused.halo() == 0 ? run(source)
                           : run(HaloSource(source, fused.halo(), partition.grid_tile()));
}

}  // namespace terrabalance
