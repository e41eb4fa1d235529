#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace terrabalance::landscape {

__extension__ using Int128 = __int128;
__extension__ using Unsigned128 = unsigned __int128;

/// Mean and standard deviation; NaN where there are too few terms.
struct MeanAndDeviation {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double deviation = std::numeric_limits<double>::quiet_NaN();
};

/// Sum and sum of squares of reals, the same bits in any order: each term is rounded once to a
/// multiple of 2^-fraction_bits, the rest is integer arithmetic. So equal terms have a deviation
/// of exactly 0 and there is no cancellation.
///
/// Squares are summed modulo 2^128: exact as long as the sum of squared terms stays below
/// 2^(127 - 2 fraction_bits), which whoever chooses fraction_bits has to show (see totals.hpp).
/// A term of 2^62 units or more, or NaN, makes the results NaN.
template <int fraction_bits>
class MomentSum {
 public:
  static std::int64_t round(double term) {
    constexpr auto scale = static_cast<double>(std::int64_t{1} << fraction_bits);
    const double units = term * scale;
    return std::abs(units) < 0x1p62 ? std::llrint(units) : too_large;
  }
  /// \param times  how often the term occurs
  void add(double term, std::int64_t times = 1) { add_units(round(term), times); }
  void add_units(std::int64_t units, std::int64_t times = 1) {
    invalid_ |= units == too_large;
    sum_ += static_cast<Int128>(units) * times;
    squares_ += static_cast<Unsigned128>(static_cast<Int128>(units) * units) *
                static_cast<Unsigned128>(times);
  }
  void add(const MomentSum& other) {
    invalid_ |= other.invalid_;
    sum_ += other.sum_;
    squares_ += other.squares_;
  }

  Int128 sum_units() const { return sum_; }
  Unsigned128 squares_units() const { return squares_; }
  bool valid() const { return !invalid_; }

  /// Sum of products about the means of two series of equally many terms, in units squared.
  /// \param products  sum of the products of their units, modulo 2^128
  static long double centred(const MomentSum& a, const MomentSum& b, Unsigned128 products,
                             std::int64_t terms) {
    const Int128 mean_a = a.sum_ / terms;
    const Int128 mean_b = b.sum_ / terms;
    // About the integers nearest to the means: exact modulo 2^128, and small.
    const Unsigned128 about =
        products - static_cast<Unsigned128>(mean_a * b.sum_) -
        static_cast<Unsigned128>(mean_b * a.sum_) +
        static_cast<Unsigned128>(mean_a * mean_b) * static_cast<Unsigned128>(terms);
    const auto rest_a = static_cast<long double>(a.sum_ - mean_a * terms);
    const auto rest_b = static_cast<long double>(b.sum_ - mean_b * terms);
    return static_cast<long double>(static_cast<Int128>(about)) -
           rest_a * rest_b / static_cast<long double>(terms);
  }
  long double centred_squares(std::int64_t terms) const {
    return centred(*this, *this, squares_, terms);
  }

  /// \param terms  how many were added
  /// \param lost  degrees of freedom: 1 for the deviation of a sample, 0 for that of a population
  MeanAndDeviation moments(std::int64_t terms, std::int64_t lost = 1) const {
    MeanAndDeviation result;
    if (terms < 1 || invalid_) return result;
    constexpr long double unit = 1.0L / static_cast<long double>(std::int64_t{1} << fraction_bits);
    const Int128 centre = sum_ / terms;
    const Int128 rest = sum_ - centre * terms;
    const auto mean = static_cast<long double>(centre) +
                      static_cast<long double>(rest) / static_cast<long double>(terms);
    result.mean = static_cast<double>(mean * unit);
    if (terms <= lost) return result;
    const long double spread = centred_squares(terms);
    result.deviation =
        static_cast<double>(std::sqrt(spread / static_cast<long double>(terms - lost)) * unit);
    return result;
  }

  template <class Archive>
  void archive(Archive& a) {
    a(sum_, squares_, invalid_);
  }
  friend bool operator==(const MomentSum&, const MomentSum&) = default;

 private:
  static constexpr std::int64_t too_large = std::numeric_limits<std::int64_t>::max();

  Int128 sum_ = 0;
  Unsigned128 squares_ = 0;
  bool invalid_ = false;
};

}  // namespace terrabalance::landscape
