#pragma once

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace terrabalance {

/// Merges two sorted lists of keyed totals; `add(first, second)` joins two of the same key.
template <class T, class Add>
void merge_keyed(std::vector<T>& first, std::vector<T>&& second, const Add& add) {
  if (first.empty()) {
    first = std::move(second);
    return;
  }
  std::vector<T> both;
  both.reserve(first.size() + second.size());
  std::ranges::merge(first, second, std::back_inserter(both), {}, &T::key, &T::key);
  std::size_t last = 0;
  for (std::size_t i = 1; i < both.size(); ++i) {
    if (both[i].key() == both[last].key()) {
      add(both[last], both[i]);
    } else {
      both[++last] = both[i];
    }
  }
  both.resize(last + 1);
  first = std::move(both);
}

}  // namespace terrabalance
