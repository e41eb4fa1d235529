#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "engine/sweep/kernel.hpp"

namespace terrabalance {

/// A kernel that may be left out of a sweep: its summary is then empty. What is computed is so
/// decided at run time, while every scan is still known to the compiler.
template <Kernel K>
class Maybe {
 public:
  using Summary = typename K::Summary;

  explicit Maybe(std::optional<K> kernel) : kernel_(std::move(kernel)) {}

  Summary scan(const TileView& tile) const { return kernel_ ? kernel_->scan(tile) : Summary{}; }
  void merge(Summary& first, Summary&& second, Side side) const {
    if (kernel_) kernel_->merge(first, std::move(second), side);
  }
  Summary detach(Summary& band) const { return kernel_ ? detached(*kernel_, band) : Summary{}; }
  void attach(Summary& whole, Summary&& kept) const {
    if (kernel_) terrabalance::attach(*kernel_, whole, std::move(kept));
  }
  std::int64_t halo() const requires requires(const K& kernel) { kernel.halo(); }
  { return kernel_ ? kernel_->halo() : 0; }

 private:
  std::optional<K> kernel_;
};

}  // namespace terrabalance
