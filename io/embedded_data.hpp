#pragma once

#include <span>
#include <string_view>

namespace terrabalance {

/// A file as it was when the program was built (terrabalance_embed() in CMakeLists.txt).
struct EmbeddedFile {
  std::string_view name;  ///< path below its folder
  std::string_view text;
};

/// The files of io/data: "legends/clcd.csv" ...
std::span<const EmbeddedFile> embedded_files();

}  // namespace terrabalance
