#include "jobs/init/study_text.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

namespace terrabalance::init {
namespace {

std::string land_use(const StudyDraft& draft) {
  std::string text =
      fmt::format("[landuse]\nraster = {}  # one file a year\n", toml_text(draft.raster));
  for (const auto& note : draft.legend_notes)
    text += "# " + note + "\n";
  text += draft.legend.empty() ? "# legend = \"clcd\"\n"
                               : fmt::format("legend = {}\n", toml_text(draft.legend));
  text += draft.nodata.empty() ? "# nodata = [255]  # further codes without a value\n"
                               : fmt::format("nodata = [{}]  # codes that the legend lacks\n",
                                             fmt::join(draft.nodata, ", "));
  return text + "\n";
}

std::string zones(const StudyDraft& draft) {
  if (draft.zones.empty()) {
    return "# Without zones the whole raster is one, named all. Polygons of any format, or a "
           "raster:\n"
           "# [zones]\n# source = \"cities.gpkg\"\n# id = \"adcode\"\n# name = \"name\"\n\n";
  }
  std::string text = fmt::format("[zones]\nsource = {}\n", toml_text(draft.zones));
  if (!draft.layer.empty()) text += fmt::format("layer = {}\n", toml_text(draft.layer));
  if (!draft.id.empty())
    text += fmt::format("id = {}  # what `city` means in the tables below\n", toml_text(draft.id));
  if (!draft.zone_name.empty()) text += fmt::format("name = {}\n", toml_text(draft.zone_name));
  return text + "\n";
}

std::string carbon(const StudyDraft& draft) {
  const std::string city = draft.first_zone.empty() ? "all" : draft.first_zone;
  const auto year = draft.years.front();
  return fmt::format(
      "[carbon]\n"
      "# Fuels, electricity and farm inputs of every city. Without them construction counts as 0 t "
      "C.\n"
      "# Fill in activities.csv, a row a city, year and item, such as\n"
      "#   {0},{1},raw_coal,120,10^4 t,yearbook 2011\n"
      "# and take the # away. Items: terrabalance coefficients activities\n"
      "# activities = \"activities.csv\"\n"
      "# maps = true  # net carbon of every cell, as GeoTIFF\n"
      "# weights = \"nightlight_{{year}}.tif\"  # where in a city its carbon is emitted, for the "
      "maps\n\n"
      "# Your own coefficients, t C/ha/yr, below 0 for a sink; the built-in ones: terrabalance "
      "coefficients\n"
      "# [carbon.land]\n# forest = {{ t_c_per_ha = -0.9, source = \"own plots\" }}\n\n"
      "# Electricity has no factor until you give that of your grid and year:\n"
      "# [carbon.factors]\n"
      "# electricity = {{ t_c_per_t_sce = 1.33, source = \"grid, year\" }}\n\n"
      "# Population and GDP, for intensities. Fill in statistics.csv, such as\n"
      "#   {0},{1},population,6661600,persons,census\n"
      "#   {0},{1},gdp,1800,10^8 CNY,yearbook 2011\n"
      "# [statistics]\n# table = \"statistics.csv\"\n\n",
      city, year);
}

std::string raster_jobs(const StudyDraft& draft) {
  std::string text = "# Each job runs because its section is here. Keys: docs/study-file.md\n";
  text += draft.years.size() > 1 ? "[change]\n\n" : "# [change]  # needs two years or more\n\n";
  return text + "[landscape]\n\n";
}

constexpr const char* more_jobs =
    "# [suitability]            # needs a DEM on the grid of the land use\n"
    "# dem = \"dem.tif\"\n"
    "# scheme = \"default\"\n\n"
    "# The jobs on cities; take the # away once activities and statistics are filled in.\n"
    "# [coupling]\n\n"
    "# [evaluate]\n\n"
    "# [pattern]\n"
    "# variable = [\"net\", \"sink\"]\n"
    "# weights = \"queen\"\n\n"
    "# [detect]\n"
    "# response = \"net_per_km2\"\n"
    "# factors = [\"gdp / population\", \"forest_area / land_area\"]\n"
    "# discretize = [\"quantile:3\"]\n\n"
    "# [gwr]\n"
    "# response = \"net_per_km2\"\n"
    "# predictors = [\"shdi\", \"income = gdp / population\"]\n"
    "# kernel = \"gaussian\"\n\n"
    "# [zone]\n\n"
    "# How sure all this is; every class and activity needs a range: docs/uncertainty.md\n"
    "# [uncertainty]\n"
    "# range_set = \"literature\"\n"
    "# ranges = \"ranges.csv\"\n";

}  // namespace

std::string toml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string study_text(const StudyDraft& draft) {
  return fmt::format(
             "# A study of terrabalance, begun by `terrabalance init`. Run it with\n"
             "#   terrabalance run study.toml\n"
             "# and look at it with\n"
             "#   terrabalance report results.h5\n"
             "# Paths are relative to this file. Lines that begin with # are not read.\n\n"
             "[study]\nname = {}\nyears = [{}]\noutput = \"results.h5\"\n\n",
             toml_text(draft.name), fmt::join(draft.years, ", ")) +
         land_use(draft) + zones(draft) + carbon(draft) + raster_jobs(draft) + more_jobs;
}

}  // namespace terrabalance::init
