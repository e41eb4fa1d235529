#include "jobs/coupling/coupling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/program.hpp"
#include "jobs/study/section.hpp"
#include "jobs/table_job.hpp"
#include "kernels/coupling/coupling.hpp"

namespace terrabalance {
namespace {

using namespace coupling;

struct CouplingOptions {
  std::string data;
  std::string source = "source";
  std::string sink = "sink";
  std::string orientation = "inverse";
  std::string normalisation = "max";
  std::vector<double> weights;
  std::string output;
};

/// Rows of the data, and where each stands.
struct CityYears {
  std::vector<std::int64_t> year;
  std::vector<std::string> city;
  std::vector<double> source;
  std::vector<double> sink;
  std::vector<std::string> place;
};

void refuse_negative(const CityYears& data, const CouplingOptions& options) {
  for (std::size_t row = 0; row < data.city.size(); ++row) {
    for (const auto& [name, value] :
         {std::pair{options.source, data.source[row]}, std::pair{options.sink, data.sink[row]}}) {
      if (value >= 0) continue;
      throw InputError(
          fmt::format("{}: {} of city {} in {} is negative; sources and sinks are "
                      "amounts >= 0",
                      data.place[row], name, data.city[row], data.year[row]));
    }
  }
}

CityYears read_city_years(const CouplingOptions& options) {
  const CsvTable table = CsvTable::read(options.data);
  CityYears data{integers(table, "year"),
                 texts(table, "city"),
                 numbers(table, options.source),
                 numbers(table, options.sink),
                 {}};
  std::set<std::pair<std::int64_t, std::string>> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    data.place.push_back(table.place(row));
    if (!seen.insert({data.year[row], data.city[row]}).second) {
      throw InputError(fmt::format("{}: city {} has a second row for {}; keep one",
                                   table.place(row), data.city[row], data.year[row]));
    }
  }
  return data;
}

CityYears city_years_of(const CityItems& items, const CouplingOptions& options) {
  return {items.year, items.city, items.compute(options.source, "[coupling] source"),
          items.compute(options.sink, "[coupling] sink"),
          std::vector<std::string>(items.rows(), "[coupling]")};
}

struct Scores {
  std::vector<double> source;
  std::vector<double> sink;
};

Scores scores_of(const CityYears& data, const CouplingOptions& options, Normalisation how) {
  return {normalise(data.source, how, options.source), normalise(data.sink, how, options.sink)};
}

struct Degrees {
  std::vector<double> u1, u2, c, t, d;
};

Degrees degrees_of(const Scores& scores, const CouplingOptions& options) {
  Degrees result;
  for (std::size_t i = 0; i < scores.sink.size(); ++i) {
    const double u1 = options.orientation == "inverse" ? 1 - scores.source[i] : scores.source[i];
    const std::array<double, 2> u{u1, scores.sink[i]};
    const Degree degree_here = degree(u, options.weights);
    result.u1.push_back(u1);
    result.u2.push_back(scores.sink[i]);
    result.c.push_back(degree_here.c);
    result.t.push_back(degree_here.t);
    result.d.push_back(degree_here.d);
  }
  return result;
}

std::vector<std::string> level_names(const std::vector<double>& d) {
  std::vector<std::string> names;
  for (const double value : d)
    names.emplace_back(level_name(level_of(value)));
  return names;
}

Table degree_table(const CityYears& data, const Degrees& degrees) {
  return {
      "coupling/degree",
      "Coupling coordination of carbon sources and sinks",
      {counts("year", "", data.year), labels("city", "", data.city),
       reals("u1", "1", "score of the source system", degrees.u1),
       reals("u2", "1", "score of the sink system", degrees.u2),
       reals("c", "1", "coupling", degrees.c), reals("t", "1", "comprehensive level", degrees.t),
       reals("d", "1", "coordination", degrees.d),
       labels("level", "class of d, ten in steps of 0.1", level_names(degrees.d))}};
}

/// Who leads, and how that changed since the city's year before.
Table relative_table(const CityYears& data, const Scores& scores) {
  std::map<std::string, std::map<std::int64_t, std::size_t>> by_city;
  for (std::size_t i = 0; i < data.city.size(); ++i)
    by_city[data.city[i]][data.year[i]] = i;
  std::vector<double> ratio(data.city.size());
  std::vector<double> change(data.city.size(), std::nan(""));
  std::vector<std::string> state(data.city.size());
  for (const auto& [city, years] : by_city) {
    double before = std::nan("");
    for (const auto& [year, i] : years) {
      auto relative = relative_development(scores.source[i], scores.sink[i]);
      ratio[i] = relative.ratio;
      state[i] = std::move(relative.state);
      change[i] = ratio[i] - before;
      before = ratio[i];
    }
  }
  return {"coupling/relative",
          "Relative development of sinks against sources",
          {counts("year", "", data.year), labels("city", "", data.city),
           reals("ratio", "1", "normalised sink over normalised source", std::move(ratio)),
           labels("state", "source leads below 0.8, synchronous to 1.2, sink leads above",
                  std::move(state)),
           reals("change", "1", "of the ratio since the city's year before", std::move(change))}};
}

Table sensitivity_table(const CityYears& data, const CouplingOptions& options) {
  const Degrees by_max = degrees_of(scores_of(data, options, Normalisation::max), options);
  const Degrees by_range = degrees_of(scores_of(data, options, Normalisation::minmax), options);
  std::vector<double> difference;
  std::vector<std::int64_t> levels;
  for (std::size_t i = 0; i < by_max.d.size(); ++i) {
    difference.push_back(by_range.d[i] - by_max.d[i]);
    levels.push_back(level_of(by_range.d[i]) - level_of(by_max.d[i]));
  }
  return {"coupling/sensitivity",
          "How far coordination depends on the normalisation",
          {counts("year", "", data.year), labels("city", "", data.city),
           reals("d_max", "1", "x / max x", by_max.d),
           reals("d_minmax", "1", "(x - min) / (max - min)", by_range.d),
           reals("difference", "1", "d_minmax - d_max", std::move(difference)),
           counts("levels", "classes by which d_minmax lies higher", std::move(levels))}};
}

std::vector<Table> tables_of(Session& session, const CityYears& data,
                             const CouplingOptions& options) {
  refuse_negative(data, options);
  const auto how = options.normalisation == "max" ? Normalisation::max : Normalisation::minmax;
  const Scores scores = scores_of(data, options, how);
  std::vector<Table> tables{degree_table(data, degrees_of(scores, options)),
                            relative_table(data, scores)};
  const auto varies = [](const std::vector<double>& x) {
    return std::adjacent_find(x.begin(), x.end(), std::not_equal_to<>()) != x.end();
  };
  if (varies(data.source) && varies(data.sink)) {
    tables.push_back(sensitivity_table(data, options));
  } else {
    session.warn(
        "source or sink is the same everywhere: minmax does not exist, no sensitivity to "
        "the normalisation is stated");
  }
  return tables;
}

void coupling_job(Session& session, const CouplingOptions& options) {
  if (!session.communicator.is_root()) return;
  const auto tables = tables_of(session, read_city_years(options), options);
  write_result(session, options.output, tables, {options.data});
}

}  // namespace

