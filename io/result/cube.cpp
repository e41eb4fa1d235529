#include "io/result/cube.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

namespace terrabalance {
namespace {

/// The distinct values of a column, and for each row which of them it has.
std::pair<Column, std::vector<std::size_t>> distinct(const Column& column) {
  Column keys{column.name, column.unit, column.description, {}};
  std::vector<std::size_t> positions;
  std::visit(
      [&](const auto& values) {
        using Values = std::decay_t<decltype(values)>;
        Values unique;
        std::map<typename Values::value_type, std::size_t> position_of;
        for (const auto& value : values) {
          const auto [found, is_new] = position_of.emplace(value, unique.size());
          if (is_new) unique.push_back(value);
          positions.push_back(found->second);
        }
        keys.values = std::move(unique);
      },
      column.values);
  return {std::move(keys), std::move(positions)};
}

double real(const Column& column, std::size_t row) {
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) return (*reals)[row];
  return static_cast<double>(std::get<std::vector<std::int64_t>>(column.values)[row]);
}

std::size_t size_of(const Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

}  // namespace

const Column& column(const Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) throw std::out_of_range(table.name + " has no column " + name);
  return *found;
}

Cube make_cube(const Table& table, const std::string& group, const std::vector<std::string>& keys,
               const std::string& value) {
  const Column& source = column(table, value);
  Cube cube{group, value, source.unit, source.description, {}, {}};
  std::vector<std::size_t> cells(table.rows(), 0);
  std::size_t size = 1;
  for (const auto& key : keys) {
    auto [dimension, positions] = distinct(column(table, key));
    const std::size_t length = size_of(dimension);
    for (std::size_t row = 0; row < cells.size(); ++row) {
      cells[row] = cells[row] * length + positions[row];
    }
    size *= length;
    cube.dimensions.push_back(std::move(dimension));
  }
  cube.values.assign(size, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t row = 0; row < cells.size(); ++row)
    cube.values[cells[row]] = real(source, row);
  return cube;
}

std::vector<Cube> cubes_by_item(const Table& table, const std::string& group,
                                const std::vector<std::string>& keys) {
  const auto& items = std::get<std::vector<std::string>>(column(table, "item").values);
  const auto& units = std::get<std::vector<std::string>>(column(table, "unit").values);
  std::vector<std::string> with_item = keys;
  with_item.insert(with_item.begin(), "item");
  const Cube all = make_cube(table, group, with_item, "value");
  const auto& names = std::get<std::vector<std::string>>(all.dimensions.front().values);
  std::vector<Cube> cubes;
  const std::size_t size = names.empty() ? 0 : all.values.size() / names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto row = static_cast<std::size_t>(std::ranges::find(items, names[i]) - items.begin());
    const auto begin = all.values.begin() + static_cast<std::ptrdiff_t>(i * size);
    cubes.push_back({group,
                     names[i],
                     units[row],
                     names[i],
                     {all.dimensions.begin() + 1, all.dimensions.end()},
                     {begin, begin + static_cast<std::ptrdiff_t>(size)}});
  }
  return cubes;
}

}  // namespace terrabalance
