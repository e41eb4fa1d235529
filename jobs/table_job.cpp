#include "jobs/table_job.hpp"

#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"

namespace terrabalance {

void write_result(Session& session, const std::string& output, const std::vector<Table>& tables,
                  const std::vector<std::string>& inputs, int threads) {
  ResultWriter result(output);
  for (const Table& table : tables)
    result.write(table);
  result.write(session.provenance(threads, inputs));
  result.commit();
  session.say(fmt::format("result: {}", output));
}

std::vector<double> numbers(const CsvTable& table, const std::string& column) {
  const std::size_t c = table.column(column);
  std::vector<double> values;
  values.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row)
    values.push_back(table.number(row, c));
  return values;
}

std::vector<double> numbers(const Features& features, const std::string& path,
                            const std::string& field) {
  std::vector<std::string> known;
  for (const Column& column : features.attributes.columns) {
    known.push_back(column.name);
    if (column.name != field) continue;
    if (const auto* values = std::get_if<std::vector<double>>(&column.values)) return *values;
    throw InputError(fmt::format("{}: field '{}' holds text, not numbers", path, field));
  }
  throw InputError(fmt::format("{}: has no field '{}'{}; its fields are: {}", path, field,
                               did_you_mean(field, known), fmt::join(known, ", ")));
}

std::vector<std::int64_t> integers(const CsvTable& table, const std::string& column) {
  const std::size_t c = table.column(column);
  std::vector<std::int64_t> values;
  values.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row)
    values.push_back(table.integer(row, c));
  return values;
}

std::vector<std::string> texts(const CsvTable& table, const std::string& column) {
  const std::size_t c = table.column(column);
  std::vector<std::string> values;
  values.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, c).empty()) {
      throw InputError(fmt::format("{}: column {} is empty; fill it or leave the row out",
                                   table.place(row), column));
    }
    values.push_back(table.text(row, c));
  }
  return values;
}

Column labels(const std::string& name, const std::string& description,
              std::vector<std::string> values) {
  return {name, "", description, std::move(values)};
}

Column counts(const std::string& name, const std::string& description,
              std::vector<std::int64_t> values) {
  return {name, "1", description, std::move(values)};
}

Column reals(const std::string& name, const std::string& unit, const std::string& description,
             std::vector<double> values) {
  return {name, unit, description, std::move(values)};
}

Table with_year(Table table, std::int64_t year) {
  table.columns.insert(table.columns.begin(),
                       {"year", "", "", std::vector<std::int64_t>(table.rows(), year)});
  return table;
}

void append(Table& table, const Table& rows) {
  if (table.columns.empty()) {
    table = rows;
    return;
  }
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::visit(
        [&](auto& values) {
          const auto& more =
              std::get<std::remove_reference_t<decltype(values)>>(rows.columns[c].values);
          values.insert(values.end(), more.begin(), more.end());
        },
        table.columns[c].values);
  }
}

}  // namespace terrabalance
