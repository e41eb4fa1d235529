#include "jobs/evaluate/development.hpp"

#include <array>
#include <cmath>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/table_job.hpp"
#include "kernels/evaluate/decomposition.hpp"

namespace terrabalance {
namespace {

using namespace evaluate;

using ItemColumn = const std::vector<double>*;

ItemColumn find(const EvaluateInputs& inputs, const std::string& item) {
  const auto found = inputs.items.find(item);
  return found == inputs.items.end() ? nullptr : &found->second;
}

bool known(std::initializer_list<ItemColumn> items, std::size_t row) {
  for (const ItemColumn item : items) {
    if (std::isnan((*item)[row])) return false;
  }
  return true;
}

/// Two rows of a city in successive years.
struct Step {
  std::size_t from;
  std::size_t to;
};

std::vector<Step> steps_of(const EvaluateInputs& inputs) {
  std::map<std::string, std::size_t> last;
  std::vector<Step> steps;
  for (std::size_t row = 0; row < inputs.year.size(); ++row) {
    const auto [at, is_new] = last.try_emplace(inputs.city[row], row);
    if (is_new) continue;
    steps.push_back({at->second, row});
    at->second = row;
  }
  return steps;
}

std::string place(const EvaluateInputs& inputs, const Step& step) {
  return fmt::format("city {}, {} to {}", inputs.city[step.from], inputs.year[step.from],
                     inputs.year[step.to]);
}

/// Adds city and years to a kernel's complaint.
template <class Compute>
auto at_place(const EvaluateInputs& inputs, const Step& step, Compute&& compute) {
  try {
    return compute();
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", place(inputs, step), error.what()));
  }
}

/// Key columns of a table of steps.
struct StepKeys {
  std::vector<std::int64_t> from, to;
  std::vector<std::string> city;

