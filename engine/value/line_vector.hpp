#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace terrabalance {

/// Gives memory that begins where a cache line does.
template <class T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  LineAllocator() = default;
  template <class Other>
  explicit(false) LineAllocator(const LineAllocator<Other>& /*other*/) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), line));
  }
  void deallocate(T* memory, std::size_t /*count*/) { ::operator delete(memory, line); }
  friend bool operator==(const LineAllocator&, const LineAllocator&) = default;
};

/// For cells that are gone through in whole registers: one that lies across two lines costs as much
/// as two.
template <class T>
using LineVector = std::vector<T, LineAllocator<T>>;

}  // namespace terrabalance
