#include "kernels/suitability/grader.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Grade of each land-use class, in their order.
std::vector<int> grades_of(const Evaluation& evaluation, const FactorTable& table,
                           const std::vector<std::string>& classes, const std::string& path) {
  std::vector<int> grades(classes.size(), 0);
  for (const auto& [name, grade] : table.class_grades) {
    const auto found = std::ranges::find(classes, name);
    if (found == classes.end()) {
      throw InputError(path + ": " + evaluation.name + " grades class '" + name +
                       "', which the land use does not have; its classes are: " + listed(classes));
    }
    grades[static_cast<std::size_t>(found - classes.begin())] = grade;
  }
  const auto missing = std::ranges::find(grades, 0);
  if (missing != grades.end()) {
    throw InputError(path + ": " + evaluation.name + " has no grade for land-use class " +
                     classes[static_cast<std::size_t>(missing - grades.begin())] + "; add a row");
  }
  return grades;
}

}  // namespace

Grader::Grader(const Evaluation& evaluation, const std::vector<std::string>& factors,
               const std::vector<std::string>& classes, const std::string& path)
    : rule_(evaluation.rule) {
  for (const FactorTable& table : evaluation.factors) {
    if (rule_ == GradeRule::weights && table.weight == 0 && !table.lowers()) continue;
    Part part{table, 0, !table.class_grades.empty(), table.lowers(), {}};
    if (part.by_class) {
      part.class_grade = grades_of(evaluation, table, classes, path);
    } else {
      const auto found = std::ranges::find(factors, table.factor);
      if (found == factors.end()) {
        throw InputError(path + ": " + evaluation.name + " needs the factor " + table.factor +
                         ", which is not there");
      }
      part.plane = static_cast<std::size_t>(found - factors.begin());
    }
    parts_.push_back(std::move(part));
  }
}

void Grader::fill(const std::vector<std::span<const float>>& planes,
                  std::span<const std::int16_t> classes, std::span<std::uint8_t> grades) const {
  for (std::size_t cell = 0; cell < grades.size(); ++cell) {
    int least = 6;
    int most = 0;
    int lowered = 0;
    double weighted = 0;
    bool known = true;
    for (const Part& part : parts_) {
      const int grade = part.grade(planes, classes, cell);
      known &= grade != FactorTable::no_grade;
      if (part.lowers) {
        lowered += grade;
        continue;
      }
      least = std::min(least, grade);
      most = std::max(most, grade);
      weighted += part.table.weight * grade;
    }
    int result = least;
    if (rule_ == GradeRule::maximum) result = most;
    if (rule_ == GradeRule::weights) {
      // A sum that is a half but for rounding is a half.
      result = std::clamp(static_cast<int>(std::floor(weighted + 0.5 + 1e-9)), 1, 5);
    }
    grades[cell] = static_cast<std::uint8_t>(known ? std::max(1, result + lowered) : 0);
  }
}

}  // namespace terrabalance
