#include "jobs/pattern/space_time.hpp"

#include <algorithm>
#include <utility>

#include "jobs/study/tables.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

/// Classes of all units in all variables.
struct Classes {
  std::size_t units;
  const std::vector<std::string>& spot;
  const std::vector<std::string>& quadrant;

  std::size_t row(std::size_t variable, std::size_t unit) const { return variable * units + unit; }
};

Table transition_table(const PatternInputs& inputs, const Classes& classes) {
  std::vector<std::int64_t> from_year, to_year;
  std::vector<std::string> id, from, to, from_class, to_class, from_quadrant, to_quadrant;
  for (std::size_t k = 0; k + 1 < inputs.variables.size(); ++k) {
    const Variable& before = inputs.variables[k];
    const Variable& after = inputs.variables[k + 1];
    if (!after.follows(before)) continue;
    for (std::size_t i = 0; i < classes.units; ++i) {
      if (before.year) {
        from_year.push_back(*before.year);
        to_year.push_back(*after.year);
      }
      id.push_back(inputs.ids[i]);
      from.push_back(before.name);
      to.push_back(after.name);
      from_class.push_back(classes.spot[classes.row(k, i)]);
      to_class.push_back(classes.spot[classes.row(k + 1, i)]);
      from_quadrant.push_back(classes.quadrant[classes.row(k, i)]);
      to_quadrant.push_back(classes.quadrant[classes.row(k + 1, i)]);
    }
  }
  Table table{"pattern/transition",
              "How the units' classes moved from one variable (year) to the next",
              {labels("id", "unit", std::move(id))}};
  if (from_year.empty()) {
    table.columns.push_back(labels("from", "variable", std::move(from)));
    table.columns.push_back(labels("to", "variable", std::move(to)));
  } else {
    table.columns.push_back(labels("variable", "", std::move(from)));
    table.columns.push_back(counts("from_year", "", std::move(from_year)));
    table.columns.push_back(counts("to_year", "", std::move(to_year)));
  }
  table.columns.push_back(labels("from_class", "hot-spot class", std::move(from_class)));
  table.columns.push_back(labels("to_class", "", std::move(to_class)));
  table.columns.push_back(labels("from_quadrant", "", std::move(from_quadrant)));
  table.columns.push_back(labels("to_quadrant", "", std::move(to_quadrant)));
  return table;
}

/// -1 cold, 1 hot, 0 neither.
int sign_of(const std::string& spot) {
  if (spot.starts_with("hot")) return 1;
  return spot.starts_with("cold") ? -1 : 0;
}

/// A name for the whole way of a unit.
std::string way_of(const std::vector<int>& signs) {
  const auto hot = std::ranges::count(signs, 1);
  const auto cold = std::ranges::count(signs, -1);
  if (hot == 0 && cold == 0) return "never";
  if (hot > 0 && cold > 0) return "oscillating";
  const std::string name = hot > 0 ? " hot" : " cold";
  const bool first = signs.front() != 0;
  const bool last = signs.back() != 0;
  if (hot + cold == std::ssize(signs)) return "persistent" + name;
  if (!first && last) return "emerging" + name;
  if (first && !last) return "fading" + name;
  return "sporadic" + name;
}

/// Columns of pattern/space_time.
struct Ways {
  std::vector<std::string> variable, id, spots, quadrants, way;
  std::vector<std::int64_t> from, to, moves;

  /// The unit's classes in the variables [first, last), which are one variable's years.
  void add(const PatternInputs& inputs, const Classes& classes, std::size_t first, std::size_t last,
           std::size_t unit) {
    std::string spot, quadrant;
    std::vector<int> signs;
    std::int64_t moved = 0;
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t row = classes.row(k, unit);
      const bool begins = k == first;
      spot += (begins ? "" : " > ") + classes.spot[row];
      quadrant += (begins ? "" : " > ") + classes.quadrant[row];
      signs.push_back(sign_of(classes.spot[row]));
      if (!begins) moved += classes.spot[row] != classes.spot[classes.row(k - 1, unit)] ? 1 : 0;
    }
    variable.push_back(inputs.variables[first].name);
    id.push_back(inputs.ids[unit]);
    from.push_back(inputs.variables[first].year.value_or(0));
    to.push_back(inputs.variables[last - 1].year.value_or(0));
    spots.push_back(std::move(spot));
    quadrants.push_back(std::move(quadrant));
    moves.push_back(moved);
    way.push_back(way_of(signs));
  }
};

Table space_time_table(const PatternInputs& inputs, const Classes& classes) {
  Ways ways;
  const auto& variables = inputs.variables;
  for (std::size_t first = 0; first < variables.size();) {
    std::size_t last = first + 1;
    while (last < variables.size() && variables[last].follows(variables[last - 1]))
      ++last;
    for (std::size_t unit = 0; unit < classes.units; ++unit)
      ways.add(inputs, classes, first, last, unit);
    first = last;
  }
  return {
      "pattern/space_time",
      "How each unit's classes moved over the years",
      {labels("variable", "", std::move(ways.variable)), labels("id", "unit", std::move(ways.id)),
       counts("from_year", "", std::move(ways.from)), counts("to_year", "", std::move(ways.to)),
       labels("classes", "hot and cold spots of Gi*, year by year", std::move(ways.spots)),
       labels("quadrants", "of Moran's scatterplot, year by year", std::move(ways.quadrants)),
       counts("moves", "steps at which the class changed", std::move(ways.moves)),
       labels("way",
              "persistent: in every year; emerging: not in the first, but in the last; fading: "
              "the reverse; sporadic: some other year; oscillating: hot and cold; never",
              std::move(ways.way))}};
}

}  // namespace

std::vector<Table> space_time_tables(const PatternInputs& inputs, const Table& local) {
  if (inputs.variables.size() < 2) return {};
  const Classes classes{inputs.ids.size(), values<std::string>(local, "class"),
                        values<std::string>(local, "quadrant")};
  std::vector<Table> tables;
  Table transitions = transition_table(inputs, classes);
  if (transitions.rows() > 0) tables.push_back(std::move(transitions));
  if (inputs.variables.front().year && inputs.variables[1].follows(inputs.variables[0])) {
    tables.push_back(space_time_table(inputs, classes));
  }
  return tables;
}

}  // namespace terrabalance
