#include "kernels/uncertainty/sobol.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "kernels/uncertainty/stream.hpp"

namespace terrabalance::uncertainty {
namespace {

constexpr std::size_t chunk = 1024;

/// The inputs that a ratio depends on, and their columns in samples A and B.
class Samples {
 public:
  Samples(const Ratio& ratio, const Inputs& inputs) : inputs_(inputs) {
    std::set<std::uint32_t> used;
    for (const Sum* sum : {&ratio.numerator, &ratio.denominator}) {
      for (const Term& term : *sum) {
        used.insert(term.factors.begin(), term.factors.end());
        cells_ = cells_ || term.cell != Term::no_cell;
      }
    }
    factors_.assign(used.begin(), used.end());
    slot_.resize(inputs.independent.size());
    for (std::size_t k = 0; k < factors_.size(); ++k)
      slot_[factors_[k]] = k;
    a_.resize(factors_.size() * chunk);
    b_.resize(a_.size());
  }

  void draw(std::uint64_t seed, std::uint32_t first, std::size_t count) {
    for (std::size_t k = 0; k < factors_.size(); ++k) {
      const Input& input = inputs_.independent[factors_[k]];
      const std::span<double> a(a_.data() + k * chunk, count);
      const std::span<double> b(b_.data() + k * chunk, count);
      Stream(seed, input.id).uniforms(first, a);
      Stream(seed, input.id + "#B").uniforms(first, b);
      input.distribution.quantiles(a);
      input.distribution.quantiles(b);
    }
  }

  const std::vector<std::uint32_t>& factors() const { return factors_; }
  bool has_cells() const { return cells_; }
  const double* a(std::uint32_t factor) const { return a_.data() + slot_[factor] * chunk; }
  const double* b(std::uint32_t factor) const { return b_.data() + slot_[factor] * chunk; }

 private:
  const Inputs& inputs_;
  std::vector<std::uint32_t> factors_;
  std::vector<std::size_t> slot_;
  std::vector<double> a_;
  std::vector<double> b_;
  bool cells_ = false;
};

/// Which columns come from B.
struct Choice {
  bool all = false;
  std::int64_t factor = -1;
  bool cells = false;
};

void evaluate(const Sum& sum, const Samples& samples, const CellSamples& cells, Choice from_b,
              std::size_t offset, std::span<double> out) {
  std::fill(out.begin(), out.end(), 0);
  std::vector<double> product(out.size());
  for (const Term& term : sum) {
    std::fill(product.begin(), product.end(), term.coefficient);
    const auto times = [&](const double* x) {
      for (std::size_t i = 0; i < product.size(); ++i)
        product[i] *= x[i];
    };
    for (const auto f : term.factors)
      times(from_b.all || from_b.factor == f ? samples.b(f) : samples.a(f));
    if (term.cell != Term::no_cell) {
      const auto& chosen = from_b.all || from_b.cells ? cells.b : cells.a;
      times(chosen[static_cast<std::size_t>(term.cell)].data() + offset);
    }
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += product[i];
  }
}

std::vector<double> evaluate(const Ratio& ratio, const Samples& samples, const CellSamples& cells,
                             Choice from_b, std::size_t offset, std::size_t count) {
  std::vector<double> value(count);
  std::vector<double> denominator(count);
  evaluate(ratio.numerator, samples, cells, from_b, offset, value);
  evaluate(ratio.denominator, samples, cells, from_b, offset, denominator);
  for (std::size_t i = 0; i < count; ++i)
    value[i] *= ratio.scale / std::abs(denominator[i]);
  return value;
}

/// Sums of squared differences that Jansen's estimators take.
struct Differences {
  std::string input;
  Choice choice;
  double from_b = 0;
  double from_a = 0;
};

}  // namespace

std::vector<SobolIndex> sobol_indices(const Ratio& ratio, const Inputs& inputs, std::uint64_t seed,
                                      std::size_t draws, const CellSamples& cells) {
  Samples samples(ratio, inputs);
  std::vector<Differences> differences;
  for (const auto f : samples.factors()) {
    const Input& input = inputs.independent[f];
    if (input.distribution.sd() > 0) differences.push_back({input.id, {false, f, false}});
  }
  if (samples.has_cells()) differences.push_back({"classification", {false, -1, true}});
  std::vector<double> of_a;
  std::vector<double> of_b;
  for (std::size_t offset = 0; offset < draws; offset += chunk) {
    const std::size_t count = std::min(chunk, draws - offset);
    samples.draw(seed, static_cast<std::uint32_t>(offset), count);
    const auto a = evaluate(ratio, samples, cells, {}, offset, count);
    const auto b = evaluate(ratio, samples, cells, {true, -1, true}, offset, count);
    of_a.insert(of_a.end(), a.begin(), a.end());
    of_b.insert(of_b.end(), b.begin(), b.end());
    for (Differences& d : differences) {
      const auto mixed = evaluate(ratio, samples, cells, d.choice, offset, count);
      for (std::size_t i = 0; i < count; ++i) {
        d.from_b += (b[i] - mixed[i]) * (b[i] - mixed[i]);
        d.from_a += (a[i] - mixed[i]) * (a[i] - mixed[i]);
      }
    }
  }
  // The variance of both samples together.
  double mean = 0;
  for (std::size_t i = 0; i < draws; ++i)
    mean += 0.5 * (of_a[i] + of_b[i]) / static_cast<double>(draws);
  double squares = 0;
  for (std::size_t i = 0; i < draws; ++i) {
    squares += (of_a[i] - mean) * (of_a[i] - mean) + (of_b[i] - mean) * (of_b[i] - mean);
  }
  const auto n = static_cast<double>(draws);
  const double variance = squares / (2 * n - 1);
  std::vector<SobolIndex> indices;
  for (const Differences& d : differences) {
    indices.push_back({d.input, 1 - d.from_b / (2 * n * variance), d.from_a / (2 * n * variance)});
  }
  return indices;
}

}  // namespace terrabalance::uncertainty
