#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/find_program.hpp"
#include "io/page/browser.hpp"
#include "io/page/packing.hpp"
#include "jobs/program.hpp"
#include "jobs/report/document.hpp"
#include "jobs/report/page.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

struct PlotOptions {
  std::string result;
  std::string chart;
  std::optional<int> year;
  std::vector<std::string> choices;  ///< NAME=VALUE
  std::string zone;
  std::string language = "en";
  int width = 720;
  double dpi = 300;
  bool no_title = false;
  std::string browser;
  std::string output;
};

std::string format_of(const PlotOptions& options) {
  const std::string extension = fs::path(options.output).extension().string();
  if (extension == ".png" || extension == ".svg") return extension.substr(1);
  throw InputError(fmt::format("-o {}: name a file that ends in .png or .svg", options.output));
}

std::string request_of(const PlotOptions& options) {
  nlohmann::json request{{"chart", options.chart},
                         {"year", nullptr},
                         {"choices", nlohmann::json::object()},
                         {"width", options.width},
                         {"dpi", options.dpi},
                         {"title", !options.no_title},
                         {"format", options.chart.empty() ? "" : format_of(options)}};
  if (options.year) request["year"] = *options.year;
  for (const auto& choice : options.choices) {
    const auto equals = choice.find('=');
    if (equals == std::string::npos)
      throw InputError(fmt::format("--choose {}: is not of the form NAME=VALUE", choice));
    request["choices"][choice.substr(0, equals)] = choice.substr(equals + 1);
  }
  if (!options.zone.empty()) request["choices"]["zone"] = options.zone;
  return request.dump();
}

/// A folder for the page and the browser's profile; it goes with both.
class PageFolder {
 public:
  PageFolder() {
    std::string name = (fs::temp_directory_path() / "terrabalance-plot-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw RunError(name + ": cannot be made; set TMPDIR to a folder that you may write to");
    path_ = name;
  }
  ~PageFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  PageFolder(const PageFolder&) = delete;
  PageFolder& operator=(const PageFolder&) = delete;
  std::string page() const { return (path_ / "page.html").string(); }

 private:
  fs::path path_;
};

struct Answer {
  std::string kind;  ///< picture, list, error
  std::string text;
};

/// What the page left in its element `plot`.
Answer answer_in(const std::string& document) {
  constexpr std::string_view mark = "<pre id=\"plot\" data-kind=\"";
  const auto begin = document.rfind(mark);
  if (begin == std::string::npos)
    throw RunError(
        "the browser did not draw the figure; it needs Chromium or Chrome of 2023 or later");
  const auto kind = begin + mark.size();
  const auto kind_end = document.find('"', kind);
  const auto text = document.find('>', kind_end) + 1;
  const auto end = document.find('<', text);
  return {document.substr(kind, kind_end - kind), from_base64(document.substr(text, end - text))};
}

std::string browser_of(const PlotOptions& options) {
  const std::string browser = options.browser.empty() ? find_chromium() : options.browser;
  if (!browser.empty() && fs::exists(browser)) return browser;
  throw InputError(fmt::format(
      "{}; plot draws with Chromium: apt-get install chromium, or name one with --browser FILE",
      browser.empty() ? "no Chromium found" : browser + ": no such program"));
}

Answer draw(const PlotOptions& options) {
  const std::string browser = browser_of(options);
  const std::string page =
      plot_page(report_document(options.result), options.language, request_of(options));
  const PageFolder folder;
  std::ofstream(folder.page(), std::ios::binary) << page;
  Answer answer = answer_in(loaded_document(browser, folder.page()));
  if (answer.kind == "error") throw InputError(fmt::format("{}: {}", options.result, answer.text));
  return answer;
}

/// The figure takes its name once it is complete.
void write_figure(const PlotOptions& options, const std::string& picture) {
  const fs::path partial = options.output + ".partial";
  std::ofstream file(partial, std::ios::binary);
  file << (format_of(options) == "png" ? with_resolution(picture, options.dpi) : picture);
  file.close();
  std::error_code error;
  if (file) fs::rename(partial, options.output, error);
  if (file && !error) return;
  fs::remove(partial, error);
  throw InputError(
      fmt::format("{}: cannot be written; check the folder and the space left", options.output));
}

/// Names, titles and choices of the charts of a result, as the page lists them.
void print_list(const std::string& list) {
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string name, title, choices, lacks;
    std::getline(cells, name, '\t');
    std::getline(cells, title, '\t');
    std::getline(cells, choices, '\t');
    std::getline(cells, lacks, '\t');
    std::cout << fmt::format("{:<20} {}", name, title);
    if (!choices.empty()) std::cout << "  [--choose " << choices << "]";
    if (!lacks.empty()) std::cout << "  (not here: " << lacks << ")";
    std::cout << '\n';
  }
}

void plot(const Session& session, const PlotOptions& options) {
  if (!session.communicator.is_root()) return;
  if (options.chart.empty()) {
    print_list(draw(options).text);
    return;
  }
  if (options.output.empty()) throw InputError("no file for the figure; add -o figure.svg");
  write_figure(options, draw(options).text);
  session.say(fmt::format("figure: {}", options.output));
}

}  // namespace

void add_plot(CLI::App& program, Work& work) {
  auto* command =
      program.add_subcommand("plot", "One map or chart of a result as PNG or SVG, for papers");
  const auto o = std::make_shared<PlotOptions>();
  command->add_option("RESULT", o->result, "Result file")->required();
  command->add_option("--chart", o->chart, "Chart to draw; without it, the charts are listed");
  command->add_option("--year", o->year, "Year to show [the last]");
  command->add_option("--zone", o->zone,
                      "Zone of charts that show one; the same as --choose zone=ID");
  command
      ->add_option("--choose", o->choices,
                   "What a chart with choices shows, NAME=VALUE; repeat [as in the report]")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--language", o->language, "Language of the figure: en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->add_option("--width", o->width, "Width in points of 1/96 inch")
      ->check(CLI::Range(200, 4000))
      ->capture_default_str();
  command->add_option("--dpi", o->dpi, "Resolution of a PNG, dots an inch")
      ->check(CLI::Range(48.0, 1200.0))
      ->capture_default_str();
  command->add_flag("--no-title", o->no_title, "Leave out the title: the caption will say it");
  command->add_option("--browser", o->browser,
                      "Program file of Chromium or Chrome [found in PATH]");
  command->add_option("-o,--output", o->output, "The figure: FILE.png or FILE.svg");
  command->footer(
      "Example: terrabalance plot results.h5 --chart balance-bars --year 2020 -o balance.svg");
  command->callback([o, &work] { work = [o](Session& session) { plot(session, *o); }; });
}

}  // namespace terrabalance
