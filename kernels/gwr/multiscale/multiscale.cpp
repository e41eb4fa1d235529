#include "kernels/gwr/multiscale/multiscale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/value/error.hpp"
#include "kernels/gwr/multiscale/smoother.hpp"
#include "kernels/gwr/points/ranked_fit.hpp"

namespace terrabalance::gwr {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Column = std::vector<double>;

/// What has not changed has changed by nothing, even of nothing: a response that does not vary.
double share(double change, double whole) {
  return change == 0 ? 0 : change / whole;
}

double square(double x) {
  return x * x;
}

/// A back-fitting on its way; columns are in the order of the tree.
class Backfitting {
 public:
  Backfitting(const PointModel& model, const MultiscaleOptions& options, const Team& team)
      : model_(&model),
        options_(&options),
        team_(&team),
        n_(model.size()),
        k_(model.coefficients()) {
    for (std::size_t j = 0; j < k_; ++j) {
      Column column(n_, 1.0);
      for (std::size_t p = 0; j > 0 && p < n_; ++p)
        column[p] = model.value(p, j - 1);
      columns_.push_back(column);
      smoothers_.emplace_back(model.tree(), model.weights(), std::move(column));
    }
    start();
  }

  MultiscaleFit run() {
    for (int i = 0; i < options_->iterations && !history_.converged; ++i)
      history_.converged = iterate() < options_->tolerance;
    return result();
  }

 private:
  /// The parts and the residual of a GWR; 0 and all where a place has no local model.
  void start() {
    history_.initial_bandwidth = options_->initial ? *options_->initial : searched_initial();
    const LocalFit fit = fit_places(*model_, history_.initial_bandwidth, false, *team_);
    parts_.assign(k_, Column(n_, 0.0));
    residual_.resize(n_);
    for (std::size_t p = 0; p < n_; ++p) {
      const std::size_t i = model_->row_of(p);
      const bool known = fit.status[i] == Status::ok;
      residual_[p] = known ? fit.residual[i] : model_->value(p, k_ - 1);
      for (std::size_t j = 0; known && j < k_; ++j)
        parts_[j][p] = fit.beta[i * k_ + j] * columns_[j][p];
    }
    rss_ = residual_sum();
    betas_.resize(k_);
    if (options_->bandwidths.empty()) {
      range_ = search_range(model_->tree(), model_->weights(), 1, options_->search);
    } else if (options_->bandwidths.size() != k_) {
      throw InputError("gwr: a multiscale model of " + std::to_string(k_) +
                       " coefficients needs as many bandwidths, the intercept's first");
    }
  }

  double searched_initial() const {
    SearchOptions options = options_->search;
    options.minimum = options.maximum = std::nullopt;
    return search([this](double b) { return evaluate_places(*model_, b, *team_); },
                  search_range(*model_, options), model_->weights().adaptive, options)
        .bandwidth;
  }

  /// \returns the score of change
  double iterate() {
    std::vector<double> bandwidths;
    double changed = 0;
    Column whole(n_, 0.0);
    for (std::size_t j = 0; j < k_; ++j) {
      for (std::size_t p = 0; p < n_; ++p)
        residual_[p] += parts_[j][p];  // now the partial response
      smoothers_[j].set_response(residual_);
      bandwidths.push_back(bandwidth_of(j));
      Smoother::Smooth smooth = smoothers_[j].smooth(bandwidths[j], *team_);
      for (std::size_t p = 0; p < n_; ++p) {
        changed += square(smooth.fitted[p] - parts_[j][p]);
        whole[p] += smooth.fitted[p];
        residual_[p] -= smooth.fitted[p];
      }
      parts_[j] = std::move(smooth.fitted);
      betas_[j] = std::move(smooth.beta);
    }
    const auto& past = history_.bandwidths;
    stable_ = !past.empty() && past.back() == bandwidths ? stable_ + 1 : 0;
    history_.bandwidths.push_back(std::move(bandwidths));
    history_.scores.push_back(score(changed, whole));
    return history_.scores.back();
  }

  double score(double changed, const Column& whole) {
    if (options_->score == MultiscaleOptions::Score::rss) {
      const double before = rss_;
      rss_ = residual_sum();
      return share(std::abs(rss_ - before), rss_);
    }
    double size = 0;
    for (const double value : whole)
      size += square(value);
    return std::sqrt(share(changed / static_cast<double>(n_), size));
  }

  double bandwidth_of(std::size_t j) {
    if (!options_->bandwidths.empty()) return options_->bandwidths[j];
    if (stable_ >= options_->unchanged) return history_.bandwidths.back()[j];
    return search([&](double b) { return smoothers_[j].evaluate(b, *team_); }, range_,
                  model_->weights().adaptive, options_->search)
        .bandwidth;
  }

  double residual_sum() const {
    double sum = 0;
    for (const double e : residual_)
      sum += square(e);
    return sum;
  }

  MultiscaleFit result() {
    MultiscaleFit result;
    LocalFit& fit = result.fit;
    fit = model_->empty_fit(nan);
    for (std::size_t p = 0; p < n_; ++p) {
      const std::size_t i = model_->row_of(p);
      fit.residual[i] = residual_[p];
      fit.fitted[i] = model_->value(p, k_ - 1) - residual_[p];
      for (std::size_t j = 0; j < k_; ++j)
        fit.beta[i * k_ + j] = betas_[j][p];
      const bool known = std::any_of(betas_.begin(), betas_.end(),
                                     [p](const Column& beta) { return !std::isnan(beta[p]); });
      fit.status[i] = known ? Status::ok : Status::zero_bandwidth;
      fit.sums.places += known ? 1 : 0;
      fit.sums.failed += known ? 0 : 1;
    }
    fit.sums.rss = residual_sum();
    fit.sums.tr_s = fit.sums.tr_sts = fit.sums.press = nan;
    result.enp.assign(k_, nan);
    result.history = std::move(history_);
    return result;
  }

  const PointModel* model_;
  const MultiscaleOptions* options_;
  const Team* team_;
  std::size_t n_;
  std::size_t k_;
  std::vector<Column> columns_;
  std::vector<Smoother> smoothers_;
  SearchRange range_;
  std::vector<Column> parts_;  ///< of the fitted values
  std::vector<Column> betas_;
  Column residual_;
  double rss_ = 0;
  int stable_ = 0;
  BackfittingHistory history_;
};

}  // namespace

std::optional<MultiscaleOptions::Score> multiscale_score_of(std::string_view name) {
  if (name == "smooth") return MultiscaleOptions::Score::smooth;
  if (name == "rss") return MultiscaleOptions::Score::rss;
  return std::nullopt;
}

MultiscaleFit fit_multiscale(const PointModel& model, const MultiscaleOptions& options,
                             const Team& team) {
  return Backfitting(model, options, team).run();
}

}  // namespace terrabalance::gwr
