#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace terrabalance {

/// What identifies the content of an input file.
struct FileDigest {
  std::int64_t bytes = 0;
  /// "xxh3-64:HEX" of the whole file; "xxh3-64-sampled:HEX" of 256 evenly spaced MiB of a file
  /// beyond 256 MiB, so that a country's raster is not read twice. Empty if the path is no plain
  /// file.
  std::string checksum;
};

FileDigest digest_of(const std::string& path);

/// "xxh3-64:HEX" of a text.
std::string digest_of_text(std::string_view text);

}  // namespace terrabalance
