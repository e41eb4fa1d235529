#pragma once

#include <cstdint>
#include <unordered_map>

namespace terrabalance {

/// One value for each zone (or other number) of a tile, made when first asked for. Zones come in
/// long runs, so the last one is looked at first.
template <class T>
class PerZone {
 public:
  T& operator[](std::int32_t zone) {
    if (last_ != nullptr && zone == last_zone_) return *last_;
    last_zone_ = zone;
    last_ = &values_[zone];
    return *last_;
  }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }

 private:
  std::unordered_map<std::int32_t, T> values_;
  std::int32_t last_zone_ = 0;
  T* last_ = nullptr;  // nodes of the map do not move
};

}  // namespace terrabalance
