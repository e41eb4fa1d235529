#include "engine/value/large_pages.hpp"

#include <cstdint>

#include <sys/mman.h>

namespace terrabalance {

void prefer_large_pages(void* memory, std::size_t bytes) {
  constexpr std::uintptr_t page = 4096;
  constexpr std::size_t worthwhile = std::size_t{4} << 20;
  if (bytes < worthwhile) return;
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  const std::size_t before = (page - address % page) % page;  // the first page is not ours alone
  const std::size_t whole = (bytes - before) / page * page;
  madvise(static_cast<char*>(memory) + before, whole, MADV_HUGEPAGE);
}

}  // namespace terrabalance
