#include "kernels/uncertainty/chain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/value/error.hpp"
#include "kernels/detector/detector.hpp"
#include "kernels/evaluate/weights.hpp"

namespace terrabalance::uncertainty {
namespace {

using Kind = ChainColumn::Kind;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What a draw says, and where its figures go: columns are written in the order of chain_columns().
class Draw {
 public:
  Draw(const ChainFrame& frame, const ChainDraw& drawn, std::span<double> out)
      : frame_(frame), drawn_(drawn), out_(out) {}

  std::size_t rows() const { return drawn_.source.size(); }
  double source(std::size_t row) const { return drawn_.source[row]; }
  double sink(std::size_t row) const { return drawn_.sink[row]; }
  double net(std::size_t row) const { return source(row) - sink(row); }
  double item(std::size_t number, std::size_t row) const {
    return drawn_.items[number * rows() + row];
  }
  std::span<const double> sources() const { return drawn_.source; }
  std::span<const double> sinks() const { return drawn_.sink; }

  std::vector<double> of_year(Response response, std::size_t year) const {
    std::vector<double> y;
    for (std::size_t z = 0; z < frame_.zones; ++z) {
      const std::size_t row = year * frame_.zones + z;
      const double value = response == Response::source ? source(row)
                           : response == Response::sink ? sink(row)
                                                        : net(row);
      y.push_back(response == Response::net_per_ha ? value / frame_.area_ha[row] : value);
    }
    return y;
  }

  /// The next `count` figures.
  std::span<double> next(std::size_t count) {
    const auto part = out_.subspan(at_, count);
    at_ += count;
    return part;
  }

 private:
  const ChainFrame& frame_;
  const ChainDraw& drawn_;
  std::span<double> out_;
  std::size_t at_ = 0;
};

/// Figures that a draw does not allow stay NaN.
template <class Step>
void attempt(const Step& step) {
  try {
    step();
  } catch (const InputError&) {  // what a kernel refuses does not exist in this draw
    return;
  }
}

void couple(const CouplingStep& step, Draw& draw) {
  const auto c = draw.next(draw.rows());
  const auto d = draw.next(draw.rows());
  attempt([&] {
    const auto sources = coupling::normalise(draw.sources(), step.normalisation, "source");
    const auto sinks = coupling::normalise(draw.sinks(), step.normalisation, "sink");
    for (std::size_t r = 0; r < draw.rows(); ++r) {
      const bool inverse = step.orientation == coupling::Orientation::inverse;
      const std::array<double, 2> u{inverse ? 1 - sources[r] : sources[r], sinks[r]};
      const coupling::Degree degree = coupling::degree(u, step.weights);
      c[r] = degree.c;
      d[r] = degree.d;
    }
  });
}

std::vector<std::size_t> columns_of(const EvaluationStep& step, const std::string& subsystem) {
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < step.indicators.size(); ++j) {
    if (subsystem == "overall" || step.indicators[j].subsystem == subsystem) columns.push_back(j);
  }
  return columns;
}

evaluate::Matrix values_of(const EvaluationStep& step, const Draw& draw) {
  evaluate::Matrix x = step.values;
  for (const CarbonIndicator& carbon : step.carbon) {
    const auto& names = carbon.formula.names();
    for (std::size_t r = 0; r < x.rows; ++r) {
      std::vector<double> values = carbon.others[r];
      for (std::size_t k = 0; k < names.size(); ++k) {
        if (names[k] == "source") values[k] = draw.source(r);
        if (names[k] == "sink") values[k] = draw.sink(r);
        if (names[k] == "net") values[k] = draw.net(r);
        const auto item = std::find(step.items.begin(), step.items.end(), names[k]);
        if (item != step.items.end()) {
          values[k] = draw.item(static_cast<std::size_t>(item - step.items.begin()), r);
        }
      }
      x(r, carbon.column) = carbon.formula.evaluate(values);
    }
  }
  return x;
}

/// Closeness by subsystem, then ranks; returns where the closeness stands.
std::span<const double> evaluate_draw(const EvaluationStep& step, const ChainFrame& frame,
                                      Draw& draw) {
  const std::size_t rows = draw.rows();
  const auto closeness = draw.next(step.subsystems.size() * rows);
  const auto rank = draw.next(closeness.size());
  attempt([&] {
    const evaluate::Matrix x = values_of(step, draw);
    const auto scores = evaluate::normalise(x, step.indicators);
    const auto weights = evaluate::entropy_weights(scores, evaluate::constants(x)).weight;
    std::vector<std::int64_t> year(rows);
    for (std::size_t r = 0; r < rows; ++r)
      year[r] = static_cast<std::int64_t>(r / frame.zones);
    for (std::size_t s = 0; s < step.subsystems.size(); ++s) {
      const auto found = evaluate::topsis(x, step.indicators, weights,
                                          columns_of(step, step.subsystems[s]), step.scaling);
      const auto here = closeness.subspan(s * rows, rows);
      for (std::size_t r = 0; r < rows; ++r)
        here[r] = found[r].closeness;
      const auto held = evaluate::ranks(here, year);
      for (std::size_t r = 0; r < rows; ++r)
        rank[s * rows + r] = static_cast<double>(held[r]);
    }
  });
  return closeness;
}

void zone_draw(const ZoningStep& step, std::span<const double> closeness, Draw& draw) {
  const std::size_t rows = draw.rows();
  const auto unit = draw.next(rows);
  const auto zone = draw.next(rows);
  attempt([&] {
    const auto names = zone_names(step);
    std::array<std::span<const double>, 3> axes;
    std::array<std::array<double, 2>, 3> bounds{};
    for (std::size_t a = 0; a < axes.size(); ++a) {
      axes[a] = closeness.subspan(step.axes[a] * rows, rows);
      bounds[a] = zone::level_bounds(axes[a], step.cut, "closeness");
    }
    for (std::size_t r = 0; r < rows; ++r) {
      const zone::Unit held{zone::level_of(axes[0][r], bounds[0]),
                            zone::level_of(axes[1][r], bounds[1]),
                            zone::level_of(axes[2][r], bounds[2])};
      unit[r] = held.number();
      const auto& name = step.zones[static_cast<std::size_t>(held.number() - 1)];
      zone[r] = static_cast<double>(std::find(names.begin(), names.end(), name) - names.begin());
    }
  });
}

void find_spots(const HotSpotStep& step, const ChainFrame& frame, Draw& draw) {
  for (std::size_t year = 0; year < frame.years; ++year) {
    const auto spot = draw.next(frame.zones);
    attempt([&] {
      const auto z = pattern::getis_ord(step.binary, draw.of_year(step.response, year), "response",
                                        pattern::GetisOrd::with_self, step.style);
      for (std::size_t i = 0; i < z.size(); ++i)
        spot[i] = z[i] >= 1.96 ? 1 : (z[i] <= -1.96 ? -1 : 0);
    });
  }
}

void detect(const DetectorStep& step, const ChainFrame& frame, Draw& draw) {
  for (std::size_t year = 0; year < frame.years; ++year) {
    const auto q = draw.next(step.factors.size());
    attempt([&] {
      const auto y = draw.of_year(step.response, year);
      for (std::size_t f = 0; f < step.factors.size(); ++f)
        q[f] = detector::q_statistic(y, step.factors[f].strata[year]);
    });
  }
}

}  // namespace

