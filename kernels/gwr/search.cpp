#include "kernels/gwr/search.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/value/error.hpp"

namespace terrabalance::gwr {
namespace {

/// 1 - (√5 - 1) / 2 in the digits that mgwr uses.
constexpr double golden_share = 0.38197;
/// Bandwidths that the exact search tries between the ends, evenly in their logarithm.
constexpr int scan_points = 12;
/// Whole bandwidths on either side of the best that the exact search verifies.
constexpr int verified = 3;

/// Evaluates bandwidths, each once, and remembers.
class Trials {
 public:
  explicit Trials(const Judge& judge) : judge_(&judge) {}

  Score operator()(double bandwidth, const char* stage) {
    const auto known = scores_.find(bandwidth);
    if (known != scores_.end()) return known->second;
    const Score score = (*judge_)(bandwidth);
    scores_.emplace(bandwidth, score);
    list_.push_back({bandwidth, score, stage});
    return score;
  }

  /// The best of all; of equals the widest, which is the simplest model.
  Trial best() const {
    const auto& scores = list_;
    return *std::min_element(scores.begin(), scores.end(), [](const Trial& a, const Trial& b) {
      return a.score < b.score || (a.score == b.score && a.bandwidth > b.bandwidth);
    });
  }
  const std::vector<Trial>& list() const { return list_; }

  /// The nearest evaluated bandwidths below and above, or the bandwidth itself.
  SearchRange about(double bandwidth) const {
    const auto here = scores_.find(bandwidth);
    const auto next = std::next(here);
    return {here == scores_.begin() ? bandwidth : std::prev(here)->first,
            next == scores_.end() ? bandwidth : next->first};
  }

