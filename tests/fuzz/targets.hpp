#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

/// \file
/// What reads files from elsewhere, as functions of the files' bytes. Each returns or ends the
/// process: by a sanitizer, or by an exception that is no InputError or RunError with a message, as
/// a user would see it without a remedy.
namespace terrabalance::fuzz {

using Input = std::span<const std::uint8_t>;

void read_study(Input bytes);
void read_tables(Input bytes);  ///< all CSV tables: statistics, ranges, samples, coefficients
void read_legend(Input bytes);
void read_checkpoint(Input bytes);  ///< the bytes as they are, and with a checksum that is right
void read_result(Input bytes);      ///< every table printed
void read_weights(Input bytes);     ///< as GAL, GWT and CSV

struct Target {
  const char* name;
  void (*run)(Input);
};

inline constexpr std::array<Target, 6> targets{{{"study", read_study},
                                                {"tables", read_tables},
                                                {"legend", read_legend},
                                                {"checkpoint", read_checkpoint},
                                                {"result", read_result},
                                                {"weights", read_weights}}};

}  // namespace terrabalance::fuzz
