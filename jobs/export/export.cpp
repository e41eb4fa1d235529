#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_reader.hpp"
#include "io/zones/polygon_file.hpp"
#include "jobs/export/formats.hpp"
#include "jobs/program.hpp"
#include "jobs/study/city_study.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
  std::string file;
  std::vector<std::string> tables;
  std::string format;
  std::string polygons;
  std::string id;
  bool dictionary = false;
  std::string output;
};

/// A study's result and the polygons of its cities, where options do not name them.
void take_study(ExportOptions& options) {
  const StudyFile study = StudyFile::open(options.file);
  options.file = study.resolve(study.text("study", "output"));
  if (!fs::exists(options.file)) {
    throw InputError(
        fmt::format("{}: the result of {} is not there yet; make it with: terrabalance "
                    "run {}",
                    options.file, study.path(), study.path()));
  }
  const std::string zones = study.resolve(study.text("zones", "source", ""));
  if (!options.polygons.empty() || zones.empty() || !is_vector_file(zones)) return;
  const std::string layer = study.text("zones", "layer", "");
  options.polygons = layer.empty() ? zones : zones + ":" + layer;
  if (options.id.empty()) options.id = study.text("zones", "id", "");
}

std::string format_of(const ExportOptions& options) {
  if (!options.format.empty()) return options.format;
  const std::string extension = fs::path(options.output).extension().string();
  if (extension == ".gpkg") return "gpkg";
  if (extension == ".parquet") return "parquet";
  return extension == ".nc" ? "netcdf" : "csv";
}

void write_tables(Session& session, const ExportOptions& options, std::vector<Table> tables) {
  const std::string format = format_of(options);
  std::optional<CityShapes> shapes;
  if (!options.polygons.empty()) shapes = CityShapes{options.polygons, options.id};
  if (shapes && shapes->id.empty()) {
    throw InputError(
        fmt::format("{}: name the field with the cities' ids with --id", shapes->source));
  }
  const bool one_csv = format == "csv" && fs::path(options.output).extension() == ".csv";
  if (one_csv) {
    if (!options.dictionary && tables.size() != 1) {
      throw InputError(
          fmt::format("{}: one CSV holds one table; name it with --table, or name a folder with -o",
                      options.output));
    }
    export_csv(options.output, options.dictionary ? dictionary_of(tables) : tables.front());
    session.say(fmt::format("export: {}", options.output));
    return;
  }
  if (options.dictionary) tables.push_back(dictionary_of(tables));
  if (format == "gpkg") {
    write_geopackage(options.output, tables, shapes);
  } else if (format == "parquet") {
    export_parquet(options.output, tables, shapes);
  } else if (format == "netcdf") {
    export_netcdf(options.output, tables, session.provenance(1, {options.file}));
  } else {
    export_csv(options.output, tables);
  }
  session.say(fmt::format("export: {} tables in {}", tables.size(), options.output));
}

void export_result(Session& session, ExportOptions options) {
  if (!session.communicator.is_root()) return;
  if (is_study(options.file)) take_study(options);
  std::vector<Table> tables;
  for (const auto& name : options.tables.empty() ? list_tables(options.file) : options.tables)
    tables.push_back(read_table(options.file, name));
  write_tables(session, options, std::move(tables));
}

}  // namespace

void add_export(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "export", "Tables of a result as CSV, GeoPackage, GeoParquet or NetCDF, with a dictionary");
  const auto o = std::make_shared<ExportOptions>();
  command->add_option("FILE", o->file, "Result file, or a study file")->required();
  command->add_option("--table", o->tables, "Table to export; repeat [all]")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--format", o->format, "csv, gpkg, parquet or netcdf [by the output's name]")
      ->check(CLI::IsMember({"csv", "gpkg", "parquet", "netcdf"}));
  command->add_option("--polygons", o->polygons,
                      "Polygons of the cities for gpkg and parquet: FILE[:LAYER] [the study's]");
  command->add_option("--id", o->id, "Field of the polygons with the cities' ids [the study's]");
  command->add_flag("--dictionary", o->dictionary,
                    "Also the table dictionary: table, title, column, type, unit, definition");
  command
      ->add_option("-o,--output", o->output,
                   "FILE.gpkg, FILE.nc, FILE.csv for one table, or a folder of files")
      ->required();
  command->footer("Example: terrabalance export study.toml --dictionary -o study.gpkg");
  command->callback([o, &work] { work = [o](Session& session) { export_result(session, *o); }; });
}

}  // namespace terrabalance
