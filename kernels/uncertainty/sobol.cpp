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

/// The sum in one of the samples; with cells of its own.
void evaluate(const Sum& sum, const Samples& samples, bool from_b,
              const std::vector<std::vector<double>>& cells, std::size_t offset,
              std::span<double> out) {
  std::fill(out.begin(), out.end(), 0);
  std::vector<double> product(out.size());
  for (const Term& term : sum) {
    std::fill(product.begin(), product.end(), term.coefficient);
    const auto times = [&](const double* x) {
      for (std::size_t i = 0; i < product.size(); ++i)
        product[i] *= x[i];
    };
    for (const auto f : term.factors)
      times(from_b ? samples.b(f) : samples.a(f));
    if (term.cell != Term::no_cell) {
      times(cells[static_cast<std::size_t>(term.cell)].data() + offset);
    }
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += product[i];
  }
}

/// Numerator and denominator of a ratio in one sample.
struct Parts {
  std::vector<double> numerator;
  std::vector<double> denominator;

  explicit Parts(std::size_t count) : numerator(count), denominator(count) {}

  double value(std::size_t i, double scale) const {
    return scale * numerator[i] / std::abs(denominator[i]);
  }
};

Parts evaluate(const Ratio& ratio, const Samples& samples, bool from_b,
               const std::vector<std::vector<double>>& cells, std::size_t offset,
               std::size_t count) {
  Parts parts(count);
  evaluate(ratio.numerator, samples, from_b, cells, offset, parts.numerator);
  evaluate(ratio.denominator, samples, from_b, cells, offset, parts.denominator);
  return parts;
}

/// The terms that contain an input: the sum is linear in it, so a changed column of it changes the
/// sum by the slope times the difference.
struct TermsOf {
  std::vector<const Term*> numerator;
  std::vector<const Term*> denominator;
};

std::vector<const Term*> terms_with(const Sum& sum, std::uint32_t factor) {
  std::vector<const Term*> terms;
  for (const Term& term : sum) {
    if (std::binary_search(term.factors.begin(), term.factors.end(), factor)) {
      terms.push_back(&term);
    }
  }
  return terms;
}

void change(const std::vector<const Term*>& terms, std::uint32_t factor, const Samples& samples,
            const std::vector<std::vector<double>>& cells, std::size_t offset,
            std::span<double> value) {
  std::vector<double> product(value.size());
  const double* const a = samples.a(factor);
  const double* const b = samples.b(factor);
  for (const Term* term : terms) {
    for (std::size_t i = 0; i < product.size(); ++i)
      product[i] = term->coefficient * (b[i] - a[i]);
    const auto times = [&](const double* x) {
      for (std::size_t i = 0; i < product.size(); ++i)
        product[i] *= x[i];
    };
    for (const auto f : term->factors) {
      if (f != factor) times(samples.a(f));
    }
    if (term->cell != Term::no_cell) {
      times(cells[static_cast<std::size_t>(term->cell)].data() + offset);
    }
    for (std::size_t i = 0; i < product.size(); ++i)
      value[i] += product[i];
  }
}

/// Sums of squared differences that Jansen's estimators take.
struct Differences {
  std::string input;
  std::int64_t factor;  ///< -1 for the cells of error matrices
  TermsOf terms;
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
    if (!(input.distribution.sd() > 0)) continue;
    differences.push_back(
        {input.id, f, {terms_with(ratio.numerator, f), terms_with(ratio.denominator, f)}});
  }
  if (samples.has_cells()) differences.push_back({"classification", -1, {}});
  std::vector<double> of_a;
  std::vector<double> of_b;
  for (std::size_t offset = 0; offset < draws; offset += chunk) {
    const std::size_t count = std::min(chunk, draws - offset);
    samples.draw(seed, static_cast<std::uint32_t>(offset), count);
    const Parts a = evaluate(ratio, samples, false, cells.a, offset, count);
    const Parts b = evaluate(ratio, samples, true, cells.b, offset, count);
    for (std::size_t i = 0; i < count; ++i) {
      of_a.push_back(a.value(i, ratio.scale));
      of_b.push_back(b.value(i, ratio.scale));
    }
    for (Differences& d : differences) {
      Parts mixed = a;
      if (d.factor < 0) {
        mixed = evaluate(ratio, samples, false, cells.b, offset, count);
      } else {
        const auto f = static_cast<std::uint32_t>(d.factor);
        change(d.terms.numerator, f, samples, cells.a, offset, mixed.numerator);
        change(d.terms.denominator, f, samples, cells.a, offset, mixed.denominator);
      }
      for (std::size_t i = 0; i < count; ++i) {
        const double value = mixed.value(i, ratio.scale);
        const double step_a = of_a[offset + i] - value;
        const double step_b = of_b[offset + i] - value;
        d.from_a += step_a * step_a;
        d.from_b += step_b * step_b;
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
  indices.reserve(differences.size());
  for (const Differences& d : differences) {
    indices.push_back({d.input, 1 - d.from_b / (2 * n * variance), d.from_a / (2 * n * variance)});
  }
  return indices;
}

}  // namespace terrabalance::uncertainty
