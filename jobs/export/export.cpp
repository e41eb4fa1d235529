#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_reader.hpp"
#include "jobs/program.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
  std::string file;
  std::vector<std::string> tables;
  bool dictionary = false;
  std::string output;
};

/// Writes a CSV that takes its name once it is complete.
void write_csv(const Table& table, const fs::path& path) {
  const fs::path partial = path.string() + ".partial";
  std::ofstream out(partial);
  print_csv(table, out);
  out.close();
  if (!out) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw InputError(
        fmt::format("{}: cannot be written; check the folder and the space left", path.string()));
  }
  fs::rename(partial, path);
}

const char* type_of(const Column& column) {
  constexpr std::array names{"integer", "real", "text"};
  return names.at(column.values.index());
}

/// Every column of the tables, with unit and definition.
Table dictionary_of(const std::vector<Table>& tables) {
  std::vector<std::string> table_names;
  std::vector<std::string> titles;
  std::vector<std::string> columns;
  std::vector<std::string> types;
  std::vector<std::string> units;
  std::vector<std::string> definitions;
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

std::string file_name(const std::string& table) {
  std::string name = table;
  std::ranges::replace(name, '/', '_');
  return name + ".csv";
}

void export_result(Session& session, const ExportOptions& options) {
  if (!session.communicator.is_root()) return;
  std::vector<Table> tables;
  for (const auto& name : options.tables.empty() ? list_tables(options.file) : options.tables)
    tables.push_back(read_table(options.file, name));
  const fs::path output = options.output;
  const bool one_file = output.extension() == ".csv";
  if (one_file) {
    if (!options.dictionary && tables.size() != 1) {
      throw InputError(
          fmt::format("{}: one CSV holds one table; name it with --table, or name a "
                      "folder with -o",
                      options.output));
    }
    write_csv(options.dictionary ? dictionary_of(tables) : tables.front(), output);
    session.say(fmt::format("export: {}", options.output));
    return;
  }
  std::error_code error;
  fs::create_directories(output, error);
  if (error) {
    throw InputError(
        fmt::format("{}: cannot be made as a folder ({})", options.output, error.message()));
  }
  for (const Table& table : tables)
    write_csv(table, output / file_name(table.name));
  if (options.dictionary) write_csv(dictionary_of(tables), output / "dictionary.csv");
  session.say(fmt::format("export: {} tables in {}", tables.size(), options.output));
}

}  // namespace

void add_export(CLI::App& program, Work& work) {
  auto* command =
      program.add_subcommand("export", "Tables of a result as CSV files, with a data dictionary");
  const auto o = std::make_shared<ExportOptions>();
  command->add_option("FILE", o->file, "Result file")->required();
  command->add_option("--table", o->tables, "Table to export; repeat [all]")
      ->take_all()
      ->allow_extra_args(false);
  command->add_flag("--dictionary", o->dictionary,
                    "Also dictionary.csv: table, title, column, type, unit, definition");
  command->add_option("-o,--output", o->output, "Folder of the CSV files; FILE.csv for one of them")
      ->required();
  command->footer("Example: terrabalance export results.h5 --dictionary -o tables");
  command->callback([o, &work] { work = [o](Session& session) { export_result(session, *o); }; });
}

}  // namespace terrabalance
