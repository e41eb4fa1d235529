#include "jobs/pattern/inputs.hpp"

#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/features.hpp"
#include "io/table/csv.hpp"
#include "io/table/weights_file.hpp"
#include "jobs/table_job.hpp"
#include "kernels/pattern/polygons.hpp"

namespace terrabalance {
namespace {

/// A field with a number in every feature.
std::vector<double> attribute(const Features& features, const std::string& path,
                              const std::string& name) {
  std::vector<double> values = numbers(features, path, name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw InputError(
        fmt::format("{}: feature '{}' has no number in field '{}'; fill it or leave "
                    "the feature out",
                    path, features.ids[i], name));
  }
  return values;
}

std::vector<std::string> group_labels(const Features& features, const std::string& path,
                                      const std::string& name) {
  for (const Column& column : features.attributes.columns) {
    if (column.name != name) continue;
    if (const auto* values = std::get_if<std::vector<std::string>>(&column.values)) return *values;
    std::vector<std::string> labels;
    for (const double value : std::get<std::vector<double>>(column.values))
      labels.push_back(fmt::format("{}", value));
    return labels;
  }
  throw InputError(fmt::format("{}: has no field '{}' to group by", path, name));
}

void read_vector_file(const PatternOptions& options, PatternInputs& inputs) {
  Features features = read_features(options.data, options.id);
  for (const auto& name : options.variables)
    inputs.variables.push_back({name, attribute(features, options.data, name), {}});
  for (const auto& name : options.with)
    inputs.partners.push_back({name, attribute(features, options.data, name), {}});
  if (!options.groups.empty()) {
    inputs.groups = group_labels(features, options.data, options.groups);
  }
  inputs.points =
      features.points.size() > 0 ? features.points : pattern::centroids(features.polygons);
  inputs.ids = std::move(features.ids);
  inputs.polygons = std::move(features.polygons);
}

void read_point_table(const PatternOptions& options, PatternInputs& inputs) {
  const CsvTable table = CsvTable::read(options.data);
  if (options.coordinates.size() != 2) {
    throw InputError("--coords takes two columns: --coords X,Y");
  }
  inputs.points = {numbers(table, options.coordinates[0]), numbers(table, options.coordinates[1])};
  for (const auto& name : options.variables)
    inputs.variables.push_back({name, numbers(table, name), {}});
  for (const auto& name : options.with)
    inputs.partners.push_back({name, numbers(table, name), {}});
  if (!options.groups.empty()) inputs.groups = texts(table, options.groups);
  if (!options.id.empty()) {
    inputs.ids = texts(table, options.id);
    std::set<std::string> seen;
    for (std::size_t row = 0; row < inputs.ids.size(); ++row) {
      if (seen.insert(inputs.ids[row]).second) continue;
      throw InputError(fmt::format("{}: id '{}' occurs twice", table.place(row), inputs.ids[row]));
    }
  } else {
    for (std::size_t row = 0; row < table.rows(); ++row)
      inputs.ids.push_back(std::to_string(row));
  }
}

std::vector<double> numbers_after_colon(const std::string& spec, std::size_t most) {
  std::vector<double> values;
  const char* at = spec.data() + spec.find(':') + 1;
  const char* const end = spec.data() + spec.size();
  while (values.size() < most) {
    double value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc()) break;
    values.push_back(value);
    if (next == end) return values;
    if (*next != ',') break;
    at = next + 1;
  }
  throw InputError(
      fmt::format("--weights {}: a number is expected after the colon, as in knn:8, "
                  "band:25000 or inverse:25000,2",
                  spec));
}

pattern::Weights from_borders(const PatternInputs& inputs, pattern::Contiguity rule, double snap) {
  if (inputs.polygons.size() == 0) {
    throw InputError("contiguity weights need polygons; for points use --weights knn:K or band:D");
  }
  std::vector<pattern::Link> links;
  for (const auto& pair : pattern::contiguity(inputs.polygons, rule, snap))
    links.push_back({pair.from, pair.to, 1});
  return pattern::Weights(inputs.ids.size(), std::move(links));
}

pattern::Weights build_weights(const PatternInputs& inputs, const PatternOptions& options) {
  const std::string& spec = options.weights;
  if (spec == "queen") return from_borders(inputs, pattern::Contiguity::queen, options.snap);
  if (spec == "rook") return from_borders(inputs, pattern::Contiguity::rook, options.snap);
  if (spec.starts_with("knn:")) {
    const double k = numbers_after_colon(spec, 1)[0];
    if (k < 1 || k != std::floor(k)) {
      throw InputError(
          fmt::format("--weights {}: the number of neighbours is an integer >= 1", spec));
    }
    return pattern::nearest_neighbours(inputs.points, static_cast<std::size_t>(k), inputs.metric);
  }
  if (spec == "band") {
    return pattern::distance_band(inputs.points, pattern::least_band(inputs.points, inputs.metric),
                                  inputs.metric);
  }
  if (spec.starts_with("band:")) {
    return pattern::distance_band(inputs.points, numbers_after_colon(spec, 1)[0], inputs.metric);
  }
  if (spec.starts_with("inverse:")) {
    const auto values = numbers_after_colon(spec, 2);
    return pattern::inverse_distance(inputs.points, values[0], values.size() > 1 ? values[1] : 1,
                                     inputs.metric);
  }
  if (spec.ends_with(".gal") || spec.ends_with(".gwt") || spec.ends_with(".csv")) {
    std::vector<pattern::Link> links;
    for (const auto& link : read_weights_file(spec, inputs.ids))
      links.push_back({link.from, link.to, link.weight});
    return pattern::Weights(inputs.ids.size(), std::move(links));
  }
  throw InputError(
      fmt::format("--weights {}: unknown; known are queen, rook, knn:K, band, band:D, "
                  "inverse:D, inverse:D,POWER and a .gal, .gwt or .csv file",
                  spec));
}

void warn_of_islands(Session& session, const PatternInputs& inputs) {
  std::vector<std::string> names;
  for (const std::size_t i : pattern::islands(inputs.binary))
    names.push_back(inputs.ids[i]);
  if (names.empty()) return;
  session.warn(
      fmt::format("{} units have no neighbours ({}): they count in n and have no local "
                  "score; knn weights would give them some",
                  names.size(), fmt::join(names, ", ")));
}

}  // namespace

void add_weights(Session& session, const PatternOptions& options, PatternInputs& inputs) {
  inputs.weights_name = options.weights;
  inputs.style = options.style == "W" ? pattern::Style::row_standardised : pattern::Style::binary;
  inputs.binary = build_weights(inputs, options);
  inputs.weights = options.style == "W" ? pattern::row_standardised(inputs.binary) : inputs.binary;
  warn_of_islands(session, inputs);
}

PatternInputs read_pattern_inputs(Session& session, const PatternOptions& options) {
  PatternInputs inputs;
  inputs.metric =
      options.distance == "planar" ? pattern::Metric::planar : pattern::Metric::great_circle;
  if (!options.with.empty() && options.with.size() != options.variables.size()) {
    throw InputError("--with needs as many variables as --variable");
  }
  if (options.coordinates.empty()) {
    if (options.data.ends_with(".csv")) {
      throw InputError(
          fmt::format("{}: name the columns with the coordinates: --coords X,Y", options.data));
    }
    read_vector_file(options, inputs);
  } else {
    read_point_table(options, inputs);
  }
  add_weights(session, options, inputs);
  return inputs;
}

}  // namespace terrabalance
