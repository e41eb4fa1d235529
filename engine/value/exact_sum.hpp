#pragma once

#include <cmath>
#include <cstdint>

namespace terrabalance {

/// Sum of non-negative or signed reals that does not depend on the order of its terms: each term is
/// rounded once to a multiple of 2^-40 and added in 128-bit integers.
/// Valid for |term| < 2^63 and up to 2^24 such largest terms; terms below 2^-41 count as 0.
class ExactSum {
 public:
  __extension__ using Units = __int128;
  static constexpr int fraction_bits = 40;

  /// The multiple of 2^-40 that a term is counted as.
  static Units round(double term) {
    const double scaled = std::nearbyint(std::ldexp(term, fraction_bits));
    return static_cast<Units>(scaled);
  }
  static double value(Units units) {
    return std::ldexp(static_cast<double>(units), -fraction_bits);
  }

  void add(double term) { units_ += round(term); }
  void add(const ExactSum& other) { units_ += other.units_; }
  double value() const { return value(units_); }

  template <class Archive>
  void archive(Archive& a) {
    a(units_);
  }
  friend bool operator==(const ExactSum&, const ExactSum&) = default;

 private:
  Units units_ = 0;
};

}  // namespace terrabalance
