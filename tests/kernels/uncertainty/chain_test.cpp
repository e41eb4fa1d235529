#include "kernels/uncertainty/chain.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/coupling/coupling.hpp"
#include "kernels/evaluate/weights.hpp"

namespace terrabalance::uncertainty {
namespace {

using Kind = ChainColumn::Kind;

constexpr std::size_t zones = 6;

/// Six zones in a row, two years, with all steps.
struct Example {
  ChainFrame frame{zones, 2, std::vector<double>(2 * zones, 100)};
  ChainSettings settings;
  std::vector<double> source;
  std::vector<double> sink;
  std::vector<double> items;

  Example() {
    for (std::size_t r = 0; r < 2 * zones; ++r) {
      source.push_back(10 + static_cast<double>(r * r % 7));
      sink.push_back(4 + static_cast<double>(r % 5));
    }
    settings.coupling.emplace();
    EvaluationStep evaluation;
    evaluation.indicators = {{"emission", "x", false}, {"uptake", "y", true}, {"share", "z", true}};
    evaluation.subsystems = {"overall", "x", "y", "z"};
    evaluation.values = evaluate::Matrix(2 * zones, 3);
    const evaluate::Formula formulas[] = {evaluate::Formula("source / people"),
                                          evaluate::Formula::item("sink"),
                                          evaluate::Formula("sink / source")};
    for (std::size_t j = 0; j < 3; ++j) {
      CarbonIndicator carbon{j, formulas[j], {}};
      for (std::size_t r = 0; r < 2 * zones; ++r) {
        carbon.others.emplace_back(formulas[j].names().size(), 2.0 + static_cast<double>(r));
      }
      evaluation.carbon.push_back(carbon);
    }
    settings.evaluation = evaluation;
    settings.zoning =
        ZoningStep{{1, 2, 3}, zone::Cut::natural, zone::zone_table(zone::default_rules())};
    std::vector<pattern::Link> links;
    for (std::int32_t i = 0; i + 1 < static_cast<std::int32_t>(zones); ++i) {
      links.push_back({i, i + 1, 1});
      links.push_back({i + 1, i, 1});
    }
    settings.hot_spots =
        HotSpotStep{pattern::Weights(zones, links), pattern::Style::binary, Response::net};
    const std::vector<std::string> names{"a", "a", "b", "b", "c", "c"};
    settings.detector = DetectorStep{
        {{"f", {detector::from_labels(names, "f"), detector::from_labels(names, "f")}}},
        Response::net};
  }

  std::vector<double> run() const {
    std::vector<double> out(chain_columns(settings, frame).size());
    run_chain(settings, frame, {source, sink, items}, out);
    return out;
  }
};

double figure(const Example& e, const std::vector<double>& out, Kind kind, std::size_t row,
              const std::string& name = "") {
  const auto columns = chain_columns(e.settings, e.frame);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].kind == kind && columns[c].row == row && columns[c].name == name) return out[c];
  }
  ADD_FAILURE() << "no such column";
  return 0;
}

TEST(Chain, FiguresAreThoseOfTheKernels) {
  const Example e;
  const auto out = e.run();
  const auto sources = coupling::normalise(e.source, coupling::Normalisation::max, "source");
  const auto sinks = coupling::normalise(e.sink, coupling::Normalisation::max, "sink");
  evaluate::Matrix x(2 * zones, 3);
  for (std::size_t r = 0; r < 2 * zones; ++r) {
    x(r, 0) = e.source[r] / (2.0 + static_cast<double>(r));
    x(r, 1) = e.sink[r];
    x(r, 2) = e.sink[r] / e.source[r];
  }
  const auto& indicators = e.settings.evaluation->indicators;
  const auto weights =
      evaluate::entropy_weights(evaluate::normalise(x, indicators), evaluate::constants(x)).weight;
  const std::size_t all[] = {0, 1, 2};
  const auto closeness = evaluate::topsis(x, indicators, weights, all, evaluate::Scaling::minmax);
  for (std::size_t r = 0; r < 2 * zones; ++r) {
    const double u[] = {1 - sources[r], sinks[r]};
    EXPECT_EQ(figure(e, out, Kind::sign, r), e.source[r] > e.sink[r] ? 1 : -1);
    EXPECT_EQ(figure(e, out, Kind::coordination, r), coupling::degree(u).d);
    EXPECT_EQ(figure(e, out, Kind::closeness, r, "overall"), closeness[r].closeness);
    EXPECT_GE(figure(e, out, Kind::rank, r, "overall"), 1);
    EXPECT_LE(figure(e, out, Kind::rank, r, "overall"), zones);
    EXPECT_GE(figure(e, out, Kind::unit, r), 1);
    EXPECT_LE(figure(e, out, Kind::unit, r), 27);
    EXPECT_LT(figure(e, out, Kind::zone, r), zone_names(*e.settings.zoning).size());
  }
  for (const std::size_t year : {0U, 1U}) {
    const double q = figure(e, out, Kind::q, year, "f");
    EXPECT_GE(q, 0);
    EXPECT_LE(q, 1);
  }
}

TEST(Chain, AFigureThatADrawDoesNotAllowIsMissing) {
  Example e;
  e.sink[3] = -1;  // a coefficient changed its sign
  auto out = e.run();
  EXPECT_TRUE(std::isnan(figure(e, out, Kind::coupling, 0)));
  EXPECT_FALSE(std::isnan(figure(e, out, Kind::closeness, 0, "overall")));
  e = Example();
  e.source.assign(2 * zones, 5);
  e.sink.assign(2 * zones, 1);
  out = e.run();
  EXPECT_TRUE(std::isnan(figure(e, out, Kind::q, 0, "f")));
  EXPECT_TRUE(std::isnan(figure(e, out, Kind::spot, 0)));
}

}  // namespace
}  // namespace terrabalance::uncertainty
