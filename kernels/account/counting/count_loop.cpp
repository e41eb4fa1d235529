#include "kernels/account/counting/count_loop.hpp"

#include <array>

namespace terrabalance {

extern const CountLoop count_loop_baseline;
extern const CountLoop count_loop_avx2;
extern const CountLoop count_loop_avx512;

const CountLoop* const* all_count_loops() {
  static const auto loops = [] {
    std::array<const CountLoop*, 4> list{};
    std::size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi"))
      list[count++] = &count_loop_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
      list[count++] = &count_loop_avx2;
#endif
    list[count] = &count_loop_baseline;
    return list;
  }();
  return loops.data();
}

const CountLoop& count_loop() {
  return **all_count_loops();
}

}  // namespace terrabalance
