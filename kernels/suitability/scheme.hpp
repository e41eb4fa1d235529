#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace terrabalance {

/// Values from `from` up to, not including, `to` have a grade; -inf and inf are open ends.
struct GradeStep {
  double from;
  double to;
  int grade;  ///< 1 to 5, or 0 to -4 in a table that lowers
};

/// How one factor is graded and how much it counts. A table whose grades are 0 to -4 lowers the
/// grade that the other factors give together, by so much, to 1 at least.
struct FactorTable {
  static constexpr int no_grade = -99;  ///< of a missing value

  std::string factor;  ///< slope, distance:water, ..., landuse
  double weight = 1;
  std::vector<GradeStep> steps;                           ///< of a factor that is a number
  std::vector<std::pair<std::string, int>> class_grades;  ///< of land use: class, grade

  bool lowers() const { return !steps.empty() && steps.front().grade <= 0; }

  /// Grade of a value; no_grade where there is none (NaN).
  int grade(double value) const;
};

/// How the grades of factors become one.
enum class GradeRule {
  weights,  ///< sum of weight times grade, rounded half up
  minimum,  ///< the limiting factor: the lowest grade
  maximum   ///< the highest grade: enough that one factor asks for it
};

/// One question to the land: protection, farming, construction.
struct Evaluation {
  std::string name;
  GradeRule rule = GradeRule::weights;
  std::vector<FactorTable> factors;
};

/// Makes weights sum to 1 and sorts the steps of every table.
/// \return what the user should know: weights that were normalised
/// \throws InputError naming evaluation, factor and place of a gap or overlap in a table, grades
///         beyond 1 to 5 and 0 to -4 or of both kinds, a negative weight, weights that are all 0, a
///         class named twice, an evaluation whose factors all lower
std::vector<std::string> prepare(std::vector<Evaluation>& scheme, const std::string& path);

}  // namespace terrabalance
