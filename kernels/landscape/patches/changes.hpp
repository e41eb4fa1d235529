#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <type_traits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// \file
/// Where the codes of a row change: most of a row's cells are like the one before, so they are
/// compared many at a time.
namespace terrabalance::landscape {

inline constexpr std::int32_t cells_at_once = 64;

/// Bit i says whether cell i differs from cell i - 1, for the 64 cells from `cells` on.
template <class Code>
std::uint64_t changes_in_64(const Code* cells) {
  std::uint64_t changes = 0;
#if defined(__SSE2__)
  const auto load = [](const Code* p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  };
  for (int i = 0; i < cells_at_once; i += 16) {
    __m128i same;
    if constexpr (std::is_same_v<Code, std::uint8_t>) {
      same = _mm_cmpeq_epi8(load(cells + i), load(cells + i - 1));
    } else {
      same = _mm_packs_epi16(_mm_cmpeq_epi16(load(cells + i), load(cells + i - 1)),
                             _mm_cmpeq_epi16(load(cells + i + 8), load(cells + i + 7)));
    }
    changes |= std::uint64_t{~static_cast<std::uint32_t>(_mm_movemask_epi8(same)) & 0xffffU} << i;
  }
#else
  for (int i = 0; i < cells_at_once; ++i)
    changes |= static_cast<std::uint64_t>(cells[i] != cells[i - 1]) << i;
#endif
  return changes;
}

/// Calls visit(x) for every x in (begin, end) whose code is another than that of x - 1, in order.
template <class Code, class Visit>
void for_each_change(const Code* row, std::int32_t begin, std::int32_t end, const Visit& visit) {
  if (end - begin <= cells_at_once) {
    for (std::int32_t x = begin + 1; x < end; ++x)
      if (row[x] != row[x - 1]) visit(x);
    return;
  }
  for (std::int32_t x = begin + 1; x < end; x += cells_at_once) {
    const std::int32_t first = std::min(x, end - cells_at_once);  // the last ones overlap
    std::uint64_t changes = changes_in_64(row + first) >> (x - first);
    for (; changes != 0; changes &= changes - 1)
      visit(x + std::countr_zero(changes));
  }
}

}  // namespace terrabalance::landscape
