#include "io/file_digest.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>

#include <spdlog/fmt/fmt.h>
#include <xxhash.h>

namespace terrabalance {

FileDigest digest_of(const std::string& path) {
  constexpr std::int64_t piece = 1 << 20;
  constexpr std::int64_t whole_up_to = 256 * piece;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  FileDigest digest;
  digest.bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
  const bool sampled = digest.bytes > whole_up_to;
  const std::int64_t step = sampled ? (digest.bytes - piece) / (whole_up_to / piece - 1) : piece;

  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       XXH3_freeState);
  XXH3_64bits_reset(state.get());
  std::ifstream file(path, std::ios::binary);
  std::array<char, 1 << 16> part;  // on the stack: memory may be short, and threads do this at once
  for (std::int64_t at = 0; at < digest.bytes; at += step) {
    file.seekg(at);
    for (std::int64_t done = 0; done < piece && file; done += file.gcount()) {
      file.read(part.data(), part.size());
      XXH3_64bits_update(state.get(), part.data(), static_cast<std::size_t>(file.gcount()));
    }
    file.clear();
  }
  digest.checksum =
      fmt::format("xxh3-64{}:{:016x}", sampled ? "-sampled" : "", XXH3_64bits_digest(state.get()));
  return digest;
}

std::string digest_of_text(std::string_view text) {
  return fmt::format("xxh3-64:{:016x}", XXH3_64bits(text.data(), text.size()));
}

}  // namespace terrabalance