std::vector<Table> coupling_step(Session& session, const CityStudy& study,
                                 const CLI::App* command) {
  CouplingOptions options;
  const SectionReader section(study.file, "coupling", command);
  section.text("source", options.source);
  section.text("sink", options.sink);
  section.choice("orientation", options.orientation, {"inverse", "source"});
  section.choice("normalize", options.normalisation, {"max", "minmax"});
  section.numbers("weights", options.weights, 2);
  return tables_of(session, city_years_of(study.items, options), options);
}

void add_coupling(CLI::App& program, Work& work) {
  auto* command =
      program.add_subcommand("coupling", "Coupling coordination of carbon sources and sinks");
  const auto o = std::make_shared<CouplingOptions>();
  command->add_option("DATA", o->data, "CSV: city, year and the two columns; or a study file")
      ->required();
  command->add_option("--source", o->source, "Column of sources")->capture_default_str();
  command->add_option("--sink", o->sink, "Column of sinks, as amounts >= 0")->capture_default_str();
  command->add_option("--orientation", o->orientation, "u1 = 1 - source score, or source score")
      ->check(CLI::IsMember({"inverse", "source"}))
      ->capture_default_str();
  command->add_option("--normalize", o->normalisation, "max: x / max; minmax: (x - min) / range")
      ->check(CLI::IsMember({"max", "minmax"}))
      ->capture_default_str();
  command->add_option("--weights", o->weights, "Weights of source and sink in T [0.5,0.5]")
      ->delimiter(',')
      ->expected(2);
  command->add_option("-o,--output", o->output, "Result file")->required();
  command->footer(
      "Example: terrabalance coupling balance.csv --source source --sink sink -o coupling.h5");
  command->callback([o, command, &work] {
    work = [o, command](Session& session) {
      if (is_study(o->data)) {
        run_city_step(session, coupling_step, o->data, o->output, 1, command);
      } else {
        coupling_job(session, *o);
      }
    };
  });
}

}  // namespace terrabalance
