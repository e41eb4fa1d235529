#include "kernels/suitability/scheme.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/suitability/grader.hpp"

namespace terrabalance {
namespace {

using testing::HasSubstr;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

std::vector<Evaluation> two_factors(GradeRule rule) {
  FactorTable slope{"slope", 0.5, {{8, 15, 3}, {-infinity, 8, 5}, {15, infinity, 1}}, {}};
  FactorTable use{"landuse", 0.5, {}, {{"cropland", 4}, {"forest", 2}}};
  return {{"construction", rule, {slope, use}}};
}

std::string complaint(std::vector<Evaluation> scheme) {
  try {
    prepare(scheme, "scheme.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Scheme, ValuesFallIntoTheStepThatBeginsAtThem) {
  auto scheme = two_factors(GradeRule::weights);
  EXPECT_TRUE(prepare(scheme, "s").empty());
  const FactorTable& slope = scheme[0].factors[0];
  EXPECT_EQ(slope.grade(-1), 5);
  EXPECT_EQ(slope.grade(8), 3);
  EXPECT_EQ(slope.grade(14.99), 3);
  EXPECT_EQ(slope.grade(15), 1);
  EXPECT_EQ(slope.grade(infinity), 1);
  EXPECT_EQ(slope.grade(static_cast<double>(unknown)), FactorTable::no_grade);
}

TEST(Scheme, GapsAndOverlapsAreNamed) {
  auto gap = two_factors(GradeRule::weights);
  gap[0].factors[0].steps[0].to = 12;
  EXPECT_THAT(complaint(gap), HasSubstr("slope for construction: there is a gap from 12 to 15"));
  auto overlap = two_factors(GradeRule::weights);
  overlap[0].factors[0].steps[0].to = 17;
  EXPECT_THAT(complaint(overlap), HasSubstr("two steps overlap from 15 to 17"));
  auto closed = two_factors(GradeRule::weights);
  closed[0].factors[0].steps[2].to = 90;
  EXPECT_THAT(complaint(closed), HasSubstr("from 90 on have no grade"));
}

TEST(Scheme, WeightsAreNormalisedWithAWarningAndNeverNegative) {
  auto scheme = two_factors(GradeRule::weights);
  scheme[0].factors[0].weight = 1.5;
  const auto warnings = prepare(scheme, "s");
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("sum to 2"));
  EXPECT_DOUBLE_EQ(scheme[0].factors[0].weight, 0.75);
  scheme[0].factors[0].weight = -1;
  EXPECT_THAT(complaint(scheme), HasSubstr("the weight is -1"));
  scheme[0].factors[0].weight = scheme[0].factors[1].weight = 0;
  EXPECT_THAT(complaint(scheme), HasSubstr("all 0"));
}

TEST(Scheme, GradesBeyondFiveAreRefused) {
  auto scheme = two_factors(GradeRule::minimum);
  scheme[0].factors[1].class_grades[0].second = 6;
  EXPECT_THAT(complaint(scheme), HasSubstr("grade 6"));
}

TEST(Scheme, LoweringsAreNotMixedWithGradesAndNotAlone) {
  auto scheme = two_factors(GradeRule::weights);
  scheme[0].factors.push_back({"relief", 0, {{-infinity, 100, 0}, {100, infinity, -1}}, {}});
  EXPECT_TRUE(prepare(scheme, "s").empty());  // its weight does not count
  scheme[0].factors[2].steps[1].grade = 3;
  EXPECT_THAT(complaint(scheme), HasSubstr("relief for construction: grades 1 to 5 and lowerings"));
  scheme[0].factors[2].steps[1].grade = -5;
  EXPECT_THAT(complaint(scheme), HasSubstr("grade -5"));
  scheme[0].factors = {{"relief", 1, {{-infinity, infinity, -1}}, {}}};
  EXPECT_THAT(complaint(scheme), HasSubstr("only factors that lower"));
}

TEST(Grader, LowersWhatTheOthersGiveToOneAtLeast) {
  for (const auto rule : {GradeRule::weights, GradeRule::minimum, GradeRule::maximum}) {
    auto scheme = two_factors(rule);
    scheme[0].factors.push_back(
        {"relief", 1, {{-infinity, 100, 0}, {100, 200, -1}, {200, infinity, -2}}, {}});
    prepare(scheme, "s");
    const Grader grader(scheme[0], {"slope", "relief"}, {"cropland", "forest"}, "s");
    const std::vector<float> slope{2, 2, 2, 40, 2};
    const std::vector<float> relief{0, 100, 300, 300, unknown};
    const std::vector<std::int16_t> classes(5, 0);
    std::vector<std::uint8_t> grades(5);
    grader.fill({slope, relief}, classes, grades);
    EXPECT_EQ(grades[1], grades[0] - 1);
    EXPECT_EQ(grades[2], grades[0] - 2);
    EXPECT_EQ(grades[3], rule == GradeRule::maximum ? 2 : 1);
    EXPECT_EQ(grades[4], 0);
  }
}

std::vector<int> grades(GradeRule rule) {
  auto scheme = two_factors(rule);
  prepare(scheme, "s");
  const Grader grader(scheme[0], {"slope"}, {"forest", "cropland"}, "s");
  const std::vector<float> slope{2, 10, 40, unknown, 2};
  const std::vector<std::int16_t> classes{0, 1, 1, 1, -1};
  std::vector<std::uint8_t> grades(5);
  grader.fill({slope}, classes, grades);
  return {grades.begin(), grades.end()};
}

TEST(Grader, CombinesByWeightsOrByOneFactor) {
  EXPECT_THAT(grades(GradeRule::weights), testing::ElementsAre(4, 4, 3, 0, 0));  // halves go up
  EXPECT_THAT(grades(GradeRule::minimum), testing::ElementsAre(2, 3, 1, 0, 0));
  EXPECT_THAT(grades(GradeRule::maximum), testing::ElementsAre(5, 4, 4, 0, 0));
}

TEST(Grader, NamesClassesThatOneSideLacks) {
  auto scheme = two_factors(GradeRule::minimum);
  try {
    Grader(scheme[0], {"slope"}, {"forest"}, "s");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'cropland', which the land use does not have"));
  }
  try {
    Grader(scheme[0], {"slope"}, {"forest", "cropland", "water"}, "s");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no grade for land-use class water"));
  }
}

}  // namespace
}  // namespace terrabalance
