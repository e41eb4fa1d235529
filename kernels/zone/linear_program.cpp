#include "kernels/zone/linear_program.hpp"

#include <span>

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <CoinPackedVector.hpp>

#include "engine/value/error.hpp"

namespace terrabalance::zone {
namespace {

// CLP calls these the bounds of rows and columns; infinities are COIN_DBL_MAX there.
double bound(double value) {
  if (value == unbounded) return COIN_DBL_MAX;
  return value == -unbounded ? -COIN_DBL_MAX : value;
}

void load(ClpSimplex& model, const LinearProgram& program) {
  CoinPackedMatrix matrix(false, 0, 0);
  matrix.setDimensions(0, static_cast<int>(program.variables.size()));
  std::vector<double> row_lower;
  std::vector<double> row_upper;
  for (const Constraint& constraint : program.constraints) {
    CoinPackedVector row;
    for (const Term& term : constraint.terms)
      row.insert(static_cast<int>(term.variable), term.factor);
    matrix.appendRow(row);
    row_lower.push_back(bound(constraint.lower));
    row_upper.push_back(bound(constraint.upper));
  }
  std::vector<double> cost;
  std::vector<double> lower;
  std::vector<double> upper;
  for (const Variable& variable : program.variables) {
    cost.push_back(variable.cost);
    lower.push_back(bound(variable.lower));
    upper.push_back(bound(variable.upper));
  }
  model.setLogLevel(0);
  model.loadProblem(matrix, lower.data(), upper.data(), cost.data(), row_lower.data(),
                    row_upper.data());
}

bool crossed(const LinearProgram& program) {
  for (const Variable& v : program.variables) {
    if (v.lower > v.upper) return true;
  }
  for (const Constraint& c : program.constraints) {
    if (c.lower > c.upper) return true;
  }
  return false;
}

bool feasible(LinearProgram program) {
  if (crossed(program)) return false;
  for (Variable& variable : program.variables)
    variable.cost = 0;
  ClpSimplex model;
  load(model, program);
  model.primal();
  return model.isProvenOptimal();
}

// Takes limits away one after the other and puts back those without which all would be well: what
// stays is a conflict of which no part can be left out (deletion filter, Chinneck 2008).
class ConflictFilter {
 public:
  explicit ConflictFilter(const LinearProgram& program) : program_(program) {}

  std::string names() {
    for (Constraint& c : program_.constraints) {
      examine(c.lower, -unbounded, c.name, " at least ");
      examine(c.upper, unbounded, c.name, " at most ");
    }
    for (Variable& v : program_.variables) {
      examine(v.lower, -unbounded, v.name, " at least ");
      examine(v.upper, unbounded, v.name, " at most ");
    }
    return names_;
  }

 private:
  void examine(double& limit, double none, const std::string& name, const char* kind) {
    if (limit == none) return;
    const double kept = limit;
    limit = none;
    if (!feasible(program_)) return;
    limit = kept;
    std::string number = std::to_string(kept);
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
    if (!names_.empty()) names_ += "; ";
    names_.append(name).append(kind).append(number);
  }

  LinearProgram program_;
  std::string names_;
};

std::vector<double> copy(const double* values, std::size_t count) {
  const std::span<const double> view(values, count);
  return {view.begin(), view.end()};
}

}  // namespace

Solution solve(const LinearProgram& program) {
  if (!crossed(program)) {
    ClpSimplex model;
    load(model, program);
    model.primal();
    if (model.isProvenOptimal()) {
      const std::size_t columns = program.variables.size();
      return {model.objectiveValue(), copy(model.primalColumnSolution(), columns),
              copy(model.dualColumnSolution(), columns),
              copy(model.dualRowSolution(), program.constraints.size())};
    }
    if (model.isProvenDualInfeasible() && feasible(program)) {
      throw InputError(
          "the linear program has no minimum: a variable without an upper bound makes "
          "it ever smaller; bound it");
    }
  }
  throw InputError("no solution exists; these limits contradict each other: " +
                   ConflictFilter(program).names() + "; relax one of them");
}

}  // namespace terrabalance::zone
