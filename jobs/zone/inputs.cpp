#include "jobs/zone/inputs.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <toml++/toml.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

using zone::Level;

/// The axis that a subsystem's name speaks of, if it does: 0 socio-economic, 1 resource, 2 ecology.
std::optional<std::size_t> axis_of(std::string name) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto has = [&name](const char* word) { return name.find(word) != std::string::npos; };
  if (has("econom") || has("socio") || has("social")) return 0;
  if (has("resource")) return 1;
  if (has("ecolog") || has("environment")) return 2;
  return std::nullopt;
}

/// Subsystems on x, y, z: as named by --axes, by their own names, or in the order of the file.
std::array<std::string, 3> choose_axes(const ZoneOptions& options, const std::string& source,
                                       const std::vector<std::string>& subsystems) {
  if (!options.axes.empty()) {
    if (options.axes.size() != 3) throw InputError("--axes takes three subsystems: x,y,z");
    for (const auto& axis : options.axes) {
      if (std::ranges::find(subsystems, axis) != subsystems.end()) continue;
      throw InputError(fmt::format("--axes: {} has no subsystem '{}'; it has {}", source, axis,
                                   fmt::join(subsystems, ", ")));
    }
    return {options.axes[0], options.axes[1], options.axes[2]};
  }
  if (subsystems.size() != 3) {
    throw InputError(
        fmt::format("{}: zoning needs three subsystems beside 'overall', it has {}: {}; "
                    "choose three with --axes",
                    source, subsystems.size(), fmt::join(subsystems, ", ")));
  }
  std::array<std::string, 3> axes{subsystems[0], subsystems[1], subsystems[2]};
  std::array<std::string, 3> by_name;
  for (const auto& name : subsystems) {
    const auto axis = axis_of(name);
    if (!axis || !by_name[*axis].empty()) return axes;
    by_name[*axis] = name;
  }
  return by_name;
}

}  // namespace

ClosenessRows read_closeness(const std::string& path) {
  const CsvTable table = CsvTable::read(path);
  ClosenessRows rows{path,
                     integers(table, "year"),
                     texts(table, "city"),
                     texts(table, "subsystem"),
                     numbers(table, "closeness"),
                     {}};
  for (std::size_t row = 0; row < table.rows(); ++row)
    rows.place.push_back(table.place(row));
  return rows;
}

ZoneInputs zone_inputs(const ClosenessRows& rows, const ZoneOptions& options) {
  const auto& [source, year, city, subsystem, closeness, place] = rows;
  std::vector<std::string> subsystems;
  std::vector<std::string> cities;
  std::map<std::pair<std::int64_t, std::string>, std::map<std::string, double>> values;
  const auto note = [](std::vector<std::string>& known, const std::string& name) {
    if (std::ranges::find(known, name) == known.end()) known.push_back(name);
  };
  for (std::size_t row = 0; row < city.size(); ++row) {
    if (closeness[row] < 0 || closeness[row] > 1) {
      throw InputError(
          fmt::format("{}: closeness {} lies outside [0, 1]", place[row], closeness[row]));
    }
    if (subsystem[row] == "overall") continue;
    note(subsystems, subsystem[row]);
    if (values[{year[row], city[row]}].empty()) note(cities, city[row]);
    if (!values[{year[row], city[row]}].try_emplace(subsystem[row], closeness[row]).second) {
      throw InputError(fmt::format("{}: {} of city {} in {} is given twice", place[row],
                                   subsystem[row], city[row], year[row]));
    }
  }
  ZoneInputs inputs;
  inputs.axes = choose_axes(options, source, subsystems);
  std::map<std::string, std::size_t> order;
  for (std::size_t k = 0; k < cities.size(); ++k)
    order[cities[k]] = k;
  std::vector<std::pair<std::int64_t, std::string>> keys;
  keys.reserve(values.size());
  for (const auto& [key, axes] : values)
    keys.push_back(key);
  std::ranges::sort(
      keys, {}, [&order](const auto& key) { return std::pair(key.first, order.at(key.second)); });
  for (const auto& key : keys) {
    inputs.year.push_back(key.first);
    inputs.city.push_back(key.second);
    for (std::size_t a = 0; a < 3; ++a) {
      const auto found = values[key].find(inputs.axes[a]);
      if (found == values[key].end()) {
        throw InputError(fmt::format("{}: city {} has no closeness of {} in {}", source, key.second,
                                     inputs.axes[a], key.first));
      }
      inputs.closeness[a].push_back(found->second);
    }
  }
  return inputs;
}

