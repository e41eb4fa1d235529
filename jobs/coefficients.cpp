#include "io/table/coefficients.hpp"

#include <cmath>
#include <iostream>
#include <memory>
#include <string>

#include "io/result/result_reader.hpp"
#include "jobs/program.hpp"

namespace terrabalance {
namespace {

Table land_table(const Coefficients& set) {
  std::vector<std::string> classes;
  std::vector<double> values;
  std::vector<std::string> units(set.land.size(), "t C/ha/yr");
  std::vector<std::string> sources;
  for (const auto& coefficient : set.land) {
    classes.push_back(coefficient.land_class);
    values.push_back(coefficient.t_c_per_ha);
    sources.push_back(coefficient.source);
  }
  return {"coefficients/land",
          "Carbon of land classes; > 0 is a source",
          {{"class", "", "", classes},
           {"value", "", "", values},
           {"unit", "", "", units},
           {"source", "", "", sources}}};
}

Table activity_table(const Coefficients& set) {
  std::vector<std::string> items;
  std::vector<double> values;
  std::vector<std::string> units;
  std::vector<std::string> charged;
  std::vector<std::string> sources;
  for (const auto& factor : set.activities) {
    items.push_back(factor.item);
    values.push_back(factor.t_c_per_unit);
    units.push_back("t C/" + factor.base_unit);
    charged.push_back(factor.charged_to);
    sources.push_back(factor.source);
  }
  return {"coefficients/activities",
          "Carbon of activities; NA must be given by the study",
          {{"item", "", "", items},
           {"value", "", "", values},
           {"unit", "", "", units},
           {"charged_to", "", "", charged},
           {"source", "", "", sources}}};
}

}  // namespace

void add_coefficients(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "coefficients", "Print the built-in coefficients with their units and sources, as CSV");
  const auto which = std::make_shared<std::string>("land");
  command->add_option("SET", *which, "land or activities")
      ->check(CLI::IsMember({"land", "activities"}));
  command->footer("Example: terrabalance coefficients activities > factors.csv");
  command->callback([which, &work] {
    work = [which](Session& session) {
      if (!session.communicator.is_root()) return;
      const Coefficients set = Coefficients::built_in();
      print_csv(*which == "land" ? land_table(set) : activity_table(set), std::cout);
    };
  });
}

}  // namespace terrabalance
