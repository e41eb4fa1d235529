#pragma once

#include <span>
#include <string_view>

namespace terrabalance {

/// A file of io/data as it was when the program was built.
struct EmbeddedFile {
  std::string_view name;  ///< path below io/data, "legends/clcd.csv"
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace terrabalance
