#pragma once

#include <string>
#include <vector>

#include "kernels/uncertainty/draws.hpp"
#include "tests/support/reference_table.hpp"

namespace terrabalance::uncertainty {

/// The example city of the reference data: six classes, two fuels, 2010 and 2020.
struct ExampleCity {
  Inputs inputs;
  Sum source[2];
  Sum sink[2];

  Sum net(int year) const { return combined(source[year], -1, sink[year]); }
  Sum trend() const { return combined(net(1), -1, net(0)); }
};

enum class Classification { none, same_matrix, independent };

inline ExampleCity example_city(Classification classification = Classification::none) {
  ExampleCity city;
  const auto add = [&city](const std::string& id, double mean, double sd) {
    city.inputs.independent.push_back(
        {id, sd > 0 ? Distribution::normal(mean, sd) : Distribution::fixed(mean)});
    return static_cast<std::uint32_t>(city.inputs.independent.size() - 1);
  };
  const auto land = test::read_reference("data/uncertainty/city_inputs_coefficients.csv");
  const auto means = land.reals("delta_mean");
  const auto sds = land.reals("delta_sd");
  const std::vector<double> areas[2] = {land.reals("area_2010_ha"), land.reals("area_2020_ha")};
  const std::size_t q = means.size();
  std::vector<std::uint32_t> delta;
  for (std::size_t j = 0; j < q; ++j)
    delta.push_back(add("delta." + land.texts("class")[j], means[j], sds[j]));
  std::vector<double> counts;
  for (const auto& row :
       test::read_reference("data/uncertainty/city_inputs_error_matrix.csv").rows) {
    for (const auto& name : land.texts("class"))
      counts.push_back(std::stod(row.at(name)));
  }
  for (std::size_t y = 0; y < 2; ++y) {
    const bool new_matrix = y == 0 || classification == Classification::independent;
    if (classification != Classification::none && new_matrix) {
      const auto m = static_cast<std::uint32_t>(city.inputs.matrices.size());
      city.inputs.matrices.push_back({std::to_string(2010 + 10 * y), land.texts("class"), counts});
      for (std::uint32_t i = 0; i < q; ++i) {
        for (std::uint32_t j = 0; j < q; ++j)
          city.inputs.cells.push_back({m, i, j});
      }
    }
    const std::size_t first_cell =
        city.inputs.matrices.empty() ? 0 : (city.inputs.matrices.size() - 1) * q * q;
    for (std::size_t j = 0; j < q; ++j) {
      if (means[j] == 0) continue;
      Sum& side = means[j] > 0 ? city.source[y] : city.sink[y];
      const double sign = means[j] > 0 ? 1 : -1;
      if (classification == Classification::none) {
        side.push_back({sign * areas[y][j], {delta[j]}, Term::no_cell});
        continue;
      }
      for (std::size_t i = 0; i < q; ++i) {
        side.push_back(
            {sign * areas[y][i], {delta[j]}, static_cast<std::int32_t>(first_cell + i * q + j)});
      }
    }
  }
  const auto fuels = test::read_reference("data/uncertainty/city_inputs_fuels.csv");
  for (const auto& row : fuels.rows) {
    const auto number = [&row](const char* column) { return std::stod(row.at(column)); };
    const std::string& fuel = row.at("fuel");
    const double k = number("coal_factor");
    const double f = number("ef_tC_per_tce");
    std::uint32_t activity[2];
    for (int y = 0; y < 2; ++y) {
      const std::string year = y == 0 ? "2010" : "2020";
      const double a = number(y == 0 ? "activity_2010" : "activity_2020");
      activity[y] = add("activity." + fuel + "@city@" + year, a, a * number("activity_cv"));
    }
    const auto coal = add("coal_factor." + fuel, k, k * number("coal_factor_cv"));
    const auto ef = add("ef." + fuel, f, f * number("ef_cv"));
    for (int y = 0; y < 2; ++y)
      city.source[y].push_back({1, {activity[y], coal, ef}, Term::no_cell});
  }
  return city;
}

}  // namespace terrabalance::uncertainty
