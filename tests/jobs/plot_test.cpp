#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/page/browser.hpp"
#include "io/page/packing.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

// The program's half of `plot`, with scripts in the place of the browser; figures themselves are
// tested by tests/browser/plot_test.mjs.
namespace terrabalance::test {
namespace {

using testing::HasSubstr;

class Plot : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    ASSERT_EQ(run("-q simulate --size 60x40 --years 2000 --zones 2 -o " + path("study")).status, 0);
    ASSERT_EQ(run("-q account " + path("study/study.toml") + " -o " + path("r.h5")).status, 0);
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  static std::string path(const std::string& name) { return *folder / name; }

  /// A program that answers as a browser would: with this document.
  static std::string browser(const std::string& name, const std::string& commands) {
    std::ofstream(path(name)) << "#!/bin/sh\n" << commands << "\n";
    std::filesystem::permissions(path(name), std::filesystem::perms::owner_all);
    return path(name);
  }
  static Outcome plot(const std::string& with) {
    return run("plot " + path("r.h5") + " --chart balance-bars -o " + path("a.svg") +
               " --browser " + with);
  }
  static inline TemporaryFolder* folder = nullptr;
};

TEST_F(Plot, TakesTheFigureThatThePageLeft) {
  const std::string answers = browser(
      "good",
      "echo '<html><body><pre id=\"plot\" data-kind=\"picture\">PHN2Zy8+</pre></body></html>'");
  const Outcome outcome = plot(answers);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::stringstream text;
  text << std::ifstream(path("a.svg")).rdbuf();
  EXPECT_EQ(text.str(), "<svg/>");
  EXPECT_FALSE(std::filesystem::exists(path("a.svg.partial")));
}

TEST_F(Plot, ThePageHasTheRequestAndNothingThatEndsItsScripts) {
  const std::string keeps =
      browser("keeps", "for a; do :; done; cp \"${a#file://}\" " + path("page.html"));
  EXPECT_EQ(plot(keeps + " --year 2000 --choose 'a=</script>'").status, 1);  // it answered nothing
  std::stringstream text;
  text << std::ifstream(path("page.html")).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("\"chart\":\"balance-bars\""));
  EXPECT_THAT(text.str(), HasSubstr("\"year\":2000"));
  EXPECT_THAT(text.str(), HasSubstr("{\"a\":\"\\u003c/script>\"}"));
}

TEST_F(Plot, SaysWhatThePageSaidIsWrong) {
  const std::string complains =
      browser("bad", "echo '<pre id=\"plot\" data-kind=\"error\">bm8gc3VjaCBjaGFydA==</pre>'");
  const Outcome outcome = plot(complains);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("r.h5: no such chart"));
}

TEST_F(Plot, SaysWhatToDoWhereTheBrowserFails) {
  EXPECT_THAT(plot("/bin/true").err, HasSubstr("gave no page; try it by hand"));
  EXPECT_EQ(plot("/bin/true").status, 1);
  EXPECT_THAT(plot("/bin/echo").err, HasSubstr("did not draw the figure"));
  EXPECT_THAT(plot("/nowhere").err, HasSubstr("apt-get install chromium"));
  const Outcome none = run("plot " + path("r.h5") + " --chart trend -o " + path("a.svg"), 0,
                           "unset CHROMIUM; PATH=/nowhere; ");
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("no Chromium found"));
}

TEST_F(Plot, EndsABrowserThatDoesNotAnswer) {
  const std::string sleeps = browser("sleeps", "sleep 60");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(loaded_document(sleeps, path("page.html"), std::chrono::seconds(1)), std::exception);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(PngResolutionTest, IsStatedAsThePngSpecificationHasIt) {
  const std::string png(8 + 25, 'x');
  const auto chunk = [&](double dpi) {
    return with_resolution(png + "rest", dpi).substr(png.size());
  };
  // The chunks of 72 and 300 dots an inch, as image programs write them.
  const std::string d72("\0\0\0\x09pHYs\0\0\x0b\x13\0\0\x0b\x13\x01\0\x9a\x9c\x18rest", 25);
  const std::string d300("\0\0\0\x09pHYs\0\0\x2e\x23\0\0\x2e\x23\x01\x78\xa5\x3f\x76rest", 25);
  EXPECT_EQ(chunk(72), d72);
  EXPECT_EQ(chunk(300), d300);
}

TEST(PngResolutionTest, Base64ReadsBack) {
  EXPECT_EQ(from_base64("PHN2Zy8+"), "<svg/>");
  EXPECT_EQ(from_base64("AAECAw=="), std::string("\0\1\2\3", 4));
  EXPECT_EQ(from_base64(""), "");
}

}  // namespace
}  // namespace terrabalance::test
