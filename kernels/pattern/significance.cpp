#include "kernels/pattern/significance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/statistics/normal.hpp"

namespace terrabalance::pattern {
namespace {

constexpr std::array<const char*, 3> confidences{"99", "95", "90"};

// `levels`: how large a score must be for 99, 95 and 90 %.
std::string spot(double z, double score, const std::array<double, 3>& levels) {
  if (std::isnan(z)) return {};
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (score >= levels[k]) return std::string(z > 0 ? "hot_" : "cold_") + confidences[k];
  }
  return "none";
}

}  // namespace

double fdr_threshold(std::span<const double> p, double rate) {
  std::vector<double> sorted;
  std::copy_if(p.begin(), p.end(), std::back_inserter(sorted),
               [](double value) { return !std::isnan(value); });
  std::sort(sorted.begin(), sorted.end());
  const auto m = static_cast<double>(sorted.size());
  for (std::size_t rank = sorted.size(); rank > 0; --rank) {
    if (sorted[rank - 1] <= rate * static_cast<double>(rank) / m) return sorted[rank - 1];
  }
  return 0;
}

std::vector<std::string> hot_spots(std::span<const double> z) {
  std::vector<std::string> classes;
  for (const double value : z)
    classes.push_back(spot(value, std::abs(value), {2.58, 1.96, 1.65}));
  return classes;
}

std::vector<std::string> hot_spots_fdr(std::span<const double> z) {
  std::vector<double> p;
  for (const double value : z)
    p.push_back(two_sided_p(value));
  // Scores are -p, so that larger is more significant; a threshold of 0 lets none pass.
  std::array<double, 3> levels{};
  constexpr std::array<double, 3> rates{0.01, 0.05, 0.10};
  std::transform(rates.begin(), rates.end(), levels.begin(), [&p](double rate) {
    const double threshold = fdr_threshold(p, rate);
    return threshold > 0 ? -threshold : 1.0;
  });
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < z.size(); ++i)
    classes.push_back(spot(z[i], -p[i], levels));
  return classes;
}

std::vector<std::string> clusters(std::span<const std::string> quadrants, std::span<const double> p,
                                  double threshold) {
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) {
      classes.emplace_back();
    } else {
      classes.push_back(p[i] <= threshold ? quadrants[i] : "none");
    }
  }
  return classes;
}

}  // namespace terrabalance::pattern
