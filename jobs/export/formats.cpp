#include "jobs/export/formats.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/result/result_reader.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

const char* type_of(const Column& column) {
  constexpr std::array names{"integer", "real", "text"};
  return names.at(column.values.index());
}

std::string file_name(const std::string& table, const char* extension) {
  std::string name = table;
  std::ranges::replace(name, '/', '_');
  return name + extension;
}

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw InputError(fmt::format("{}: cannot be made as a folder ({})", folder, error.message()));
  }
}

bool is_text(const Column& column) {
  return std::holds_alternative<std::vector<std::string>>(column.values);
}

std::string key_of(const Column& column, std::size_t row) {
  if (is_text(column)) return std::get<std::vector<std::string>>(column.values)[row];
  return std::to_string(std::get<std::vector<std::int64_t>>(column.values)[row]);
}

/// The first columns, as few as tell all rows apart, if what follows them are numbers.
std::vector<std::string> keys_of(const Table& table) {
  std::vector<std::string> keys;
  std::vector<std::string> so_far(table.rows());
  double cells = 1;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (std::holds_alternative<std::vector<double>>(column.values)) return {};
    std::set<std::string> values;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const std::string key = key_of(column, row);
      so_far[row].append(key).push_back('\0');
      values.insert(key);
    }
    keys.push_back(column.name);
    cells *= static_cast<double>(values.size());
    if (std::set<std::string>(so_far.begin(), so_far.end()).size() < table.rows()) continue;
    const auto rest = table.columns.begin() + static_cast<std::ptrdiff_t>(c + 1);
    // Where most combinations of keys do not occur, rows are the better form.
    constexpr double widest = 20;
    const bool dense = cells <= widest * static_cast<double>(table.rows());
    return dense && rest != table.columns.end() && std::none_of(rest, table.columns.end(), is_text)
               ? keys
               : std::vector<std::string>{};
  }
  return {};
}

}  // namespace

Table dictionary_of(const std::vector<Table>& tables) {
  std::vector<std::string> table_names, titles, columns, types, units, definitions;
  for (const Table& table : tables) {
    for (const Column& column : table.columns) {
      table_names.push_back(table.name);
      titles.push_back(table.title);
      columns.push_back(column.name);
      types.emplace_back(type_of(column));
      units.push_back(column.unit);
      definitions.push_back(column.description == column.name ? "" : column.description);
    }
  }
  return {"dictionary",
          "Columns of all tables",
          {{"table", "", "", std::move(table_names)},
           {"title", "", "", std::move(titles)},
           {"column", "", "", std::move(columns)},
           {"type", "", "", std::move(types)},
           {"unit", "", "", std::move(units)},
           {"definition", "", "", std::move(definitions)}}};
}

void export_csv(const std::string& path, const Table& table) {
  const std::string partial = path + ".partial";
  std::ofstream out(partial);
  print_csv(table, out);
  out.close();
  if (!out) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw InputError(
        fmt::format("{}: cannot be written; check the folder and the space left", path));
  }
  fs::rename(partial, path);
}

void export_csv(const std::string& folder, const std::vector<Table>& tables) {
  make_folder(folder);
  for (const Table& table : tables)
    export_csv((fs::path(folder) / file_name(table.name, ".csv")).string(), table);
}

void export_parquet(const std::string& folder, const std::vector<Table>& tables,
                    const std::optional<CityShapes>& shapes) {
  try {
    allow_drivers({"Parquet"});
  } catch (const InputError&) {
    throw InputError(
        "GeoParquet needs GDAL's driver Parquet, which this GDAL was built without; export to a "
        "GeoPackage (-o FILE.gpkg), or install a GDAL from 3.5 on with Arrow");
  }
  make_folder(folder);
  for (const Table& table : tables) {
    write_layer("Parquet", (fs::path(folder) / file_name(table.name, ".parquet")).string(), table,
                shapes);
  }
}

void export_netcdf(const std::string& path, const std::vector<Table>& tables,
                   const Provenance& provenance) {
  ResultWriter file(path);
  for (const Table& table : tables) {
    if (table.name.starts_with("provenance/")) continue;  // this file has its own
    const auto keys = keys_of(table);
    if (keys.empty()) {
      file.write(table);
      continue;
    }
    for (std::size_t c = keys.size(); c < table.columns.size(); ++c)
      file.write(make_cube(table, table.name, keys, table.columns[c].name));
  }
  file.write(provenance);
  file.commit();
}

}  // namespace terrabalance
