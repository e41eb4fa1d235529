#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "io/raster/raster_link.hpp"
#include "io/zones/polygon_file.hpp"
#include "jobs/init/guesses.hpp"
#include "jobs/init/study_text.hpp"
#include "jobs/program.hpp"
#include "jobs/raster/step.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  RasterOptions rasters;
  std::string folder;
  std::string name;
};

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) {
    throw InputError(
        fmt::format("{}: cannot be written; give a folder that you may write to", path.string()));
  }
}

/// A path as the study file should state it: from its folder where both move together, else whole.
std::string path_from(const std::string& folder, const std::string& path) {
  if (path.starts_with("/vsi")) return path;
  const fs::path whole = fs::absolute(path).lexically_normal();
  const std::string near =
      whole.lexically_relative(fs::absolute(folder).lexically_normal()).string();
  return near.empty() || near.starts_with("../../..") ? whole.string() : near;
}

/// Every code that the rasters hold, beside those that they state to be no value.
std::set<std::int32_t> codes_of(const RasterScene& scene) {
  const CellArea area = scene.stack.cell_area();
  const CodeCounts counts(area);
  const Session alone;  // on this rank
  const Runtime runtime = alone.runtime(scene.study.threads, "init: reading land use");
  const auto summaries =
      sweep(runtime, scene.stack.partition(scene.study.tile), scene.stack, counts);
  std::set<std::int32_t> codes;
  for (const auto& count : std::get<0>(summaries)) {
    if (count.code != CodeCounts::Count::no_data) codes.insert(count.code);
  }
  return codes;
}

/// No built-in legend fits: one to be filled in, under which every code is a class for now.
void draft_legend(const std::string& folder, const std::set<std::int32_t>& codes,
                  init::StudyDraft& draft) {
  std::string text = "code,class\n";
  for (const std::int32_t code : codes)
    text += fmt::format("{},code_{}\n", code, code);
  write_text(fs::path(folder) / "legend.csv", text);
  draft.legend = "legend.csv";
  draft.legend_notes = {
      "No built-in legend has all codes. Put the classes into legend.csv: cropland, forest,",
      "grassland, water, construction, unused, wetland, or nodata for what is no value."};
}

void choose_legend(Session& session, const InitOptions& options, std::set<std::int32_t> codes,
                   init::StudyDraft& draft) {
  std::vector<std::string> files;
  for (const auto& text : options.rasters.land_use)
    files.push_back(parse_year_file(text, "--landuse").path);
  auto matches = init::fitting_legends(codes, files);
  if (matches.empty()) {
    const auto customary = init::customary_nodata(codes);
    for (const std::int32_t code : customary)
      codes.erase(code);
    matches = init::fitting_legends(codes, files);
    if (!matches.empty()) draft.nodata = customary;
  }
  if (matches.empty()) {
    draft_legend(options.folder, codes, draft);
    session.warn(fmt::format("no built-in legend has all of the codes {}; name their classes in {}",
                             fmt::join(codes, ", "),
                             (fs::path(options.folder) / "legend.csv").string()));
    return;
  }
  draft.legend = matches.front().name;
  std::vector<std::string> others;
  for (std::size_t i = 1; i < matches.size(); ++i)
    others.push_back(matches[i].name);
  draft.legend_notes = {fmt::format("guessed from the codes {}", fmt::join(codes, ", "))};
  if (!others.empty()) {
    const std::string note =
        fmt::format("which these legends have too: {}", fmt::join(others, ", "));
    draft.legend_notes.push_back(note);
    if (!matches.front().named) {
      session.warn(
          fmt::format("legend {} is a guess; the codes fit {} as well: check it in study.toml",
                      draft.legend, fmt::join(others, ", ")));
    }
  }
}

/// The zones' file, with fields guessed where they are not given.
std::optional<ZoneSource> choose_zones(const InitOptions& options, init::StudyDraft& draft) {
  RasterOptions given = options.rasters;
  given.output = "unused";
  std::optional<ZoneSource> source = resolve(given).zones;
  if (!source) return source;
  draft.zones = path_from(options.folder, source->path);
  draft.layer = source->layer;
  if (!is_vector_file(source->path)) return source;
  const auto fields = zone_fields(*source);
  if (source->id_field.empty()) source->id_field = init::guess_id(fields);
  if (source->id_field.empty()) {
    std::vector<std::string> names;
    for (const ZoneField& field : fields)
      names.push_back(field.name);
    throw InputError(fmt::format(
        "{}: no field has a value of its own for every zone; name one with --zone-id: {}",
        source->path, fmt::join(names, ", ")));
  }
  if (source->name_field.empty()) source->name_field = init::guess_name(fields);
  draft.id = source->id_field;
  draft.zone_name = source->name_field;
  const auto id = std::ranges::find(fields, draft.id, &ZoneField::name);
  if (id != fields.end() && !id->values.empty()) draft.first_zone = id->values.front();
  return source;
}

