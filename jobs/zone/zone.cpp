#include "jobs/zone/zone.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/program.hpp"
#include "jobs/study/section.hpp"
#include "jobs/study/tables.hpp"
#include "jobs/table_job.hpp"
#include "jobs/zone/inputs.hpp"
#include "jobs/zone/land.hpp"
#include "jobs/zone/study_land.hpp"

namespace terrabalance {
namespace {

using namespace zone;

using Bounds = std::array<std::array<double, 2>, 3>;

Bounds bounds_of(const ZoneInputs& inputs, const ZoneOptions& options) {
  Bounds bounds{};
  if (!options.thresholds.empty()) {
    if (options.thresholds[0] >= options.thresholds[1]) {
      throw InputError("--thresholds takes two ascending values: LOW,HIGH");
    }
    bounds.fill({options.thresholds[0], options.thresholds[1]});
    return bounds;
  }
  const Cut cut = options.levels == "natural"    ? Cut::natural
                  : options.levels == "quantile" ? Cut::quantile
                                                 : Cut::equal;
  for (std::size_t a = 0; a < 3; ++a)
    bounds[a] = level_bounds(inputs.closeness[a], cut, inputs.axes[a]);
  return bounds;
}

std::vector<Unit> units_of(const ZoneInputs& inputs, const Bounds& bounds) {
  std::vector<Unit> units;
  for (std::size_t row = 0; row < inputs.city.size(); ++row) {
    units.push_back({level_of(inputs.closeness[0][row], bounds[0]),
                     level_of(inputs.closeness[1][row], bounds[1]),
                     level_of(inputs.closeness[2][row], bounds[2])});
  }
  return units;
}

const std::string& zone_of(const Unit& unit, const std::array<std::string, 27>& zones) {
  return zones[static_cast<std::size_t>(unit.number() - 1)];
}

Table units_table(const ZoneInputs& inputs, const std::vector<Unit>& units,
                  const std::array<std::string, 27>& zones) {
  std::vector<std::string> x, y, z, names;
  std::vector<std::int64_t> numbers;
  for (const Unit& unit : units) {
    x.emplace_back(name(unit.x));
    y.emplace_back(name(unit.y));
    z.emplace_back(name(unit.z));
    numbers.push_back(unit.number());
    names.push_back(zone_of(unit, zones));
  }
  return {"zone/units",
          "Units of the magic cube and carbon zones",
          {counts("year", "", inputs.year), labels("city", "", inputs.city),
           labels("level_x", "of " + inputs.axes[0], std::move(x)),
           labels("level_y", "of " + inputs.axes[1], std::move(y)),
           labels("level_z", "of " + inputs.axes[2], std::move(z)),
           counts("unit", "9 x + 3 y + z + 1 with low 0, medium 1, high 2", std::move(numbers)),
           labels("zone", "", std::move(names))}};
}

Table rules_table(const std::vector<Unit>& held, const std::array<std::string, 27>& zones) {
  std::vector<std::int64_t> unit, cities;
  std::vector<std::string> x, y, z, names;
  for (const Unit& u : all_units()) {
    unit.push_back(u.number());
    x.emplace_back(name(u.x));
    y.emplace_back(name(u.y));
    z.emplace_back(name(u.z));
    names.push_back(zone_of(u, zones));
    cities.push_back(std::count(held.begin(), held.end(), u));
  }
  return {"zone/rules",
          "The zone of each of the 27 units",
          {counts("unit", "", std::move(unit)), labels("level_x", "", std::move(x)),
           labels("level_y", "", std::move(y)), labels("level_z", "", std::move(z)),
           labels("zone", "", std::move(names)),
           counts("cities", "city-years in this unit", std::move(cities))}};
}

Table thresholds_table(const ZoneInputs& inputs, const Bounds& bounds) {
  std::vector<double> low, high;
  for (const auto& axis : bounds) {
    low.push_back(axis[0]);
    high.push_back(axis[1]);
  }
  return {"zone/thresholds",
          "Where the axes are cut",
          {labels("axis", "", {"x", "y", "z"}),
           labels("subsystem", "", {inputs.axes.begin(), inputs.axes.end()}),
           reals("low_to", "1", "largest low closeness", std::move(low)),
           reals("medium_to", "1", "largest medium closeness", std::move(high))}};
}

Table guide_table(Session& session, const ZoneInputs& inputs, const std::vector<Unit>& units,
                  const std::array<std::string, 27>& zones, const ZoneOptions& options) {
  const auto guide = read_guide(options.guide);
  const char* const axes[] = {"x", "y", "z"};
  std::vector<std::int64_t> year;
  std::vector<std::string> city, zone, weak, subsystem, measures;
  std::size_t without = 0;
  for (std::size_t row = 0; row < units.size(); ++row) {
    const Axis axis = weakest(
        units[row], {inputs.closeness[0][row], inputs.closeness[1][row], inputs.closeness[2][row]});
    const auto a = static_cast<std::size_t>(axis);
    const std::string& held = zone_of(units[row], zones);
    bool found = false;
    for (const Measure& measure : guide) {
      if (measure.zone != held || measure.weakest != axes[a]) continue;
      found = true;
      year.push_back(inputs.year[row]);
      city.push_back(inputs.city[row]);
      zone.push_back(held);
      weak.emplace_back(axes[a]);
      subsystem.push_back(inputs.axes[a]);
      measures.push_back(measure.text);
    }
    without += found ? 0 : 1;
  }
  if (without > 0) {
    session.warn(
        fmt::format("the guide has no measure for {} city-years; name the zones of the "
                    "rules in a --guide file",
                    without));
  }
  return {"zone/guide",
          "Control guide by zone and weakest axis",
          {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
           labels("zone", "", std::move(zone)), labels("weakest", "axis", std::move(weak)),
           labels("subsystem", "on that axis", std::move(subsystem)),
           labels("measure", "", std::move(measures))}};
}

std::vector<Table> tables_of(Session& session, const ClosenessRows& closeness,
                             const ZoneOptions& options) {
  const ZoneInputs inputs = zone_inputs(closeness, options);
  const auto rules = read_rules(options.rules);
  const auto zones = zone_table(rules);
  const Bounds bounds = bounds_of(inputs, options);
  const auto units = units_of(inputs, bounds);
  session.say(
      fmt::format("axes: x {}, y {}, z {}", inputs.axes[0], inputs.axes[1], inputs.axes[2]));
  return {units_table(inputs, units, zones), rules_table(units, zones),
          thresholds_table(inputs, bounds), guide_table(session, inputs, units, zones, options)};
}

void zone_job(Session& session, const ZoneOptions& options) {
  if (!session.communicator.is_root()) return;
  auto tables = tables_of(session, read_closeness(options.data), options);
  std::vector<std::string> files{options.data};
  for (const auto* file :
       {&options.rules, &options.guide, &options.land, &options.distances, &options.places}) {
    if (!file->empty()) files.push_back(*file);
  }
  if (!options.land.empty()) {
    for (Table& table : land_tables(session, read_land(options), options))
      tables.push_back(std::move(table));
  }
  write_result(session, options.output, tables, files);
}

}  // namespace

std::vector<Table> zone_step(Session& session, const CityStudy& study, const CLI::App* command) {
  ZoneOptions options;
  const SectionReader section(study.file, "zone", command);
  section.path("rules", options.rules);
  section.texts("axes", options.axes);
  section.choice("levels", options.levels, {"natural", "quantile", "equal"});
  if (study.file.has("zone", "thresholds")) section.numbers("thresholds", options.thresholds, 2);
  section.path("guide", options.guide);
  section.integer("pareto", options.pareto, 2);
  const Table* closeness = find_table(study.tables, "evaluate/closeness");
  if (closeness == nullptr) {
    throw InputError(fmt::format("{}: [zone] needs the closeness of evaluate; add [evaluate]",
                                 study.file.path()));
  }
  auto tables = tables_of(
      session,
      {"evaluate/closeness", values<std::int64_t>(*closeness, "year"),
       values<std::string>(*closeness, "city"), values<std::string>(*closeness, "subsystem"),
       values<double>(*closeness, "closeness"),
       std::vector<std::string>(closeness->rows(), "evaluate/closeness")},
      options);
  for (Table& table : land_tables(session, land_of(study), options))
    tables.push_back(std::move(table));
  return tables;
}

void add_zone(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "zone", "Magic-cube units, carbon zones, control guide, balance of source and sink land");
  const auto o = std::make_shared<ZoneOptions>();
  command->add_option("DATA", o->data, "CSV: city,year,subsystem,closeness; or a study file")
      ->required();
  command->add_option("--rules", o->rules, "TOML: [[rule]] zone, x, y, z; the first that fits");
  command->add_option("--axes", o->axes, "Subsystems on x, y, z [by their names, or file order]")
      ->delimiter(',');
  command->add_option("--levels", o->levels, "How axes are cut into low, medium, high")
      ->check(CLI::IsMember({"natural", "quantile", "equal"}))
      ->capture_default_str();
  command->add_option("--thresholds", o->thresholds, "Fixed cuts LOW,HIGH instead")
      ->delimiter(',')
      ->expected(2);
  command->add_option("--guide", o->guide, "CSV: zone,weakest,measure [built in]");
  command->add_option("--land", o->land,
                      "CSV: city,year,class,area_ha,t_c_per_ha[,lower_ha,upper_ha]");
  command->add_option("--distances", o->distances, "CSV: from,to,km between the cities of --land")
      ->needs(command->get_option("--land"));
  command->add_option("--places", o->places, "CSV: city,x,y, distances from these instead")
      ->needs(command->get_option("--land"))
      ->excludes(command->get_option("--distances"));
  command->add_option("--distance", o->metric, "Of --places: planar in m, great-circle for lon/lat")
      ->check(CLI::IsMember({"planar", "great-circle"}))
      ->capture_default_str();
  command->add_option("--pareto", o->pareto, "Points of each Pareto front")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  command->add_option("-o,--output", o->output, "Result file")->required();
  command->footer("Example: terrabalance zone closeness.csv --rules rules.toml -o zone.h5");
  command->callback([o, command, &work] {
    work = [o, command](Session& session) {
      if (is_study(o->data)) {
        run_city_step(session, zone_step, o->data, o->output, 1, command);
      } else {
        zone_job(session, *o);
      }
    };
  });
}

}  // namespace terrabalance
