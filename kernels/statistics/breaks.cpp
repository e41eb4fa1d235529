#include "kernels/statistics/breaks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "kernels/statistics/finite.hpp"

namespace terrabalance {
namespace {

void require_classes(std::size_t classes) {
  if (classes < 2) throw InputError("a variable is cut into at least 2 classes");
}

std::vector<double> sorted_values(std::span<const double> x, std::size_t classes) {
  require_classes(classes);
  require_count("to be cut into classes", x.size(), 1);
  require_finite("to be cut into classes", x);
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// Without repetitions and without breaks that leave an empty class at an end.
std::vector<double> tidy(std::vector<double> breaks, double least, double most) {
  std::erase_if(breaks, [=](double b) { return b < least || b >= most; });
  breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
  return breaks;
}

// Distinct values with their counts as prefix sums, for the cost of a class in O(1).
class ClassCost {
 public:
  ClassCost(std::span<const double> distinct, std::span<const std::int64_t> counts)
      : values_(distinct.begin(), distinct.end()) {
    // Measured from the middle of the range, so that squares lose few digits.
    const double origin = values_.front() + (values_.back() - values_.front()) / 2;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const auto count = static_cast<long double>(counts[i]);
      const auto v = static_cast<long double>(values_[i] - origin);
      count_.push_back(count_.back() + count);
      sum_.push_back(sum_.back() + count * v);
      square_.push_back(square_.back() + count * v * v);
    }
  }

  std::size_t size() const { return values_.size(); }
  double value(std::size_t i) const { return values_[i]; }

  // Sum of squared deviations of distinct values [from, to).
  long double operator()(std::size_t from, std::size_t to) const {
    const long double n = count_[to] - count_[from];
    const long double s = sum_[to] - sum_[from];
    return std::max(0.0L, square_[to] - square_[from] - s * s / n);
  }

 private:
  std::vector<double> values_;
  std::vector<long double> count_{0};
  std::vector<long double> sum_{0};
  std::vector<long double> square_{0};
};

// One layer of the dynamic programme: best[to] = min over `from` of before[from] + cost(from, to).
// The best `from` does not decrease with `to`, so each half searches only its part.
class Layer {
 public:
  Layer(const ClassCost& cost, const std::vector<long double>& before, std::size_t classes)
      : cost_(cost), before_(before), classes_(classes) {
    best.assign(before.size(), std::numeric_limits<long double>::infinity());
    start.assign(before.size(), 0);
    solve(classes, cost.size(), classes - 1, cost.size() - 1);
  }

  std::vector<long double> best;
  std::vector<std::size_t> start;

 private:
  void solve(std::size_t first, std::size_t last, std::size_t low, std::size_t high) {
    if (first > last) return;
    const std::size_t to = first + (last - first) / 2;
    for (std::size_t from = std::max(low, classes_ - 1); from <= std::min(high, to - 1); ++from) {
      const long double total = before_[from] + cost_(from, to);
      if (total < best[to]) {
        best[to] = total;
        start[to] = from;
      }
    }
    solve(first, to - 1, low, start[to]);
    solve(to + 1, last, start[to], high);
  }

  const ClassCost& cost_;
  const std::vector<long double>& before_;
  std::size_t classes_;
};

}  // namespace

std::vector<double> equal_breaks(std::span<const double> x, std::size_t classes) {
  const auto sorted = sorted_values(x, classes);
  const double width = sorted.back() - sorted.front();
  std::vector<double> breaks;
  for (std::size_t k = 1; k < classes; ++k) {
    breaks.push_back(sorted.front() +
                     width * static_cast<double>(k) / static_cast<double>(classes));
  }
  return tidy(std::move(breaks), sorted.front(), sorted.back());
}

std::vector<double> quantile_breaks(std::span<const double> x, std::size_t classes) {
  const auto sorted = sorted_values(x, classes);
  std::vector<double> breaks;
  for (std::size_t k = 1; k < classes; ++k) {
    const double rank = static_cast<double>(sorted.size() - 1) * static_cast<double>(k) /
                        static_cast<double>(classes);
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double share = rank - static_cast<double>(below);
    breaks.push_back(sorted[below] + share * (sorted[above] - sorted[below]));
  }
  return tidy(std::move(breaks), sorted.front(), sorted.back());
}

std::vector<double> natural_breaks(std::span<const double> x, std::size_t classes) {
  std::vector<double> distinct;
  std::vector<std::int64_t> counts;
  for (const double value : sorted_values(x, classes)) {
    if (distinct.empty() || value != distinct.back()) {
      distinct.push_back(value);
      counts.push_back(0);
    }
    ++counts.back();
  }
  return natural_breaks(distinct, counts, classes);
}

std::vector<double> natural_breaks(std::span<const double> distinct,
                                   std::span<const std::int64_t> counts, std::size_t classes) {
  require_classes(classes);
  require_count("to be cut into classes", distinct.size(), 1);
  const ClassCost cost(distinct, counts);
  classes = std::min(classes, cost.size());
  std::vector<long double> best(cost.size() + 1, 0);
  for (std::size_t to = 1; to <= cost.size(); ++to)
    best[to] = cost(0, to);
  std::vector<std::vector<std::size_t>> starts;
  for (std::size_t k = 2; k <= classes; ++k) {
    Layer layer(cost, best, k);
    best = std::move(layer.best);
    starts.push_back(std::move(layer.start));
  }
  std::vector<double> breaks;
  std::size_t to = cost.size();
  for (auto layer = starts.rbegin(); layer != starts.rend(); ++layer) {
    to = (*layer)[to];
    breaks.push_back(cost.value(to - 1));
  }
  std::reverse(breaks.begin(), breaks.end());
  return breaks;
}

std::vector<double> geometric_breaks(std::span<const double> x, std::size_t classes,
                                     std::string_view variable) {
  const auto sorted = sorted_values(x, classes);
  if (!(sorted.front() > 0)) {
    throw InputError("variable '" + std::string(variable) +
                     "' has values <= 0: geometric classes need positive ones");
  }
  const double ratio = sorted.back() / sorted.front();
  std::vector<double> breaks;
  for (std::size_t k = 1; k < classes; ++k) {
    breaks.push_back(sorted.front() *
                     std::pow(ratio, static_cast<double>(k) / static_cast<double>(classes)));
  }
  return tidy(std::move(breaks), sorted.front(), sorted.back());
}

std::vector<double> deviation_breaks(std::span<const double> x, std::size_t classes) {
  const auto sorted = sorted_values(x, classes);
  const auto n = static_cast<double>(sorted.size());
  double mean = 0;
  for (const double v : sorted)
    mean += v;
  mean /= n;
  double squares = 0;
  for (const double v : sorted)
    squares += (v - mean) * (v - mean);
  const double sd = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
  return deviation_breaks({sorted.front(), sorted.back(), mean, sd}, classes);
}

std::vector<double> deviation_breaks(const Spread& spread, std::size_t classes) {
  require_classes(classes);
  std::vector<double> breaks;
  for (std::size_t k = 1; k < classes; ++k) {
    breaks.push_back(spread.mean +
                     (static_cast<double>(k) - static_cast<double>(classes) / 2) * spread.sd);
  }
  return tidy(std::move(breaks), spread.least, spread.most);
}

std::size_t class_of(double value, std::span<const double> breaks) {
  return static_cast<std::size_t>(std::lower_bound(breaks.begin(), breaks.end(), value) -
                                  breaks.begin());
}

}  // namespace terrabalance
