#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace terrabalance::evaluate {

/// An indicator's formula over named items: numbers, names, + - * /, parentheses, as in
/// "(gdp - agriculture) / population". Names start with a letter and go on with letters, digits,
/// `_` and `.`.
class Formula {
 public:
  /// \throws InputError saying at which character it is wrong
  explicit Formula(std::string_view text);

  /// The formula that is one item, whatever its name looks like.
  static Formula item(std::string name);

  /// Names in order of first appearance.
  const std::vector<std::string>& names() const { return names_; }

  /// \param values one a name, in that order
  /// \throws InputError for a division by 0
  double evaluate(const std::vector<double>& values) const;

 private:
  Formula() = default;
  enum class Operation { number, name, negate, add, subtract, multiply, divide };
  /// Postfix order: operands before their operation.
  struct Step {
    Operation operation;
    double number = 0;
    std::size_t name = 0;
  };
  class Parser;

  std::string text_;
  std::vector<std::string> names_;
  std::vector<Step> steps_;
};

}  // namespace terrabalance::evaluate