namespace {

std::vector<Level> read_levels(const toml::table& rule, const char* key, const std::string& place) {
  const toml::node* node = rule.get(key);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    throw InputError(
        fmt::format(R"({}: {} is a list of levels, as ["low", "medium"])", place, key));
  }
  std::vector<Level> levels;
  for (const auto& entry : *array) {
    const auto text = entry.value_or(std::string());
    constexpr std::array known{Level::low, Level::medium, Level::high};
    const auto* found =
        std::ranges::find(known, text, [](Level level) { return std::string(name(level)); });
    if (found == known.end()) {
      throw InputError(
          fmt::format("{}: {} holds '{}'; levels are low, medium, high", place, key, text));
    }
    levels.push_back(*found);
  }
  return levels;
}

}  // namespace

std::vector<zone::Rule> read_rules(const std::string& path) {
  if (path.empty()) return zone::default_rules();
  toml::table file;
  try {
    file = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw InputError(
        fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
  for (const auto& [key, value] : file) {
    if (key != "rule") {
      throw InputError(fmt::format("{}: unknown key '{}'; rules are given as [[rule]]", path,
                                   std::string(key.str())));
    }
  }
  const toml::array* entries = file["rule"].as_array();
  if (entries == nullptr || entries->empty()) {
    throw InputError(fmt::format("{}: has no [[rule]]", path));
  }
  std::vector<zone::Rule> rules;
  for (std::size_t k = 0; k < entries->size(); ++k) {
    const std::string place = fmt::format("{}: rule {}", path, k + 1);
    const toml::table* rule = entries->get(k)->as_table();
    if (rule == nullptr || !(*rule)["zone"].is_string()) {
      throw InputError(fmt::format("{}: has no zone = \"...\"", place));
    }
    for (const auto& [key, value] : *rule) {
      const std::string name(key.str());
      const std::vector<std::string> known{"zone", "x", "y", "z"};
      if (std::ranges::find(known, name) != known.end()) continue;
      throw InputError(
          fmt::format("{}: unknown key '{}'{}", place, name, did_you_mean(name, known)));
    }
    rules.push_back({(*rule)["zone"].value_or(std::string()), read_levels(*rule, "x", place),
                     read_levels(*rule, "y", place), read_levels(*rule, "z", place)});
  }
  return rules;
}

std::vector<Measure> read_guide(const std::string& path) {
  const auto built_in = [] {
    for (const EmbeddedFile& file : embedded_files()) {
      if (file.name == "zone/guide.csv") return CsvTable::parse("guide.csv", file.text);
    }
    throw InputError("the built-in guide is missing; name a file with --guide");
  };
  const CsvTable table = path.empty() ? built_in() : CsvTable::read(path);
  const auto zones = texts(table, "zone");
  const auto weakest = texts(table, "weakest");
  const auto measures = texts(table, "measure");
  std::vector<Measure> guide;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (weakest[row] != "x" && weakest[row] != "y" && weakest[row] != "z") {
      throw InputError(fmt::format("{}: weakest is an axis: x, y or z, not '{}'", table.place(row),
                                   weakest[row]));
    }
    guide.push_back({zones[row], weakest[row], measures[row]});
  }
  return guide;
}

}  // namespace terrabalance
