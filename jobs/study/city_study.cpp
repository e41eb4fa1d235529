#include "jobs/study/city_study.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_reader.hpp"
#include "io/zones/polygon_file.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

CityStudy open_city_study(const std::string& path, const std::string& output) {
  RasterOptions options;
  options.study = path;
  RasterStudy study = resolve(options);
  std::error_code error;
  if (!fs::exists(study.output)) {
    throw InputError(fmt::format(
        "{}: this result of the study is not there yet; make it with: terrabalance run {}",
        study.output, path));
  }
  if (fs::equivalent(study.output, output, error)) {
    throw InputError(fmt::format(
        "{}: is the study's result, which holds what this job needs; name another file with -o, or "
        "use: terrabalance run {}",
        output, path));
  }
  CityStudy result{*study.file, {}, {}, {}, study.zones, 1};
  for (const auto& name : list_tables(study.output))
    result.tables.push_back(read_table(study.output, name));
  AccountOptions account;
  account.rasters = options;
  result.inputs = read_inputs(account, study);
  result.items = study_items(result.tables, result.inputs);
  return result;
}

/// The polygons of the features `keep`, in that order.
Polygons picked(const Polygons& all, const std::vector<std::size_t>& keep) {
  std::map<std::int32_t, std::vector<const Ring*>> rings;
  for (const Ring& ring : all.rings)
    rings[ring.polygon].push_back(&ring);
  Polygons result;
  for (std::size_t k = 0; k < keep.size(); ++k) {
    result.ids.push_back(all.ids[keep[k]]);
    for (const Ring* ring : rings[static_cast<std::int32_t>(keep[k])]) {
      const std::size_t begin = result.x.size();
      for (std::size_t v = ring->begin; v < ring->end; ++v) {
        result.x.push_back(all.x[v]);
        result.y.push_back(all.y[v]);
      }
      result.rings.push_back({begin, result.x.size(), static_cast<std::int32_t>(k), ring->hole});
    }
  }
  return result;
}

}  // namespace

bool is_study(const std::string& path) {
  return path.ends_with(".toml");
}

void run_city_step(Session& session, CityStep step, const std::string& study,
                   const std::string& output, std::optional<int> threads, const CLI::App* command) {
  if (!session.communicator.is_root()) return;
  CityStudy data = open_city_study(study, output);
  data.threads = threads.value_or(default_threads());
  session.study_text = data.file.text();
  write_result(session, output, step(session, data, command), {study}, data.threads);
}

Features city_polygons(const CityStudy& study) {
  if (!study.zones || !is_vector_file(study.zones->path)) {
    throw InputError(
        fmt::format("{}: neighbours and distances of cities need polygons as [zones] source",
                    study.file.path()));
  }
  const std::string source =
      study.zones->layer.empty() ? study.zones->path : study.zones->path + ":" + study.zones->layer;
  Features all = read_features(source, study.zones->id_field);
  std::map<std::string, std::size_t> place;
  for (std::size_t k = 0; k < all.size(); ++k)
    place[all.ids[k]] = k;
  std::vector<std::size_t> keep;
  for (const auto& city : study.items.cities()) {
    const auto found = place.find(city);
    if (found == place.end()) {
      throw InputError(
          fmt::format("{}: has no polygon of city {}, which the result has; run the "
                      "study again",
                      source, city));
    }
    keep.push_back(found->second);
  }
  if (all.polygons.size() == 0) throw InputError(fmt::format("{}: has no polygons", source));
  Features result;
  result.polygons = picked(all.polygons, keep);
  result.ids = result.polygons.ids = study.items.cities();
  result.geographic = all.geographic;
  return result;
}

bool is_lon_lat(const Features& features) {
  const auto within = [](const std::vector<double>& values, double most) {
    return std::ranges::all_of(values, [most](double v) { return std::abs(v) <= most; });
  };
  return features.geographic && within(features.polygons.x, 360) && within(features.polygons.y, 90);
}

}  // namespace terrabalance
