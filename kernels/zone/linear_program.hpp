#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

/// \file
/// Small linear programs: minimise cost . x subject to bounds on sums and on x. Solved by COIN-OR
/// CLP's simplex method on one thread: the same solution every time.
namespace terrabalance::zone {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

struct Variable {
  std::string name;
  double cost = 0;
  double lower = 0;
  double upper = unbounded;
};

struct Term {
  std::size_t variable;
  double factor;
};

/// lower <= sum of terms <= upper
struct Constraint {
  std::string name;
  std::vector<Term> terms;
  double lower = -unbounded;
  double upper = unbounded;
};

struct LinearProgram {
  std::vector<Variable> variables;
  std::vector<Constraint> constraints;
};

struct Solution {
  double objective = 0;
  std::vector<double> values;
  std::vector<double> reduced_costs;  ///< change of the objective per unit of a variable's bound
  std::vector<double> duals;          ///< change of the objective per unit of a constraint's bound
};

/// \throws InputError naming the constraints and bounds in conflict (none of them can be left out)
/// if there is no solution, or that the objective has no minimum
Solution solve(const LinearProgram& program);

}  // namespace terrabalance::zone
