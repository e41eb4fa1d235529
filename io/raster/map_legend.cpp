#include "io/raster/map_legend.hpp"

#include <memory>

#include <gdal_priv.h>
#include <gdal_rat.h>
#include <spdlog/fmt/fmt.h>

namespace terrabalance {
namespace {

GDALColorTable colours_of(const MapLegend& legend) {
  GDALColorTable table;
  const GDALColorEntry clear{0, 0, 0, 0};
  table.SetColorEntry(0, &clear);
  for (const MapCode& code : legend.codes) {
    const GDALColorEntry colour{code.rgb[0], code.rgb[1], code.rgb[2], 255};
    table.SetColorEntry(code.code, &colour);
  }
  return table;
}

GDALDefaultRasterAttributeTable attributes_of(const MapLegend& legend) {
  GDALDefaultRasterAttributeTable table;
  table.SetTableType(GRTT_THEMATIC);
  table.CreateColumn("value", GFT_Integer, GFU_MinMax);
  table.CreateColumn("pixels", GFT_Real, GFU_PixelCount);  // a count may pass 2^31
  table.CreateColumn("red", GFT_Integer, GFU_Red);
  table.CreateColumn("green", GFT_Integer, GFU_Green);
  table.CreateColumn("blue", GFT_Integer, GFU_Blue);
  for (std::size_t c = 0; c < legend.columns.size(); ++c) {
    table.CreateColumn(legend.columns[c].c_str(), GFT_String, c == 0 ? GFU_Name : GFU_Generic);
  }
  int row = 0;
  for (const MapCode& code : legend.codes) {
    table.SetValue(row, 0, static_cast<int>(code.code));
    table.SetValue(row, 1, static_cast<double>(code.cells));
    for (int i = 0; i < 3; ++i)
      table.SetValue(row, 2 + i, static_cast<int>(code.rgb[static_cast<std::size_t>(i)]));
    for (std::size_t c = 0; c < code.texts.size(); ++c)
      table.SetValue(row, 5 + static_cast<int>(c), code.texts[c].c_str());
    ++row;
  }
  return table;
}

}  // namespace

void MapLegend::apply_to(GDALRasterBand& band) const {
  GDALColorTable colours = colours_of(*this);
  band.SetColorTable(&colours);
  const GDALDefaultRasterAttributeTable attributes = attributes_of(*this);
  band.SetDefaultRAT(&attributes);
}

std::string MapLegend::vrt_xml() const {
  std::string xml = "    <ColorInterp>Palette</ColorInterp>\n    <ColorTable>\n";
  const GDALColorTable colours = colours_of(*this);
  for (int i = 0; i < colours.GetColorEntryCount(); ++i) {
    const GDALColorEntry* entry = colours.GetColorEntry(i);
    xml += fmt::format("      <Entry c1=\"{}\" c2=\"{}\" c3=\"{}\" c4=\"{}\"/>\n", entry->c1,
                       entry->c2, entry->c3, entry->c4);
  }
  xml += "    </ColorTable>\n";
  const GDALDefaultRasterAttributeTable attributes = attributes_of(*this);
  const std::unique_ptr<CPLXMLNode, decltype(&CPLDestroyXMLNode)> tree(attributes.Serialize(),
                                                                       CPLDestroyXMLNode);
  const std::unique_ptr<char, decltype(&VSIFree)> text(CPLSerializeXMLTree(tree.get()), VSIFree);
  return xml + text.get();
}

}  // namespace terrabalance
