#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace terrabalance {

/// Asks the system for large pages under memory that nobody has touched yet. A page fault costs
/// microseconds; with large pages an array of a million numbers costs a handful instead of
/// thousands, and what is read here and there finds its addresses sooner. A hint: without effect
/// where the system has none, and on less than two large pages.
void prefer_large_pages(void* memory, std::size_t bytes);

/// `count` times a value, in large pages where they are worthwhile. What the vector held is lost.
template <class T, class Allocator>
void assign_in_large_pages(std::vector<T, Allocator>& values, std::size_t count, const T& value) {
  if (values.capacity() < count) {
    std::vector<T, Allocator> fresh;
    fresh.reserve(count);
    prefer_large_pages(static_cast<void*>(fresh.data()), count * sizeof(T));
    values = std::move(fresh);
  }
  values.assign(count, value);
}

}  // namespace terrabalance
