#include "kernels/landscape/patches/bits/bit_loops.hpp"

#include <array>

namespace terrabalance::landscape {

extern const BitLoops bit_loops_baseline;
extern const BitLoops bit_loops_avx2;
extern const BitLoops bit_loops_avx512;

const BitLoops* const* all_bit_loops() {
  static const auto loops = [] {
    std::array<const BitLoops*, 4> list{};
    std::size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("bmi2"))
      list[count++] = &bit_loops_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
      list[count++] = &bit_loops_avx2;
#endif
    list[count] = &bit_loops_baseline;
    return list;
  }();
  return loops.data();
}

const BitLoops& bit_loops() {
  return **all_bit_loops();
}

}  // namespace terrabalance::landscape
