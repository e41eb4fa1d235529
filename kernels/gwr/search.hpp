#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/points/point_model.hpp"

namespace terrabalance::gwr {

/// How good a bandwidth is: first the number of places without a model, then the criterion.
struct Score {
  double failed = 0;
  double value = 0;
  friend auto operator<=>(const Score&, const Score&) = default;
};

/// What a search looks for.
struct SearchOptions {
  enum class Method {
    golden,   ///< golden section as mgwr does it, step for step
    exact,    ///< golden, then a scan for other minima, then the neighbours of the best
    interval  ///< every bandwidth from minimum to maximum
  };
  Method method = Method::golden;
  Criterion criterion = Criterion::aicc;
  std::optional<double> minimum;  ///< of the bandwidth; default as mgwr, see search_range()
  std::optional<double> maximum;
  double interval = 1;      ///< step of the interval method
  double tolerance = 1e-6;  ///< golden: difference of two scores at which to stop
  int iterations = 200;     ///< golden: at most
};
std::optional<SearchOptions::Method> search_method_of(std::string_view name);

/// A bandwidth that was tried, in the order of trying.
struct Trial {
  double bandwidth = 0;
  Score score;
  std::string stage;  ///< "golden", "scan", "refine", "verify", "interval"
};

struct SearchResult {
  double bandwidth = 0;  ///< golden: rounded to 0.01 from 1 on, as mgwr; else as evaluated
  Score score;
  std::vector<Trial> trials;  ///< no bandwidth twice
  std::vector<Trial> path;    ///< golden: the better of the two ends at every step
};

struct SearchRange {
  double low = 0;
  double high = 0;
};

/// Where to look for the bandwidth of a model of so many coefficients. Adaptive: [40 + 2k, n]
/// neighbours as mgwr or, where n is too small for that, [k + 2, n]; fixed: from half the smallest
/// distance of two points (or, with duplicates, the hundred-thousandth part of the largest) to
/// twice the largest.
SearchRange search_range(const PointTree& tree, const Weights& weights, std::size_t coefficients,
                         const SearchOptions& options);
SearchRange search_range(const PointModel& model, const SearchOptions& options);
/// The same of so many places that no tree holds; a fixed bandwidth needs both its ends as options.
SearchRange search_range(std::size_t places, bool adaptive, std::size_t coefficients,
                         const SearchOptions& options);

/// Judges bandwidths.
using Judge = std::function<Score(double bandwidth)>;
/// The same by the sums of a gaussian model and the criterion of the options.
using Evaluate = std::function<Sums(double bandwidth)>;

/// Finds a bandwidth. Never fails on data: places without a model count against a bandwidth.
SearchResult search(const Judge& judge, SearchRange range, bool adaptive,
                    const SearchOptions& options);
SearchResult search(const Evaluate& evaluate, SearchRange range, bool adaptive,
                    const SearchOptions& options);

/// The same on this rank alone.
SearchResult search(const PointModel& model, const SearchOptions& options, int threads);

}  // namespace terrabalance::gwr
