#include "jobs/gwr/points_file.hpp"

#include <utility>

#include "engine/value/error.hpp"
#include "io/features.hpp"
#include "io/table/csv.hpp"
#include "jobs/table_job.hpp"
#include "kernels/pattern/polygons.hpp"

namespace terrabalance {
namespace {

gwr::Observations from_csv(const CsvTable& table, const GwrOptions& options) {
  gwr::Observations o;
  o.x = table.numbers(table.column(options.coords[0]));
  o.y = table.numbers(table.column(options.coords[1]));
  for (const std::string& name : options.predictors)
    o.predictors.push_back(table.numbers(table.column(name)));
  o.names = options.predictors;
  return o;
}

PointData from_features(const GwrOptions& options) {
  Features features = read_features(options.data, options.id);
  PointData data;
  const Points places =
      features.points.size() > 0 ? features.points : pattern::centroids(features.polygons);
  data.observations.x = places.x;
  data.observations.y = places.y;
  data.observations.response = numbers(features, options.data, options.response);
  for (const std::string& name : options.predictors)
    data.observations.predictors.push_back(numbers(features, options.data, name));
  data.observations.names = options.predictors;
  if (!options.offset.empty()) data.offset = numbers(features, options.data, options.offset);
  if (!options.id.empty()) data.ids = std::move(features.ids);
  data.geographic = features.geographic;
  return data;
}

}  // namespace

PointData read_points(const GwrOptions& options) {
  if (options.coords.empty()) {
    if (options.data.ends_with(".csv")) {
      throw InputError(options.data +
                       ": which columns hold the places? Name them with --coords X,Y");
    }
    return from_features(options);
  }
  const CsvTable table = CsvTable::read(options.data);
  PointData data{from_csv(table, options), {}, {}, false};
  data.observations.response = table.numbers(table.column(options.response));
  if (!options.offset.empty()) data.offset = table.numbers(table.column(options.offset));
  return data;
}

gwr::Observations read_new_places(const GwrOptions& options) {
  if (options.coords.empty()) {
    throw InputError("gwr: --predict takes a CSV of places; name its columns with --coords X,Y");
  }
  gwr::Observations o = from_csv(CsvTable::read(options.predict), options);
  o.response.assign(o.x.size(), 0);
  return o;
}

}  // namespace terrabalance
