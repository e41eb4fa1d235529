#include "jobs/raster_options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/runtime.hpp"
#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

/// "FILE:LAYER", where FILE is what stands on the disk.
ZoneSource parse_zones(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(text)) return {text, "", "", ""};
  const std::string path = text.substr(0, colon);
  if (!std::filesystem::exists(path)) return {text, "", "", ""};
  return {path, text.substr(colon + 1), "", ""};
}

std::vector<YearFile> land_use_of(const StudyFile& study) {
  const auto years = study.integers("study", "years");
  if (years.empty()) {
    throw InputError(
        fmt::format("{}: 'years' is missing in [study]; add years = [2000, 2010]", study.path()));
  }
  const std::string raster = study.text("landuse", "raster");
  if (years.size() > 1 && raster.find("{year}") == std::string::npos) {
    throw InputError(
        fmt::format("{}: 'raster' in [landuse] names one file for {} years; put {{year}} "
                    "into its name",
                    study.path(), years.size()));
  }
  std::vector<YearFile> files;
  files.reserve(years.size());
  for (const auto year : years)
    files.push_back({year, study.resolve(for_year(raster, year))});
  return files;
}

std::optional<ZoneSource> zones_of(const StudyFile& study) {
  if (!study.has("zones")) return std::nullopt;
  return ZoneSource{study.resolve(study.text("zones", "source")), study.text("zones", "layer", ""),
                    study.text("zones", "id", ""), study.text("zones", "name", "")};
}

void sort_years(std::vector<YearFile>& files) {
  std::ranges::sort(files, {}, &YearFile::year);
  const auto twice = std::ranges::adjacent_find(files, {}, &YearFile::year);
  if (twice != files.end()) {
    throw InputError(fmt::format("year {} is given twice, by {} and {}; keep one", twice->year,
                                 twice->path, (twice + 1)->path));
  }
}

}  // namespace

void RasterOptions::add_to(CLI::App& command) {
  command.add_option("STUDY", study, "Study file (TOML); options below override it");
  command
      .add_option("--landuse", land_use,
                  "Land-use raster of a year, YEAR=FILE; repeat for more years")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--zones", zones, "Zones: polygons FILE[:LAYER] or an integer raster");
  command.add_option("--zone-id", zone_id, "Field of the polygons that identifies a zone");
  command.add_option("--zone-name", zone_name, "Field of the polygons with the zone's name");
  command.add_option("--legend", legend, "Built-in legend or CSV file (code,class)");
  command.add_option("--threads", threads, "Threads a rank [cores granted / ranks of the node]")
      ->check(CLI::Range(1, 4096));
  command.add_option("--tile", tile, "Side of the sweep's tiles, cells [by block size]")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
  command.add_option("-o,--output", output, "Result file (HDF5)");
  command
      .add_option("--checkpoint-interval", checkpoint_interval,
                  "Seconds after which each rank keeps what it has swept, in OUTPUT.checkpoint")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  command.add_flag("--resume", resume, "Go on from OUTPUT.checkpoint, with any number of ranks");
}

YearFile parse_year_file(const std::string& text, const std::string& option) {
  YearFile file{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), file.year);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length + 1 >= text.size() || *end != '=') {
    throw InputError(
        fmt::format("{} {}: is not of the form YEAR=FILE, such as 2020=landuse.tif", option, text));
  }
  file.path = text.substr(length + 1);
  return file;
}

RasterStudy resolve(const RasterOptions& options) {
  RasterStudy study;
  std::vector<std::int64_t> nodata;
  std::string legend = options.legend;
  study.output = options.output;
  if (!options.study.empty()) {
    study.file = StudyFile::open(options.study);
    const StudyFile& file = *study.file;
    if (options.land_use.empty()) study.land_use = land_use_of(file);
    study.zones = zones_of(file);
    nodata = file.integers("landuse", "nodata");
    if (legend.empty()) {
      const std::string named = file.text("landuse", "legend", "");
      const std::string path = file.resolve(named);
      legend = std::filesystem::is_regular_file(path) ? path : named;
    }
    if (study.output.empty()) study.output = file.resolve(file.text("study", "output", ""));
  }
  for (const auto& text : options.land_use) {
    study.land_use.push_back(parse_year_file(text, "--landuse"));
  }
  if (!options.zones.empty()) study.zones = parse_zones(options.zones);
  if (study.zones && !options.zone_id.empty()) study.zones->id_field = options.zone_id;
  if (study.zones && !options.zone_name.empty()) study.zones->name_field = options.zone_name;
  if (study.land_use.empty()) {
    throw InputError("no land use given; name a study file, or rasters with --landuse YEAR=FILE");
  }
  if (study.output.empty()) throw InputError("no result file named; add -o out.h5");
  sort_years(study.land_use);
  if (!legend.empty()) study.legend = Legend::open(legend);
  study.legend.add_nodata(nodata);
  study.threads = options.threads.value_or(default_threads());
  study.tile = options.tile;
  if (!std::isfinite(options.checkpoint_interval)) {
    throw InputError("--checkpoint-interval: is no number of seconds; give one from 0 up");
  }
  study.checkpoint_interval = options.checkpoint_interval;
  study.resume = options.resume;
  return study;
}

std::vector<std::string> RasterStudy::input_paths() const {
  std::vector<std::string> paths;
  for (const auto& layer : land_use)
    paths.push_back(layer.path);
  if (zones) paths.push_back(zones->path);
  return paths;
}

}  // namespace terrabalance
