#include "jobs/simulate/study_files.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include "engine/value/error.hpp"
#include "kernels/simulate/city_tables.hpp"

namespace terrabalance::simulation {
namespace {

/// Shortest decimal form without an exponent that reads back to the same number.
std::string decimal(double value) {
  std::array<char, 400> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return {text.data(), end};
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    out += c == '"' ? "\"\"" : std::string(1, c);
  }
  return out + '"';
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::path temporary = path;
  temporary += ".partial";
  {
    std::ofstream file(temporary, std::ios::binary);
    if (!file) {
      throw InputError(path.string() +
                       ": cannot be created; give an output folder that you may write to");
    }
    file << text << std::flush;
    if (!file) {
      throw RunError(path.string() +
                     ": cannot be written; check the free space (df) of that folder");
    }
  }
  std::filesystem::rename(temporary, path);
}

std::string csv(const std::vector<CityNumber>& numbers) {
  std::string text = "city,year,item,value,unit,source\n";
  for (const CityNumber& number : numbers) {
    text += quoted(number.city) + ',' + std::to_string(number.year) + ',' + number.item + ',' +
            decimal(number.value) + ',' + number.unit + ",simulated\n";
  }
  return text;
}

constexpr std::string_view study_text = R"~([study]
name = "Simulated study of @cities@ cities (nothing in it is an observation)"
years = [@years@]
output = "results.h5"

[landuse]
raster = "landuse_{year}.tif"
legend = "terrabalance"

[zones]
source = "zones.gpkg"
id = "id"
name = "name"

[carbon]
activities = "activities.csv"
weights = "nightlight_{year}.tif"
maps = false

[carbon.factors]
# About 0.6 kg CO2 a kWh at 0.1229 kg SCE a kWh; give that of your grid and year.
electricity = { t_c_per_t_sce = 1.33, source = "simulated" }

[statistics]
table = "statistics.csv"
)~";

std::string study_file(const SimulateOptions& options, const Plan& plan) {
  std::string years;
  for (const int year : options.years) {
    years += (years.empty() ? "" : ", ") + std::to_string(year);
  }
  std::string text(study_text);
  text.replace(text.find("@cities@"), 8, std::to_string(plan.cities.size()));
  text.replace(text.find("@years@"), 7, years);
  return text;
}

}  // namespace

void write_study_files(const SimulateOptions& options, const Plan& plan) {
  std::error_code error;
  std::filesystem::create_directories(options.output, error);
  if (error) {
    throw InputError(options.output.string() + ": cannot be made: " + error.message() +
                     "; give an output folder that you may write to");
  }
  write_zones(options.output / "zones.gpkg", plan.shapes);
  write_text(options.output / "statistics.csv",
             csv(simulate_statistics(plan.cities, options.years, options.seed)));
  write_text(options.output / "activities.csv",
             csv(simulate_activities(plan.cities, options.years, options.seed)));
  write_text(options.output / "study.toml", study_file(options, plan));
}

}  // namespace terrabalance::simulation