/// The rasters under one name with {year}: their own, or that of small files that stand for them.
std::string common_name(const InitOptions& options, const std::vector<YearFile>& land_use) {
  std::vector<std::pair<std::int64_t, std::string>> files;
  for (const YearFile& file : land_use)
    files.emplace_back(file.year, path_from(options.folder, file.path));
  const std::string common = init::year_template(files);
  if (!common.empty()) return common;
  for (const YearFile& file : land_use) {
    const fs::path link = fs::path(options.folder) / fmt::format("landuse_{}.vrt", file.year);
    link_raster(fs::absolute(file.path).string(), link.string());
  }
  return "landuse_{year}.vrt";
}

std::string folder_name(const std::string& folder) {
  const fs::path whole = (fs::absolute(folder) / "").lexically_normal();
  return whole.parent_path().filename().string();
}

/// Opens and checks rasters and zones as a run would, on this rank alone.
RasterScene inspect(const Session& session, InitOptions options, init::StudyDraft& draft) {
  const auto zones = choose_zones(options, draft);
  options.rasters.output = "unused";
  RasterStudy study = resolve(options.rasters);
  study.zones = zones;
  Session alone;
  alone.quiet = session.quiet;
  return open_scene(alone, std::move(study));
}

void write_tables(const std::string& folder) {
  for (const char* name : {"activities.csv", "statistics.csv"}) {
    const fs::path path = fs::path(folder) / name;
    if (!fs::exists(path)) write_text(path, init::table_header);
  }
}

void start_study(Session& session, const InitOptions& options) {
  if (!session.communicator.is_root()) return;
  const fs::path study = fs::path(options.folder) / "study.toml";
  if (fs::exists(study)) {
    throw InputError(
        fmt::format("{}: is there already; name another folder, or take it away", study.string()));
  }
  init::StudyDraft draft;
  const RasterScene scene = inspect(session, options, draft);
  const std::set<std::int32_t> codes = codes_of(scene);

  std::error_code error;
  fs::create_directories(options.folder, error);
  for (const YearFile& file : scene.study.land_use)
    draft.years.push_back(file.year);
  draft.name = options.name.empty() ? folder_name(options.folder) : options.name;
  draft.raster = common_name(options, scene.study.land_use);
  const std::string& legend = options.rasters.legend;
  if (legend.empty()) {
    choose_legend(session, options, codes, draft);
  } else {
    draft.legend = fs::is_regular_file(legend) ? path_from(options.folder, legend) : legend;
  }
  write_tables(options.folder);
  write_text(study, init::study_text(draft));
  session.say(fmt::format("study: {} (legend {}, zones by {}); next: terrabalance run {}",
                          study.string(), draft.legend, draft.id.empty() ? "the raster" : draft.id,
                          study.string()));
}

}  // namespace

void add_init(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "init", "Begin a study: a commented study file and empty tables for rasters and polygons");
  const auto o = std::make_shared<InitOptions>();
  RasterOptions& rasters = o->rasters;
  command->add_option("FOLDER", o->folder, "Folder of the study; it is made")->required();
  command
      ->add_option("--landuse", rasters.land_use,
                   "Land-use raster of a year, YEAR=FILE; repeat for more years")
      ->required()
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--zones", rasters.zones,
                      "Zones: polygons FILE[:LAYER] or an integer raster");
  command->add_option("--zone-id", rasters.zone_id,
                      "Field of the polygons that identifies a zone [guessed]");
  command->add_option("--zone-name", rasters.zone_name,
                      "Field of the polygons with the zone's name [guessed]");
  command->add_option("--legend", rasters.legend,
                      "Built-in legend or CSV file (code,class) [guessed]");
  command->add_option("--name", o->name, "Name of the study [the folder's]");
  command->footer(
      "Example: terrabalance init region --landuse 2010=lu_2010.tif --landuse 2020=lu_2020.tif "
      "--zones cities.gpkg");
  command->callback([o, &work] { work = [o](Session& session) { start_study(session, *o); }; });
}

}  // namespace terrabalance
