#pragma once

#include <concepts>
#include <utility>

#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// Where the second of two merged summaries lies.
enum class Side {
  right,  ///< right of the first, same rows
  below   ///< below the first, same columns
};

/// A raster computation, written once: scan a tile, merge two adjacent summaries. Merging is
/// associative and keeps every bit, so it does not matter how the grid was cut. What becomes of the
/// summary of the whole grid is the kernel's own affair (by custom, a free function that returns
/// tables). A kernel that looks at cells around its own declares how far with a member `halo()`,
/// see engine/sweep/halo.hpp. See docs/writing-a-kernel.md.
template <class K>
concept Kernel = std::default_initializable<typename K::Summary> &&
    requires(const K& kernel, const TileView& tile, typename K::Summary& first,
             typename K::Summary second) {
  { kernel.scan(tile) } -> std::same_as<typename K::Summary>;
  kernel.merge(first, std::move(second), Side::right);
};

/// A kernel whose results are too many for one rank says so with
///     Summary detach(Summary& band) const              takes out what can no longer change
///     void attach(Summary& whole, Summary&& kept) const   puts it back
/// What is taken out of a band's summary stays with the rank that swept it. \return nothing where
/// the kernel says nothing
template <Kernel K>
typename K::Summary detached(const K& kernel, typename K::Summary& band) {
  if constexpr (requires { kernel.detach(band); }) {
    return kernel.detach(band);
  } else {
    return {};
  }
}

template <Kernel K>
void attach(const K& kernel, typename K::Summary& whole, typename K::Summary&& kept) {
  if constexpr (requires { kernel.attach(whole, std::move(kept)); })
    kernel.attach(whole, std::move(kept));
}

}  // namespace terrabalance
