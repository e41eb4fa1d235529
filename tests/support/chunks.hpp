#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance::test {

/// Where a compressed piece of an array lies in its file.
struct Chunk {
  std::uint64_t offset;  ///< byte of the file
  std::uint64_t bytes;   ///< as compressed
};

/// The chunks of all arrays of the group, array by array; none where there is no such group.
std::vector<Chunk> chunks_of(const std::string& file, const std::string& group);

}  // namespace terrabalance::test
