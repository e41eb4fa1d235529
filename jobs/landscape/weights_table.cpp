#include "jobs/landscape/weights_table.hpp"

#include <algorithm>
#include <charconv>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

landscape::ClassIndex class_named(const std::string& name, const LandscapeClasses& classes,
                                  const std::string& place) {
  if (classes.names.empty()) {
    unsigned code = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data(), end, code);
    if (error == std::errc{} && rest == end && code < landscape::ClassTable::unknown)
      return static_cast<landscape::ClassIndex>(code);
    throw InputError(
        fmt::format("{}: '{}' is no class code; without a legend classes are codes", place, name));
  }
  const auto found = std::ranges::find(classes.names, name);
  if (found == classes.names.end())
    throw InputError(
        fmt::format("{}: no class '{}'{}", place, name, did_you_mean(name, classes.names)));
  return static_cast<landscape::ClassIndex>(found - classes.names.begin());
}

}  // namespace

landscape::ClassWeights read_class_weights(const std::string& path, const std::string& value,
                                           const LandscapeClasses& classes) {
  const CsvTable table = CsvTable::read(path);
  const std::size_t first = table.column("class");
  const std::size_t second = table.column("other");
  const std::size_t values = table.column(value);
  landscape::ClassWeights listed;
  landscape::ClassWeights weights;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string place = table.place(row);
    const auto a = class_named(table.text(row, first), classes, place);
    const auto b = class_named(table.text(row, second), classes, place);
    const double weight = table.number(row, values);
    if (!(weight >= 0 && weight <= 1))
      throw InputError(
          fmt::format("{}: {} is {}; give a number from 0 to 1", place, value, weight));
    if (listed.has(a, b))
      throw InputError(fmt::format("{}: the pair {}, {} is listed twice", place,
                                   table.text(row, first), table.text(row, second)));
    listed.set(a, b, weight);
    weights.set(a, b, weight);
    if (!listed.has(b, a)) weights.set(b, a, weight);
  }
  return weights;
}

}  // namespace terrabalance