std::vector<std::string> zone_names(const ZoningStep& zoning) {
  std::vector<std::string> names;
  for (const auto& name : zoning.zones) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<ChainColumn> chain_columns(const ChainSettings& settings, const ChainFrame& frame) {
  const std::size_t rows = frame.zones * frame.years;
  std::vector<ChainColumn> columns;
  const auto add = [&](Kind kind, const std::string& name = "") {
    for (std::size_t row = 0; row < rows; ++row)
      columns.push_back({kind, row, name});
  };
  add(Kind::sign);
  if (settings.coupling) {
    add(Kind::coupling);
    add(Kind::coordination);
  }
  if (settings.evaluation) {
    for (const auto& subsystem : settings.evaluation->subsystems)
      add(Kind::closeness, subsystem);
    for (const auto& subsystem : settings.evaluation->subsystems)
      add(Kind::rank, subsystem);
  }
  if (settings.evaluation && settings.zoning) {
    add(Kind::unit);
    add(Kind::zone);
  }
  if (settings.hot_spots) add(Kind::spot);
  if (settings.detector) {
    for (std::size_t year = 0; year < frame.years; ++year) {
      for (const auto& factor : settings.detector->factors)
        columns.push_back({Kind::q, year, factor.name});
    }
  }
  return columns;
}

void run_chain(const ChainSettings& settings, const ChainFrame& frame, const ChainDraw& drawn,
               std::span<double> out) {
  std::fill(out.begin(), out.end(), nan);
  Draw draw(frame, drawn, out);
  const auto sign = draw.next(draw.rows());
  for (std::size_t r = 0; r < draw.rows(); ++r)
    sign[r] = draw.net(r) > 0 ? 1 : -1;
  if (settings.coupling) couple(*settings.coupling, draw);
  if (settings.evaluation) {
    const auto closeness = evaluate_draw(*settings.evaluation, frame, draw);
    if (settings.zoning) zone_draw(*settings.zoning, closeness, draw);
  }
  if (settings.hot_spots) find_spots(*settings.hot_spots, frame, draw);
  if (settings.detector) detect(*settings.detector, frame, draw);
}

}  // namespace terrabalance::uncertainty
