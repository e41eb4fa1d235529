#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "io/result/result_reader.hpp"
#include "io/result/result_writer.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

using testing::HasSubstr;

/// A result whose texts are too long to stand side by side, as bytes to be damaged.
class TextHeap : public testing::Test {
 protected:
  TextHeap() {
    for (std::size_t i = 0; i < 300; ++i)
      texts_.push_back(std::string(40 + i, static_cast<char>('a' + i % 26)) + std::to_string(i));
    texts_.at(7) = "";
    ResultWriter writer(folder_ / "r.h5");
    writer.write(Table{"a/b", "Title", {{"t", "", "", texts_}}});
    writer.commit();
    std::ifstream file(folder_ / "r.h5", std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
  }

  std::vector<std::string> read() const {
    std::ofstream(folder_ / "r.h5", std::ios::binary) << bytes_;
    return std::get<std::vector<std::string>>(
        read_table(folder_ / "r.h5", "a/b").columns.front().values);
  }
  std::string refusal() const {
    try {
      read();
    } catch (const InputError& error) {
      return error.what();
    }
    return "none";
  }
  /// The heap that has the text; its size stands 8 bytes further.
  std::size_t heap_with(const std::string& text) const {
    return bytes_.rfind("GCOL", bytes_.find(text));
  }
  void put(std::size_t place, std::uint64_t number) {
    std::memcpy(bytes_.data() + place, &number, sizeof(number));
  }

  test::TemporaryFolder folder_;
  std::vector<std::string> texts_;
  std::string bytes_;
};

TEST_F(TextHeap, GivesTextsAsTheyWereWritten) {
  EXPECT_EQ(read(), texts_);
}

TEST_F(TextHeap, AnObjectSmallerOrLargerThanItsTextIsDamage) {
  const std::size_t size = bytes_.find(texts_.back()) - 8;
  for (const std::uint64_t wrong : {std::uint64_t{3}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    put(size, wrong);
    EXPECT_THAT(refusal(), HasSubstr("column t of table a/b cannot be read; the file is damaged"));
  }
}

TEST_F(TextHeap, AHeapLargerThanTheFileIsDamage) {
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{17}, ~std::uint64_t{0}}) {
    put(heap_with(texts_.back()) + 8, wrong);
    EXPECT_THAT(refusal(), HasSubstr("the file is damaged")) << wrong;
  }
}

TEST_F(TextHeap, AHeapThatIsNoneIsDamage) {
  bytes_.at(heap_with(texts_.back())) = 'X';
  EXPECT_THAT(refusal(), HasSubstr("the file is damaged"));
}

TEST_F(TextHeap, ATableWhoseColumnsCannotBeReadIsNotEmpty) {
  // The first heap has the attributes' texts.
  bytes_.at(bytes_.find("GCOL")) = 'X';
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

}  // namespace
}  // namespace terrabalance
