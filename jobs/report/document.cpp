#include "jobs/report/document.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "io/page/packing.hpp"
#include "io/result/overview.hpp"
#include "io/result/result_reader.hpp"
#include "jobs/change/colours.hpp"
#include "jobs/session.hpp"
#include "jobs/study/study_file.hpp"

namespace terrabalance {
namespace {

using nlohmann::json;

/// A page carries at most so many rows of a table.
constexpr std::size_t most_rows = 120'000;

/// Rows 0, step, 2 step ... of a table, at most `most`.
Table rows_of(const Table& table, std::size_t step, std::size_t most) {
  Table part{table.name, table.title, {}};
  for (const Column& column : table.columns) {
    part.columns.push_back({column.name, column.unit, column.description, {}});
    std::visit(
        [&](const auto& values) {
          std::remove_cvref_t<decltype(values)> kept;
          for (std::size_t row = 0; row < values.size() && kept.size() < most; row += step)
            kept.push_back(values[row]);
          part.columns.back().values = std::move(kept);
        },
        column.values);
  }
  return part;
}

/// The table, or what a page can carry of it: of the cells of a lattice every n-th, else the first
/// rows.
Table carried(Table table) {
  const std::size_t rows = table.rows();
  if (rows <= most_rows) return table;
  constexpr std::size_t most_points = 20'000;
  if (table.name == "gwr/local")
    return rows_of(table, (rows + most_points - 1) / most_points, rows);
  return rows_of(table, 1, most_rows);
}

json table_json(Table whole) {
  const std::size_t all_rows = whole.rows();
  const Table table = carried(std::move(whole));
  constexpr std::array types{"integer", "real", "text"};
  json columns = json::array();
  for (const Column& column : table.columns) {
    columns.push_back({{"name", column.name},
                       {"unit", column.unit},
                       {"type", types.at(column.values.index())},
                       {"description", column.description}});
  }
  std::ostringstream csv;
  print_csv(table, csv);
  return {{"name", table.name},   {"title", table.title},          {"rows", table.rows()},
          {"all_rows", all_rows}, {"columns", std::move(columns)}, {"csv", csv.str()}};
}

bool in_degrees(const Grid& grid) {
  return grid.crs.starts_with("GEOG");
}

/// The land use of one year, as bytes: a PNG has 255 colours, classes beyond share the last.
std::string map_url(const Overview& overview, std::size_t year, const std::vector<Rgb>& colours) {
  const auto cells = static_cast<std::size_t>(overview.grid.cells());
  std::vector<std::uint8_t> bytes(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    const auto cell = static_cast<std::size_t>(overview.land_use[year * cells + i]);
    bytes[i] = static_cast<std::uint8_t>(std::min(cell, colours.size()));
  }
  return png_url(overview.grid.width, overview.grid.height, bytes, colours);
}

json overview_json(const Overview& overview) {
  constexpr std::size_t most_colours = 255;
  std::vector<Rgb> colours;
  json classes = json::array();
  for (std::size_t i = 0; i < overview.classes.size(); ++i) {
    const Rgb colour = class_colour(overview.classes[i], i);
    if (i < most_colours) colours.push_back(colour);
    classes.push_back({{"name", overview.classes[i]}, {"colour", css(colour)}});
  }
  json images = json::array();
  for (std::size_t year = 0; year < overview.years.size(); ++year)
    images.push_back(map_url(overview, year, colours));
  json zones = json::array();
  for (const ZoneOutline& zone : overview.zones)
    zones.push_back({{"zone", zone.zone}, {"name", zone.name}, {"wkt", zone.wkt}});
  return {{"width", overview.grid.width},
          {"height", overview.grid.height},
          {"transform", overview.grid.geotransform},
          {"degrees", in_degrees(overview.grid)},
          {"years", overview.years},
          {"classes", std::move(classes)},
          {"images", std::move(images)},
          {"zones", std::move(zones)}};
}

std::string name_of(const Provenance& provenance, const std::string& result) {
  if (!provenance.study.empty()) {
    const std::string name = study_name(provenance.study);
    if (!name.empty()) return name;
  }
  return std::filesystem::path(result).stem().string();
}

}  // namespace

std::string report_document(const std::string& result) {
  const Provenance provenance = read_provenance(result);
  json document{{"file", std::filesystem::path(result).filename().string()},
                {"name", name_of(provenance, result)},
                {"version", provenance.version},
                {"reporter", version()},
                {"command", provenance.command},
                {"study", provenance.study},
                {"ranks", provenance.ranks},
                {"threads", provenance.threads},
                {"overview", nullptr},
                {"tables", json::array()}};
  for (const auto& name : list_tables(result)) {
    if (!name.starts_with("overview/"))
      document["tables"].push_back(table_json(read_table(result, name)));
  }
  if (const auto overview = read_overview(result)) document["overview"] = overview_json(*overview);
  // Texts of files may hold bytes that are no UTF-8; they are shown as such.
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace terrabalance
