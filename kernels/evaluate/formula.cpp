#include "kernels/evaluate/formula.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "engine/value/error.hpp"

namespace terrabalance::evaluate {

// Recursive descent: sum -> product -> factor; every level appends its steps in postfix order.
class Formula::Parser {
 public:
  explicit Parser(Formula& formula) : formula_(formula), text_(formula.text_) {}

  void parse() {
    sum();
    if (peek() != '\0') fail("an operator or the end");
  }

 private:
  void sum() {
    product();
    while (peek() == '+' || peek() == '-') {
      const char sign = take();
      product();
      push(sign == '+' ? Operation::add : Operation::subtract);
    }
  }

  void product() {
    factor();
    while (peek() == '*' || peek() == '/') {
      const char sign = take();
      factor();
      push(sign == '*' ? Operation::multiply : Operation::divide);
    }
  }

  void factor() {
    constexpr int deepest = 100;
    if (++depth_ > deepest) fail("fewer parentheses");
    const char next = peek();
    if (next == '-') {
      take();
      factor();
      push(Operation::negate);
    } else if (next == '(') {
      take();
      sum();
      if (peek() != ')') fail("')'");
      take();
    } else if (std::isdigit(static_cast<unsigned char>(next)) != 0 || next == '.') {
      number();
    } else if (std::isalpha(static_cast<unsigned char>(next)) != 0) {
      name();
    } else {
      fail("a number, a name or '('");
    }
    --depth_;
  }

  void number() {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) fail("a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    formula_.steps_.push_back({Operation::number, value, 0});
  }

  void name() {
    const std::size_t begin = at_;
    const auto belongs = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    };
    while (at_ < text_.size() && belongs(text_[at_]))
      ++at_;
    const std::string found(text_.substr(begin, at_ - begin));
    auto& names = formula_.names_;
    auto known = std::find(names.begin(), names.end(), found);
    if (known == names.end()) known = names.insert(names.end(), found);
    formula_.steps_.push_back(
        {Operation::name, 0, static_cast<std::size_t>(known - names.begin())});
  }

  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  char take() { return text_[at_++]; }
  void push(Operation operation) { formula_.steps_.push_back({operation, 0, 0}); }

  [[noreturn]] void fail(const std::string& wanted) const {
    throw InputError("formula '" + std::string(text_) + "': " + wanted +
                     " is missing at character " + std::to_string(at_ + 1));
  }

  Formula& formula_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

Formula::Formula(std::string_view text) : text_(text) {
  Parser(*this).parse();
}

Formula Formula::item(std::string name) {
  Formula formula;
  formula.text_ = name;
  formula.names_.push_back(std::move(name));
  formula.steps_.push_back({Operation::name, 0, 0});
  return formula;
}

double Formula::evaluate(const std::vector<double>& values) const {
  std::vector<double> stack;
  for (const Step& step : steps_) {
    if (step.operation == Operation::number) {
      stack.push_back(step.number);
      continue;
    }
    if (step.operation == Operation::name) {
      stack.push_back(values[step.name]);
      continue;
    }
    if (step.operation == Operation::negate) {
      stack.back() = -stack.back();
      continue;
    }
    const double right = stack.back();
    stack.pop_back();
    double& left = stack.back();
    switch (step.operation) {
      case Operation::add:
        left += right;
        break;
      case Operation::subtract:
        left -= right;
        break;
      case Operation::multiply:
        left *= right;
        break;
      default:
        if (right == 0) throw InputError("formula '" + text_ + "' divides by 0");
        left /= right;
    }
  }
  return stack.back();
}

}  // namespace terrabalance::evaluate
