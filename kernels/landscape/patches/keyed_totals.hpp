#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace terrabalance::landscape {

/// Totals by a 64-bit key, for few keys at first and any number in the end. Open addressing over a
/// plain vector of entries, so that it is cheap to send and to merge.
/// \tparam Value  default is zero; has `void add(const Value&)`
template <class Value>
class KeyedTotals {
 public:
  using Entry = std::pair<std::uint64_t, Value>;

  Value& operator[](std::uint64_t key) {
    if (2 * (entries_.size() + 1) > slots_.size())
      rehash(std::max<std::size_t>(16, 2 * slots_.size()));
    const std::size_t slot = slot_of(key);
    if (slots_[slot] == 0) {
      entries_.emplace_back(key, Value{});
      slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    }
    return entries_[slots_[slot] - 1].second;
  }
  const Value* find(std::uint64_t key) const {
    if (slots_.empty()) return nullptr;
    const std::size_t slot = slot_of(key);
    return slots_[slot] == 0 ? nullptr : &entries_[slots_[slot] - 1].second;
  }
  void add(const KeyedTotals& other) {
    for (const auto& [key, value] : other.entries_)
      (*this)[key].add(value);
  }

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  const std::vector<Entry>& entries() const { return entries_; }  ///< in order of first use
  std::vector<Entry> sorted() const {
    auto result = entries_;
    std::sort(result.begin(), result.end(),
              [](const Entry& a, const Entry& b) { return a.first < b.first; });
    return result;
  }

  template <class Archive>
  void archive(Archive& a) {
    a(entries_);
    if (2 * entries_.size() > slots_.size()) rehash(4 * entries_.size());
  }

 private:
  std::size_t slot_of(std::uint64_t key) const {
    std::uint64_t hash = key * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 32;
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    while (slots_[slot] != 0 && entries_[slots_[slot] - 1].first != key)
      slot = (slot + 1) & mask;
    return slot;
  }
  void rehash(std::size_t wanted) {
    std::size_t size = 16;
    while (size < wanted)
      size *= 2;
    slots_.assign(size, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i)
      slots_[slot_of(entries_[i].first)] = static_cast<std::uint32_t>(i + 1);
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // 0: free, else 1 + index of the entry; a power of two
};

}  // namespace terrabalance::landscape
