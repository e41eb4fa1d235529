#pragma once

#include <span>
#include <vector>

namespace terrabalance::uncertainty {

/// Quantiles of a gamma distribution, many at once: ln x is tabulated against the normal score of
/// the probability, with its first two derivatives, and interpolated by quintic Hermite polynomials
/// (relative error below 1e-12). The library's gamma_p_inv, which fills the table, takes
/// microseconds a value; this takes nanoseconds.
class GammaQuantile {
 public:
  /// \param shape > 0; the scale is 1
  explicit GammaQuantile(double shape);

  /// Uniforms in (0, 1) to quantiles, in place.
  void quantiles(std::span<double> values) const;

 private:
  struct Node {
    double y;   ///< ln x
    double d1;  ///< times the step
    double d2;  ///< times the step squared, halved
  };
  std::vector<Node> nodes_;
};

}  // namespace terrabalance::uncertainty
