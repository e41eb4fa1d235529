#include "io/table/ranges.hpp"

#include <algorithm>
#include <map>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

const std::vector<std::string> distributions{"normal",     "truncnormal", "lognormal",
                                             "triangular", "uniform",     "fixed"};
const std::vector<std::string> scopes{"global", "city", "year", "city_year"};

void require_known(const std::string& name, const std::vector<std::string>& known, const char* what,
                   const std::string& place) {
  if (std::ranges::find(known, name) != known.end()) return;
  throw InputError(fmt::format("{}: unknown {} '{}'{}; known are: {}", place, what, name,
                               did_you_mean(name, known), fmt::join(known, ", ")));
}

std::vector<Range> ranges_from(const CsvTable& table) {
  const auto id = table.column("id");
  const auto dist = table.column("dist");
  const auto source = table.column("source");
  const auto text = [&table](std::size_t row, const std::string& column) {
    return table.has(column) ? table.text(row, table.column(column)) : std::string();
  };
  const auto number = [&](std::size_t row, const std::string& column) {
    return text(row, column).empty() ? std::optional<double>()
                                     : table.number(row, table.column(column));
  };
  std::vector<Range> ranges;
  std::map<std::string, std::string> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Range range{table.text(row, id),
                table.text(row, dist),
                {number(row, "p1"), number(row, "p2"), number(row, "p3"), number(row, "p4")},
                text(row, "scope"),
                number(row, "rho"),
                table.text(row, source),
                text(row, "status"),
                table.place(row)};
    if (range.id.empty()) throw InputError(fmt::format("{}: the id is empty", range.place));
    const std::string place = fmt::format("{}: {}", range.place, range.id);
    if (const auto [other, is_new] = seen.emplace(range.id, range.place); !is_new) {
      throw InputError(fmt::format("{} has a range in {} already; keep one", place, other->second));
    }
    if (range.source.empty()) {
      throw InputError(fmt::format("{}: names no source; say where the range is from", place));
    }
    require_known(range.dist, distributions, "distribution", place);
    if (!range.scope.empty()) require_known(range.scope, scopes, "scope", place);
    if (range.rho && (*range.rho < 0 || *range.rho > 1)) {
      throw InputError(fmt::format("{}: rho {} lies outside [0, 1]", place, *range.rho));
    }
    if (range.rho && *range.rho < 1 && range.dist != "normal") {
      throw InputError(fmt::format("{}: rho is for normals only; leave it out", place));
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

/// The set's name of an embedded file "uncertainty/NAME.csv", empty for others.
std::string_view set_name(const EmbeddedFile& file) {
  constexpr std::string_view folder = "uncertainty/";
  constexpr std::string_view ending = ".csv";
  if (!file.name.starts_with(folder)) return {};
  auto name = file.name.substr(folder.size());
  name.remove_suffix(ending.size());
  return name;
}

}  // namespace

std::vector<Range> read_ranges(const std::string& path) {
  return ranges_from(CsvTable::read(path));
}

std::vector<std::string> range_set_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_files()) {
    if (const auto name = set_name(file); !name.empty()) names.emplace_back(name);
  }
  return names;
}

std::vector<Range> range_set(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (set_name(file) != name) continue;
    return ranges_from(CsvTable::parse(std::string("ranges ").append(name), file.text));
  }
  const auto names = range_set_names();
  throw InputError(fmt::format("no set of ranges is called '{}'{}; built in are: {}", name,
                               did_you_mean(name, names), fmt::join(names, ", ")));
}

}  // namespace terrabalance
