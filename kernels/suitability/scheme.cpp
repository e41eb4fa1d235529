#include "kernels/suitability/scheme.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

std::string text(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

[[noreturn]] void refuse(const std::string& path, const Evaluation& evaluation,
                         const FactorTable& table, const std::string& what) {
  throw InputError(path + ": grades of " + table.factor + " for " + evaluation.name + ": " + what);
}

void check_steps(const std::string& path, const Evaluation& evaluation, FactorTable& table) {
  auto& steps = table.steps;
  std::ranges::sort(steps, {}, &GradeStep::from);
  for (const GradeStep& step : steps) {
    if (!(step.from < step.to)) {
      refuse(path, evaluation, table,
             "the step from " + text(step.from) + " to " + text(step.to) + " is empty; correct it");
    }
  }
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (steps[i].from == steps[i - 1].to) continue;
    const bool gap = steps[i].from > steps[i - 1].to;
    const double begin = std::min(steps[i].from, steps[i - 1].to);
    const double end = gap ? steps[i].from : std::min(steps[i - 1].to, steps[i].to);
    refuse(path, evaluation, table,
           std::string(gap ? "there is a gap" : "two steps overlap") + " from " + text(begin) +
               " to " + text(end) + "; let each step begin where the one before ends");
  }
  const double infinity = std::numeric_limits<double>::infinity();
  if (!steps.empty() && (steps.front().from != -infinity || steps.back().to != infinity)) {
    refuse(path, evaluation, table,
           "values below " + text(steps.front().from) + " or from " + text(steps.back().to) +
               " on have no grade; leave the first 'from' and the last 'to' empty");
  }
}

void check_table(const std::string& path, const Evaluation& evaluation, FactorTable& table) {
  if (!(table.weight >= 0) || std::isinf(table.weight)) {
    refuse(path, evaluation, table,
           "the weight is " + text(table.weight) + "; give a number from 0 up");
  }
  check_steps(path, evaluation, table);
  std::vector<int> grades;
  for (const auto& step : table.steps)
    grades.push_back(step.grade);
  std::set<std::string> classes;
  for (const auto& [name, grade] : table.class_grades) {
    grades.push_back(grade);
    if (!classes.insert(name).second) {
      refuse(path, evaluation, table, "class " + name + " is graded twice; keep one row");
    }
  }
  for (const int grade : grades) {
    if (grade < 1 || grade > 5) {
      refuse(path, evaluation, table,
             "grade " + std::to_string(grade) + " is not one of 1 to 5; correct it");
    }
  }
}

}  // namespace

int FactorTable::grade(double value) const {
  for (const GradeStep& step : steps) {
    if (value < step.to || (std::isinf(step.to) && value == step.to)) return step.grade;
  }
  return 0;
}

std::vector<std::string> prepare(std::vector<Evaluation>& scheme, const std::string& path) {
  std::vector<std::string> warnings;
  for (Evaluation& evaluation : scheme) {
    double sum = 0;
    for (FactorTable& table : evaluation.factors) {
      check_table(path, evaluation, table);
      sum += table.weight;
    }
    if (evaluation.rule != GradeRule::weights) continue;
    if (!(sum > 0)) {
      throw InputError(path + ": the weights for " + evaluation.name +
                       " are all 0; give one that is not");
    }
    if (std::abs(sum - 1) < 1e-9) continue;
    warnings.push_back(path + ": the weights for " + evaluation.name + " sum to " + text(sum) +
                       "; they were divided by that");
    for (FactorTable& table : evaluation.factors)
      table.weight /= sum;
  }
  return warnings;
}

}  // namespace terrabalance
