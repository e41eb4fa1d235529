#include "io/page/packing.hpp"

#include <cmath>
#include <memory>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

struct Free {
  void operator()(void* memory) const { CPLFree(memory); }
};

std::string base64(std::span<const GByte> bytes) {
  const std::unique_ptr<char, Free> text(
      CPLBase64Encode(static_cast<int>(bytes.size()), bytes.data()));
  return text.get();
}

DatasetPtr in_memory(int width, int height, std::span<const std::uint8_t> cells,
                     const std::vector<Rgb>& colours) {
  DatasetPtr image(GetGDALDriverManager()->GetDriverByName("MEM")->Create("", width, height, 1,
                                                                          GDT_Byte, nullptr));
  if (!image) throw RunError("no room for a map of the page; give it more memory");
  GDALRasterBand& band = *image->GetRasterBand(1);
  GDALColorTable table;
  const GDALColorEntry clear{255, 255, 255, 0};
  table.SetColorEntry(0, &clear);
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const GDALColorEntry entry{colours[i][0], colours[i][1], colours[i][2], 255};
    table.SetColorEntry(static_cast<int>(i + 1), &entry);
  }
  band.SetColorTable(&table);
  auto* values = const_cast<std::uint8_t*>(cells.data());  // only read from
  if (band.RasterIO(GF_Write, 0, 0, width, height, values, width, height, GDT_Byte, 0, 0,
                    nullptr) != CE_None) {
    throw RunError("no room for a map of the page; give it more memory");
  }
  return image;
}

}  // namespace

std::string png_url(std::int64_t width, std::int64_t height, std::span<const std::uint8_t> cells,
                    const std::vector<Rgb>& colours) {
  start_gdal();
  GDALRegister_PNG();
  const DatasetPtr image =
      in_memory(static_cast<int>(width), static_cast<int>(height), cells, colours);
  const std::string name = fmt::format("/vsimem/map-{}.png", static_cast<const void*>(&image));
  auto* driver = GetGDALDriverManager()->GetDriverByName("PNG");
  CPLStringList options;
  options.SetNameValue("ZLEVEL", "9");
  const DatasetPtr file(
      driver->CreateCopy(name.c_str(), image.get(), 0, options.List(), nullptr, nullptr));
  vsi_l_offset size = 0;
  const GByte* bytes = VSIGetMemFileBuffer(name.c_str(), &size, 0);
  if (!file || bytes == nullptr) throw RunError("a map of the page cannot be drawn");
  const std::string text = base64({bytes, static_cast<std::size_t>(size)});
  VSIUnlink(name.c_str());
  return "data:image/png;base64," + text;
}

std::string deflated_base64(const std::string& text) {
  std::size_t size = 0;
  const std::unique_ptr<void, Free> bytes(
      CPLZLibDeflate(text.data(), text.size(), 6, nullptr, 0, &size));
  if (!bytes) throw RunError("no room for the data of the page; give it more memory");
  return base64({static_cast<const GByte*>(bytes.get()), size});
}

std::string from_base64(const std::string& text) {
  std::vector<GByte> bytes(text.begin(), text.end());
  bytes.push_back(0);
  const int size = CPLBase64DecodeInPlace(bytes.data());
  return {bytes.begin(), bytes.begin() + size};
}

namespace {

std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = ~std::uint32_t{0};  // PNG specification, annex D
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return ~crc;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> shift) & 0xffU);
  return bytes;
}

}  // namespace

std::string with_resolution(const std::string& png, double dots_per_inch) {
  constexpr std::size_t header = 8 + 25;  // signature, IHDR
  constexpr double inches = 39.37007874015748;
  const std::string dots =
      big_endian(static_cast<std::uint32_t>(std::lround(dots_per_inch * inches)));
  const std::string chunk = "pHYs" + dots + dots + '\1';
  std::string out = png;
  return out.insert(header, big_endian(9) + chunk + big_endian(crc_of(chunk)));
}

std::string css(const Rgb& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]);
}

}  // namespace terrabalance
