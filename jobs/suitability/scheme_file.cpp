#include <algorithm>
#include <filesystem>
#include <limits>
#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"
#include "jobs/suitability/factors.hpp"

namespace terrabalance {
namespace {

CsvTable open_scheme(const std::string& name_or_file) {
  if (name_or_file != "default") return CsvTable::read(name_or_file);
  const auto files = embedded_files();
  const auto found =
      std::ranges::find(files, std::string_view("suitability/default.csv"), &EmbeddedFile::name);
  return CsvTable::parse("scheme default", found->text);
}

/// Columns of the file by their meaning.
struct Columns {
  explicit Columns(const CsvTable& table)
      : evaluation(table.column("evaluation")),
        rule(table.column("rule")),
        factor(table.column("factor")),
        weight(table.column("weight")),
        from(table.column("from")),
        to(table.column("to")),
        land_class(table.column("class")),
        grade(table.column("grade")) {}
  std::size_t evaluation, rule, factor, weight, from, to, land_class, grade;
};

GradeRule parse_rule(const CsvTable& table, std::size_t row, std::size_t column) {
  const std::string& text = table.text(row, column);
  if (text == "weights") return GradeRule::weights;
  if (text == "minimum") return GradeRule::minimum;
  if (text == "maximum") return GradeRule::maximum;
  throw InputError(fmt::format("{}: rule '{}' is not known{}; rules are weights, minimum, maximum",
                               table.place(row), text,
                               did_you_mean(text, {"weights", "minimum", "maximum"})));
}

/// The evaluation that a row belongs to; a new one where its name is new.
Evaluation& evaluation_of(std::vector<Evaluation>& scheme, const CsvTable& table, std::size_t row,
                          const Columns& columns) {
  const std::string& name = table.text(row, columns.evaluation);
  const GradeRule rule = parse_rule(table, row, columns.rule);
  if (name.empty()) {
    throw InputError(fmt::format("{}: 'evaluation' is empty; name it", table.place(row)));
  }
  auto found = std::ranges::find(scheme, name, &Evaluation::name);
  if (found == scheme.end()) found = scheme.insert(scheme.end(), {name, rule, {}});
  if (found->rule != rule) {
    throw InputError(fmt::format("{}: {} has another rule in an earlier row; give it one",
                                 table.place(row), name));
  }
  return *found;
}

FactorTable& factor_of(Evaluation& evaluation, const CsvTable& table, std::size_t row,
                       const Columns& columns, const std::string& factor) {
  const double weight = table.number(row, columns.weight);
  auto found = std::ranges::find(evaluation.factors, factor, &FactorTable::factor);
  if (found == evaluation.factors.end()) {
    found = evaluation.factors.insert(evaluation.factors.end(), {factor, weight, {}, {}});
  }
  if (found->weight != weight) {
    throw InputError(fmt::format("{}: {} has another weight for {} in an earlier row; give it one",
                                 table.place(row), factor, evaluation.name));
  }
  return *found;
}

}  // namespace

std::vector<Evaluation> read_scheme(const std::string& name_or_file) {
  return read_scheme(open_scheme(name_or_file),
                     std::filesystem::path(name_or_file).parent_path().string());
}

std::vector<Evaluation> read_scheme(const CsvTable& table, const std::string& folder) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Columns columns(table);
  std::vector<Evaluation> scheme;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::string name = table.text(row, columns.factor);
    const bool by_class = name == "landuse";
    if (name.starts_with("raster:"))
      name = "raster:" + (std::filesystem::path(folder) / name.substr(7)).string();
    if (!by_class) parse_factor(name);
    const std::string& land_class = table.text(row, columns.land_class);
    if (by_class == land_class.empty()) {
      throw InputError(fmt::format("{}: {}", table.place(row),
                                   by_class ? "landuse needs a class; name it"
                                            : name + " is a number; leave 'class' empty"));
    }
    Evaluation& evaluation = evaluation_of(scheme, table, row, columns);
    FactorTable& factor = factor_of(evaluation, table, row, columns, name);
    const int grade =
        static_cast<int>(std::clamp<std::int64_t>(table.integer(row, columns.grade), -1000, 1000));
    if (by_class) {
      factor.class_grades.emplace_back(land_class, grade);
      continue;
    }
    const auto edge = [&](std::size_t column, double open) {
      return table.text(row, column).empty() ? open : table.number(row, column);
    };
    factor.steps.push_back({edge(columns.from, -infinity), edge(columns.to, infinity), grade});
  }
  return scheme;
}

}  // namespace terrabalance
