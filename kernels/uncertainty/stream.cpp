#include "kernels/uncertainty/stream.hpp"

#include <Random123/philox.h>

#include "kernels/uncertainty/lanes/lanes.hpp"

namespace terrabalance::uncertainty {

std::uint64_t stream_id(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

std::array<std::uint32_t, 4> Stream::words(std::uint32_t draw) const {
  const r123::Philox4x32::ctr_type counter{
      {draw, 0, static_cast<std::uint32_t>(id_), static_cast<std::uint32_t>(id_ >> 32)}};
  const r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
  const auto block = r123::Philox4x32()(counter, key);
  return {block[0], block[1], block[2], block[3]};
}

double Stream::uniform(std::uint32_t draw) const {
  const auto r = words(draw);
  const std::uint64_t w = (static_cast<std::uint64_t>(r[1]) << 32) | r[0];
  return (static_cast<double>(w >> 11) + 0.5) * 0x1p-53;
}

void Stream::uniforms(std::uint32_t first, std::span<double> out) const {
  lane_loops().uniforms(seed_, id_, 0, first, out.size(), out.data());
}

}  // namespace terrabalance::uncertainty
