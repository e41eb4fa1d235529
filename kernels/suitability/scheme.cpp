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
  std::set<std::string> classes;
  for (const auto& [name, grade] : table.class_grades) {
    if (grade < 1 || grade > 5) {
      refuse(path, evaluation, table,
             "grade " + std::to_string(grade) + " of class " + name +
                 " is not one of 1 to 5; correct it");
    }
    if (!classes.insert(name).second) {
      refuse(path, evaluation, table, "class " + name + " is graded twice; keep one row");
    }
  }
  for (const auto& step : table.steps) {
    if (step.grade < -4 || step.grade > 5) {
      refuse(path, evaluation, table,
             "grade " + std::to_string(step.grade) +
                 " is neither one of 1 to 5 nor a lowering of 0 to -4; correct it");
    }
    if ((step.grade <= 0) != table.lowers()) {
      refuse(path, evaluation, table,
             "grades 1 to 5 and lowerings 0 to -4 are mixed; keep one kind");
    }
  }
}

}  // namespace

int FactorTable::grade(double value) const {
  for (const GradeStep& step : steps) {
    if (value < step.to || (std::isinf(step.to) && value == step.to)) return step.grade;
  }
  return no_grade;
}

std::vector<std::string> prepare(std::vector<Evaluation>& scheme, const std::string& path) {
  std::vector<std::string> warnings;
  for (Evaluation& evaluation : scheme) {
    double sum = 0;
    for (FactorTable& table : evaluation.factors) {
      check_table(path, evaluation, table);
      if (!table.lowers()) sum += table.weight;
    }
    if (std::ranges::all_of(evaluation.factors, &FactorTable::lowers)) {
      throw InputError(path + ": " + evaluation.name +
                       " has only factors that lower a grade; add one that gives it");
    }
    if (evaluation.rule != GradeRule::weights) continue;
    if (!(sum > 0)) {
      throw InputError(path + ": the weights for " + evaluation.name +
                       " are all 0; give one that is not");
    }
    if (std::abs(sum - 1) < 1e-9) continue;
    warnings.push_back(path + ": the weights for " + evaluation.name + " sum to " + text(sum) +
                       "; they were divided by that");
    for (FactorTable& table : evaluation.factors) {
      if (!table.lowers()) table.weight /= sum;
    }
  }
  return warnings;
}

}  // namespace terrabalance