 private:
  const Judge* judge_;
  std::map<double, Score> scores_;
  std::vector<Trial> list_;
};

double score_difference(const Score& a, const Score& b) {
  return a.failed == b.failed ? std::abs(a.value - b.value) : INFINITY;
}

/// Golden section over [a, c]. The last of the path is what it settled on.
std::vector<Trial> golden(Trials& trials, SearchRange range, bool whole,
                          const SearchOptions& options, const char* stage) {
  double a = range.low;
  double c = range.high;
  double b = a + golden_share * std::abs(c - a);
  double d = c - golden_share * std::abs(c - a);
  std::vector<Trial> path;
  double difference = INFINITY;
  for (int i = 0; i < options.iterations && difference > options.tolerance; ++i) {
    if (whole) {
      b = std::nearbyint(b);  // half to even
      d = std::nearbyint(d);
    }
    const Score at_b = trials(b, stage);
    const Score at_d = trials(d, stage);
    if (at_b <= at_d) {
      path.push_back({b, at_b, stage});
      c = d;
      d = b;
      b = a + golden_share * std::abs(c - a);
    } else {
      path.push_back({d, at_d, stage});
      a = b;
      b = d;
      d = c - golden_share * std::abs(c - a);
    }
    difference = score_difference(at_b, at_d);
  }
  return path;
}

/// Looks for other minima than the one that golden section fell into.
void scan(Trials& trials, SearchRange range, bool whole, const SearchOptions& options) {
  const double ratio = std::pow(range.high / range.low, 1.0 / scan_points);
  for (int i = 0; i <= scan_points; ++i) {
    double bandwidth = i == scan_points ? range.high : range.low * std::pow(ratio, i);
    if (whole) bandwidth = std::nearbyint(bandwidth);
    trials(bandwidth, "scan");
  }
  golden(trials, trials.about(trials.best().bandwidth), whole, options, "refine");
}

/// Moves to a better whole neighbour until there is none.
void verify(Trials& trials, SearchRange range) {
  for (double centre = -1; centre != trials.best().bandwidth;) {
    centre = trials.best().bandwidth;
    for (int step = -verified; step <= verified; ++step) {
      const double bandwidth = centre + step;
      if (bandwidth >= range.low && bandwidth <= range.high) trials(bandwidth, "verify");
    }
  }
}

SearchResult search_golden(Trials& trials, SearchRange range, bool adaptive,
                           const SearchOptions& options) {
  SearchResult result;
  result.path = golden(trials, range, adaptive, options, "golden");
  const Trial& last = result.path.back();
  const double rounded = std::nearbyint(last.bandwidth * 100) / 100;
  result.bandwidth = last.bandwidth < 1 ? last.bandwidth : rounded;
  result.score = last.score;
  return result;
}

SearchResult search_exact(Trials& trials, SearchRange range, bool adaptive,
                          const SearchOptions& options) {
  SearchResult result = search_golden(trials, range, adaptive, options);
  scan(trials, range, adaptive, options);
  if (adaptive) verify(trials, range);
  result.bandwidth = trials.best().bandwidth;
  result.score = trials.best().score;
  return result;
}

SearchResult search_interval(Trials& trials, SearchRange range, const SearchOptions& options) {
  if (!(options.interval > 0)) throw InputError("gwr: the search interval must be above 0");
  if ((range.high - range.low) / options.interval > 1e6)
    throw InputError("gwr: the search interval is too small for its range");
  trials(range.low, "interval");
  for (int i = 1; range.low + i * options.interval < range.high; ++i)
    trials(range.low + i * options.interval, "interval");
  trials(range.high, "interval");
  return {trials.best().bandwidth, trials.best().score, {}, {}};
}

}  // namespace

std::optional<SearchOptions::Method> search_method_of(std::string_view name) {
  if (name == "golden") return SearchOptions::Method::golden;
  if (name == "exact") return SearchOptions::Method::exact;
  if (name == "interval") return SearchOptions::Method::interval;
  return std::nullopt;
}

SearchRange search_range(const PointModel& model, const SearchOptions& options) {
  return search_range(model.tree(), model.weights(), model.coefficients(), options);
}

SearchRange search_range(const PointTree& tree, const Weights& weights, std::size_t coefficients,
                         const SearchOptions& options) {
  if (weights.adaptive || tree.size() < 2 || (options.minimum && options.maximum))
    return search_range(tree.size(), weights.adaptive, coefficients, options);
  const double largest = tree.largest_distance();
  if (largest == 0) throw InputError("gwr: all points lie at one place; nothing varies in space");
  const double smallest = tree.smallest_distance();
  SearchOptions bounded = options;
  bounded.minimum = options.minimum.value_or(smallest > 0 ? smallest / 2 : largest * 1e-5);
  bounded.maximum = options.maximum.value_or(2 * largest);
  return search_range(tree.size(), false, coefficients, bounded);
}

SearchRange search_range(std::size_t places, bool adaptive, std::size_t coefficients,
                         const SearchOptions& options) {
  if (places < 2) {
    throw InputError("gwr: a bandwidth search needs at least two places with complete rows, here " +
                     std::string(places == 0 ? "is none" : "is one"));
  }
  const double n = static_cast<double>(places);
  const double k = static_cast<double>(coefficients);
  SearchRange range;
  if (adaptive) {
    range.low = 40 + 2 * k <= n ? 40 + 2 * k : std::min(k + 2, n);
    range.high = n;
  }
  range.low = options.minimum.value_or(range.low);
  range.high = options.maximum.value_or(range.high);
  if (adaptive) range.high = std::min(range.high, n);
  if (!(range.low > 0) || !(range.low <= range.high))
    throw InputError("gwr: the bandwidths to search, " + std::to_string(range.low) + " to " +
                     std::to_string(range.high) + ", are no range of positive numbers");
  return range;
}

SearchResult search(const Evaluate& evaluate, SearchRange range, bool adaptive,
                    const SearchOptions& options) {
  const Judge judge = [&](double bandwidth) {
    const Sums sums = evaluate(bandwidth);
    return Score{sums.failed, value_of(options.criterion, sums)};
  };
  return search(judge, range, adaptive, options);
}

SearchResult search(const Judge& judge, SearchRange range, bool adaptive,
                    const SearchOptions& options) {
  Trials trials(judge);
  SearchResult result;
  switch (options.method) {
    case SearchOptions::Method::golden:
      result = search_golden(trials, range, adaptive, options);
      break;
    case SearchOptions::Method::exact:
      result = search_exact(trials, range, adaptive, options);
      break;
    case SearchOptions::Method::interval:
      result = search_interval(trials, range, options);
      break;
  }
  result.trials = trials.list();
  return result;
}

SearchResult search(const PointModel& model, const SearchOptions& options, int threads) {
  return search(
      [&](double bandwidth) -> Sums {
        return total(model.evaluate(bandwidth, model.all(), threads));
      },
      search_range(model, options), model.weights().adaptive, options);
}

}  // namespace terrabalance::gwr