  void add(const EvaluateInputs& inputs, const Step& step) {
    from.push_back(inputs.year[step.from]);
    to.push_back(inputs.year[step.to]);
    city.push_back(inputs.city[step.from]);
  }
  std::vector<Column> take() && {
    return {counts("from_year", "", std::move(from)), counts("to_year", "", std::move(to)),
            labels("city", "", std::move(city))};
  }
};

Table intensity_table(const EvaluateInputs& inputs, ItemColumn built, ItemColumn land,
                      ItemColumn net) {
  std::vector<std::int64_t> year;
  std::vector<std::string> city;
  std::vector<double> intensity, per_km2;
  for (std::size_t row = 0; row < inputs.year.size(); ++row) {
    if (!known({built, land, net}, row)) continue;
    if (!((*land)[row] > 0)) {
      throw InputError(fmt::format("city {}, {}: land_area must be above 0", inputs.city[row],
                                   inputs.year[row]));
    }
    year.push_back(inputs.year[row]);
    city.push_back(inputs.city[row]);
    intensity.push_back((*built)[row] / (*land)[row]);
    per_km2.push_back((*net)[row] / ((*land)[row] / 100));
  }
  return {
      "evaluate/intensity",
      "Development intensity beside net carbon",
      {counts("year", "", std::move(year)), labels("city", "", std::move(city)),
       reals("development_intensity", "1", "construction_area / land_area", std::move(intensity)),
       reals("net_per_km2", "t C/km2", "", std::move(per_km2))}};
}

Table decoupling_table(const EvaluateInputs& inputs, ItemColumn source, ItemColumn gdp) {
  StepKeys keys;
  std::vector<double> elasticity;
  std::vector<std::string> state;
  for (const Step& step : steps_of(inputs)) {
    if (!known({source, gdp}, step.from) || !known({source, gdp}, step.to)) continue;
    Decoupling d = at_place(inputs, step, [&] {
      return decoupling((*source)[step.from], (*source)[step.to], (*gdp)[step.from],
                        (*gdp)[step.to]);
    });
    keys.add(inputs, step);
    elasticity.push_back(d.elasticity);
    state.push_back(std::move(d.state));
  }
  auto columns = std::move(keys).take();
  columns.push_back(reals("elasticity", "1", "of source carbon to GDP", std::move(elasticity)));
  columns.push_back(labels("state", "Tapio's eight", std::move(state)));
  return {"evaluate/decoupling", "Decoupling of source carbon from GDP", std::move(columns)};
}

constexpr std::size_t factor_count = 4;
using Factors = std::array<double, factor_count>;

/// Population, GDP per person, energy per GDP, carbon per energy.
Factors kaya(const EvaluateInputs& inputs, std::size_t row, double source, double population,
             double gdp, double energy) {
  if (!(population > 0) || !(gdp > 0) || !(energy > 0)) {
    throw InputError(
        fmt::format("city {}, {}: the decomposition needs population, gdp and energy "
                    "above 0",
                    inputs.city[row], inputs.year[row]));
  }
  return {population, gdp / population, energy / gdp, source / energy};
}

Table lmdi_table(const EvaluateInputs& inputs, ItemColumn source, ItemColumn population,
                 ItemColumn gdp, ItemColumn energy) {
  const std::vector<std::string> factors{"population", "gdp per person", "energy per gdp",
                                         "carbon per energy"};
  StepKeys keys;
  std::vector<std::string> factor;
  std::vector<double> part;
  const auto of = [&](std::size_t row) {
    return kaya(inputs, row, (*source)[row], (*population)[row], (*gdp)[row], (*energy)[row]);
  };
  for (const Step& step : steps_of(inputs)) {
    const std::initializer_list<ItemColumn> needed{source, population, gdp, energy};
    if (!known(needed, step.from) || !known(needed, step.to)) continue;
    const auto parts =
        at_place(inputs, step, [&] { return lmdi(of(step.from), of(step.to), factors); });
    for (std::size_t k = 0; k < parts.size(); ++k) {
      keys.add(inputs, step);
      factor.push_back(factors[k]);
      part.push_back(parts[k]);
    }
  }
  auto columns = std::move(keys).take();
  columns.push_back(labels("factor", "", std::move(factor)));
  columns.push_back(reals("part", "t C", "of the change of source carbon", std::move(part)));
  return {"evaluate/lmdi", "Where the change of source carbon comes from (LMDI-I)",
          std::move(columns)};
}

/// Area and carbon of the classes that the items name, as area.CLASS and carbon.CLASS.
struct ClassItems {
  std::string name;
  ItemColumn area;
  ItemColumn carbon;
};

std::vector<ClassItems> class_items(const EvaluateInputs& inputs) {
  std::vector<ClassItems> classes;
  for (const auto& [item, values] : inputs.items) {
    if (!item.starts_with("area.")) continue;
    const std::string name = item.substr(5);
    const ItemColumn carbon = find(inputs, "carbon." + name);
    if (carbon != nullptr) classes.push_back({name, &values, carbon});
  }
  return classes;
}

Table land_table(const EvaluateInputs& inputs, const std::vector<ClassItems>& classes) {
  const std::vector<std::string> factors{"scale", "structure", "intensity"};
  StepKeys keys;
  std::vector<std::string> land_class, factor;
  std::vector<double> part;
  const auto total = [&classes](std::size_t row) {
    double sum = 0;
    for (const ClassItems& c : classes)
      sum += (*c.area)[row];
    return sum;
  };
  for (const Step& step : steps_of(inputs)) {
    const double before = total(step.from);
    const double after = total(step.to);
    for (const ClassItems& c : classes) {
      const auto of = [&](std::size_t row, double all) {
        const double area = (*c.area)[row];
        return std::array<double, 3>{all, area / all, area > 0 ? (*c.carbon)[row] / area : 0};
      };
      if (!(before > 0) || !(after > 0)) continue;
      const auto parts = at_place(
          inputs, step, [&] { return lmdi(of(step.from, before), of(step.to, after), factors); });
      for (std::size_t k = 0; k < parts.size(); ++k) {
        keys.add(inputs, step);
        land_class.push_back(c.name);
        factor.push_back(factors[k]);
        part.push_back(parts[k]);
      }
    }
  }
  auto columns = std::move(keys).take();
  columns.push_back(labels("class", "", std::move(land_class)));
  columns.push_back(labels("factor", "", std::move(factor)));
  columns.push_back(reals("part", "t C", "of the change of the class's carbon", std::move(part)));
  return {"evaluate/lmdi_land",
          "Where the change of land carbon comes from: scale, structure, intensity (LMDI-I)",
          std::move(columns)};
}

}  // namespace

std::vector<Table> development_tables(const EvaluateInputs& inputs) {
  const ItemColumn source = find(inputs, "source");
  const ItemColumn gdp = find(inputs, "gdp");
  const ItemColumn population = find(inputs, "population");
  const ItemColumn energy = find(inputs, "energy");
  const ItemColumn built = find(inputs, "construction_area");
  const ItemColumn land = find(inputs, "land_area");
  const ItemColumn net = find(inputs, "net");
  std::vector<Table> tables;
  if (built != nullptr && land != nullptr && net != nullptr) {
    tables.push_back(intensity_table(inputs, built, land, net));
  }
  const auto classes = class_items(inputs);
  if (steps_of(inputs).empty()) return tables;
  if (source != nullptr && gdp != nullptr) {
    tables.push_back(decoupling_table(inputs, source, gdp));
    if (population != nullptr && energy != nullptr) {
      tables.push_back(lmdi_table(inputs, source, population, gdp, energy));
    }
  }
  if (!classes.empty()) tables.push_back(land_table(inputs, classes));
  return tables;
}

}  // namespace terrabalance
