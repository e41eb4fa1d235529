#include "kernels/uncertainty/stream.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <Random123/philox.h>
#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "kernels/uncertainty/lanes/lanes.hpp"
#include "tests/support/reference_table.hpp"

namespace terrabalance::uncertainty {
namespace {

std::vector<std::uint32_t> hex_words(const std::string& text) {
  std::vector<std::uint32_t> words;
  std::istringstream in(text);
  for (std::string word; in >> word;)
    words.push_back(static_cast<std::uint32_t>(std::stoul(word, nullptr, 16)));
  return words;
}

TEST(Stream, PhiloxGivesItsKnownAnswers) {
  SKIP_WITHOUT_REFERENCE();
  for (const auto& row : test::read_reference("expected/uncertainty/philox_kat.csv").rows) {
    const auto c = hex_words(row.at("ctr"));
    const auto k = hex_words(row.at("key"));
    const auto out = r123::Philox4x32()({{c[0], c[1], c[2], c[3]}}, {{k[0], k[1]}});
    EXPECT_EQ(std::vector<std::uint32_t>(out.begin(), out.end()), hex_words(row.at("out")));
  }
}

TEST(Stream, NamesAndDrawsGiveTheNumbersOfTheReference) {
  SKIP_WITHOUT_REFERENCE();
  for (const auto& row : test::read_reference("expected/uncertainty/philox_streams.csv").rows) {
    const Stream stream(std::stoull(row.at("seed")), row.at("input"));
    EXPECT_EQ(stream.id(), std::stoull(row.at("id_hex"), nullptr, 16));
    const auto draw = static_cast<std::uint32_t>(std::stoul(row.at("draw")));
    std::vector<std::uint32_t> words;
    for (const char* r : {"r0", "r1", "r2", "r3"})
      words.push_back(hex_words(row.at(r))[0]);
    const auto found = stream.words(draw);
    EXPECT_EQ(std::vector<std::uint32_t>(found.begin(), found.end()), words);
    double u = stream.uniform(draw);
    EXPECT_EQ(u, std::stod(row.at("u")));
    lane_loops().normal_quantiles(1, &u);
    const double expected = std::stod(row.at("normal_quantile"));
    EXPECT_NEAR(u, expected, 1e-13 * std::abs(expected));
  }
}

TEST(Stream, EveryInstructionSetGivesTheSameBitsAsRandom123) {
  const Stream stream(0x123456789abcdef0ULL, "activity.raw_coal@nanning@2020");
  constexpr std::uint32_t first = 4294960000U - 3;
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    std::vector<double> many(1003);
    (*loops)->uniforms(0x123456789abcdef0ULL, stream.id(), 0, first, many.size(), many.data());
    for (std::uint32_t i = 0; i < many.size(); ++i)
      ASSERT_EQ(many[i], stream.uniform(first + i)) << (*loops)->name << ' ' << i;
  }
}

std::vector<double> probabilities() {
  std::vector<double> u{1e-16, 1e-12, 1.3e-11, 1.5e-11, 1e-5, 0.0749999, 0.075, 0.0750001, 0.5};
  const Stream stream(7, "u");
  for (std::uint32_t i = 0; i < 5000; ++i)
    u.push_back(stream.uniform(i));
  u.push_back(1 - 0x1p-53);
  return u;
}

TEST(Stream, NormalQuantilesAreThoseOfBoost) {
  const boost::math::normal normal;
  const auto u = probabilities();
  auto z = u;
  lane_loops().normal_quantiles(z.size(), z.data());
  for (std::size_t i = 0; i < u.size(); ++i) {
    const double expected = boost::math::quantile(normal, u[i]);
    EXPECT_NEAR(z[i], expected, 4e-15 * std::abs(expected) + 1e-16) << u[i];
  }
}

TEST(Stream, EveryInstructionSetGivesTheSameQuantiles) {
  const auto u = probabilities();
  const LaneLoops* const* loops = all_lane_loops();
  auto expected = u;
  (*loops)->normal_quantiles(expected.size(), expected.data());
  for (; *loops != nullptr; ++loops) {
    auto z = u;
    (*loops)->normal_quantiles(z.size(), z.data());
    EXPECT_EQ(z, expected) << (*loops)->name;
    // And one alone is what it is among many.
    double one = u[3];
    (*loops)->normal_quantiles(1, &one);
    EXPECT_EQ(one, expected[3]) << (*loops)->name;
  }
}

}  // namespace
}  // namespace terrabalance::uncertainty
