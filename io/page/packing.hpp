#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// \file
/// What a page carries inside itself: images and compressed data as text.
namespace terrabalance {

using Rgb = std::array<std::uint8_t, 3>;

/// A paletted PNG as a data URL; index 0 is transparent, index n has colour n - 1.
/// \param cells  row by row, each at most colours.size() (at most 255 colours)
/// \throws RunError if memory is short
std::string png_url(std::int64_t width, std::int64_t height, std::span<const std::uint8_t> cells,
                    const std::vector<Rgb>& colours);

/// The text as a zlib stream in base64: what DecompressionStream("deflate") reads.
std::string deflated_base64(const std::string& text);

/// The bytes that a text in base64 stands for.
std::string from_base64(const std::string& text);

/// A PNG that states its resolution, for programs that print it. \param png  without a pHYs chunk
std::string with_resolution(const std::string& png, double dots_per_inch);

/// "#rrggbb"
std::string css(const Rgb& colour);

}  // namespace terrabalance
