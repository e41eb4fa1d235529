#include <string>

#include "jobs/change/columns.hpp"
#include "jobs/change/tables.hpp"
#include "kernels/change/dynamics.hpp"
#include "kernels/change/intensity.hpp"

namespace terrabalance {
namespace {

TransitionMatrix matrix_of(const ChangeResult& result, const CellArea& area, std::size_t pair,
                           std::size_t zone) {
  return {result.change, pair, zone, result.land_use.classes.size(), area};
}

const char* name_of(IntensityLevel level) {
  switch (level) {
    case IntensityLevel::interval:
      return "interval";
    case IntensityLevel::gain:
      return "gain";
    case IntensityLevel::loss:
      return "loss";
    case IntensityLevel::to_class:
      return "transition_to";
    case IntensityLevel::from_class:
      return "transition_from";
  }
  return "";
}

class DynamicsRows {
 public:
  explicit DynamicsRows(const ChangeResult& result) : keys_(result) {}

  void add(std::size_t pair, std::size_t zone, const std::string& land_class, const char* metric,
           double value) {
    keys_.add(pair, zone);
    classes_.push_back(land_class);
    metrics_.emplace_back(metric);
    values_.push_back(value);
  }

  void add(std::size_t pair, std::size_t zone, const std::string& name, const ClassDynamics& d) {
    add(pair, zone, name, "gain", d.gain);
    add(pair, zone, name, "loss", d.loss);
    add(pair, zone, name, "net", d.net);
    add(pair, zone, name, "swap", d.swap);
    add(pair, zone, name, "total_change", d.total);
    add(pair, zone, name, "persistence", d.persistence);
    add(pair, zone, name, "single_dynamic_degree", d.single_degree);
  }

  void add(std::size_t pair, std::size_t zone, const ZoneDynamics& d) {
    add(pair, zone, "all", "gain", d.changed);
    add(pair, zone, "all", "loss", d.changed);
    add(pair, zone, "all", "net", d.net);
    add(pair, zone, "all", "swap", d.swap);
    add(pair, zone, "all", "total_change", d.changed);
    add(pair, zone, "all", "persistence", d.persistence);
    add(pair, zone, "all", "comprehensive_dynamic_degree", d.comprehensive_degree);
    add(pair, zone, "all", "comprehensive_dynamic_degree_whole", d.comprehensive_degree_whole);
  }

  Table take() && {
    Table table{"change/dynamics", "Gain, loss, swap, net (ha) and dynamic degrees (% / yr)",
                std::move(keys_).take()};
    table.columns.push_back({"class", "", "land-use class; all: the zone", std::move(classes_)});
    table.columns.push_back({"metric", "", "see docs/change.md", std::move(metrics_)});
    table.columns.push_back({"value", "", "ha; degrees in % / yr", std::move(values_)});
    return table;
  }

 private:
  PairKeys keys_;
  std::vector<std::string> classes_;
  std::vector<std::string> metrics_;
  std::vector<double> values_;
};

class IntensityRows {
 public:
  explicit IntensityRows(const ChangeResult& result) : result_(&result), keys_(result) {}

  void add(std::size_t pair, std::size_t zone, const Intensity& row) {
    const auto class_name = [&](std::size_t c) {
      return c == Intensity::any ? std::string("all") : result_->land_use.classes[c];
    };
    keys_.add(pair, zone);
    levels_.emplace_back(name_of(row.level));
    from_.push_back(class_name(row.from));
    to_.push_back(class_name(row.to));
    observed_.push_back(row.intensity);
    uniform_.push_back(row.uniform);
  }

  Table take() && {
    Table table{"change/intensity", "Intensity analysis: interval, category, transition",
                std::move(keys_).take()};
    table.columns.push_back(
        {"level", "", "interval, gain, loss, transition_to, transition_from", std::move(levels_)});
    table.columns.push_back({"from", "", "class that loses", std::move(from_)});
    table.columns.push_back({"to", "", "class that gains", std::move(to_)});
    table.columns.push_back({"intensity", "%/yr", "observed", std::move(observed_)});
    table.columns.push_back(
        {"uniform", "%/yr", "what it would be were change spread evenly", std::move(uniform_)});
    return table;
  }

 private:
  const ChangeResult* result_;
  PairKeys keys_;
  std::vector<std::string> levels_;
  std::vector<std::string> from_;
  std::vector<std::string> to_;
  std::vector<double> observed_;
  std::vector<double> uniform_;
};

}  // namespace

Table dynamics_table(const ChangeResult& result, const CellArea& area) {
  DynamicsRows rows(result);
  for_each_zone_pair(result, [&](std::size_t pair, std::size_t zone) {
    const TransitionMatrix matrix = matrix_of(result, area, pair, zone);
    const double years = years_between(result, pair);
    const auto classes = class_dynamics(matrix, years);
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (matrix.first_ha(c) == 0 && matrix.last_ha(c) == 0) continue;
      rows.add(pair, zone, result.land_use.classes[c], classes[c]);
    }
    rows.add(pair, zone, zone_dynamics(matrix, years));
  });
  return std::move(rows).take();
}

Table intensity_table(const ChangeResult& result, const CellArea& area) {
  IntensityRows rows(result);
  const std::size_t intervals = result.land_use.layers - 1;  // the consecutive pairs come first
  for (std::size_t zone = 0; zone < result.land_use.zones.size(); ++zone) {
    std::vector<TransitionMatrix> matrices;
    std::vector<double> years;
    for (std::size_t pair = 0; pair < intervals; ++pair) {
      matrices.push_back(matrix_of(result, area, pair, zone));
      years.push_back(years_between(result, pair));
    }
    const auto levels = interval_intensities(matrices, years);
    for (std::size_t pair = 0; pair < intervals; ++pair)
      rows.add(pair, zone, levels[pair]);
  }
  for_each_zone_pair(result, [&](std::size_t pair, std::size_t zone) {
    for (const Intensity& row :
         intensities(matrix_of(result, area, pair, zone), years_between(result, pair))) {
      rows.add(pair, zone, row);
    }
  });
  return std::move(rows).take();
}

}  // namespace terrabalance
