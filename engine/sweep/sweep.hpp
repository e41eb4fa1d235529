#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

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

/// Runs the kernels over every tile of the grid, once. Collective.
/// \return the kernels' summaries of the whole grid on rank 0, empty summaries on the others
template <class Source, Kernel... Kernels>
std::tuple<typename Kernels::Summary...> sweep(const Runtime& runtime, const Partition& partition,
                                               const Source& source, const Kernels&... kernels) {
  const Fused<Kernels...> fused(kernels...);
  using Summary = typename Fused<Kernels...>::Summary;
  const auto merge = [&](Summary& first, Summary&& second, Side side) {
    fused.merge(first, std::move(second), side);
  };
  OrderedMerge<Summary, decltype(merge)> band(partition.columns(), 4 * runtime.threads, merge);
  const auto visit = [&](std::int64_t index, const TileView& view) {
    band.add(index, fused.scan(view));
  };
  const auto stop = [&] { band.stop(); };
  if (fused.halo() == 0) {
    for_each_tile(runtime, partition, source, visit, stop);
  } else {
    for_each_tile(runtime, partition, HaloSource(source, fused.halo(), partition.grid_tile()),
                  visit, stop);
  }
  auto whole = runtime.communicator.together(
      [&] { return reduce_bands(runtime.communicator, std::move(band).take(), merge); });
  return whole ? std::move(*whole) : Summary{};
}

}  // namespace terrabalance
