#include "io/table/statistics.hpp"

#include <map>
#include <tuple>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "io/table/units.hpp"

namespace terrabalance {

std::vector<Statistic> read_statistics(const std::string& path) {
  const CsvTable table = CsvTable::read(path);
  const auto city = table.column("city");
  const auto year = table.column("year");
  const auto item = table.column("item");
  const auto value = table.column("value");
  const auto unit = table.column("unit");

  std::vector<Statistic> statistics;
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const Unit measure = parse_unit(table.text(row, unit), table.place(row));
    Statistic statistic{table.text(row, city), table.integer(row, year),
                        table.text(row, item), table.number(row, value) * measure.factor,
                        measure.base,          table.place(row)};
    if (statistic.city.empty() || statistic.item.empty()) {
      throw InputError(fmt::format("{}: city or item is empty; fill it in", table.place(row)));
    }
    if (statistic.value < 0) {
      throw InputError(fmt::format("{}: {} of city {} in {} is negative ({}); correct it",
                                   table.place(row), statistic.item, statistic.city, statistic.year,
                                   table.text(row, value)));
    }
    const auto [other, is_new] =
        seen.emplace(std::tuple(statistic.city, statistic.year, statistic.item), row);
    if (!is_new) {
      throw InputError(fmt::format("{}: {} of city {} in {} stands in line {} already; keep one",
                                   table.place(row), statistic.item, statistic.city, statistic.year,
                                   other->second + 2));
    }
    statistics.push_back(std::move(statistic));
  }
  return statistics;
}

}  // namespace terrabalance
