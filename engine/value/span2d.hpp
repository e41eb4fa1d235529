#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace terrabalance {

/// A view of a rectangle of cells in row-major memory; the owner of the memory outlives it.
template <class T>
struct Span2D {
  T* data = nullptr;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t stride = 0;  ///< elements from one row to the next

  std::span<T> row(std::int64_t y) const {
    assert(y >= 0 && y < height);
    return {data + y * stride, static_cast<std::size_t>(width)};
  }
  T& operator()(std::int64_t x, std::int64_t y) const { return data[y * stride + x]; }
};

}  // namespace terrabalance
