#include "engine/value/archive.hpp"

#include <gtest/gtest.h>

#include "engine/value/exact_sum.hpp"

namespace terrabalance {
namespace {

struct Inner {
  std::string name;
  std::vector<std::int32_t> numbers;
  template <class Archive>
  void archive(Archive& a) {
    a(name, numbers);
  }
  friend bool operator==(const Inner&, const Inner&) = default;
};

TEST(Archive, WhatIsWrittenIsRead) {
  using All = std::tuple<std::vector<Inner>, std::pair<double, std::string>, ExactSum>;
  ExactSum sum;
  sum.add(2.5);
  const All all{{{"a", {1, 2}}, {"", {}}}, {0.1, "text"}, sum};
  EXPECT_EQ(from_bytes<All>(to_bytes(all)), all);
}

TEST(Archive, BytesCutShortAreAnErrorAndNoCrash) {
  const Bytes whole = to_bytes(std::vector<Inner>{{"name", {1, 2, 3}}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_THROW(from_bytes<std::vector<Inner>>(part), RunError) << size;
  }
}

TEST(Archive, AnAbsurdLengthIsAnErrorAndNoAllocation) {
  const Bytes bytes = to_bytes(std::uint64_t{1} << 62);
  EXPECT_THROW(from_bytes<std::vector<double>>(bytes), RunError);
}

}  // namespace
}  // namespace terrabalance
