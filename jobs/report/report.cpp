#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/program.hpp"
#include "jobs/report/document.hpp"
#include "jobs/report/page.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  std::string result;
  std::string output;
  std::string language = "en";
};

/// The page takes its name once it is complete.
void write_page(const std::string& page, const std::string& path) {
  const fs::path partial = path + ".partial";
  std::ofstream out(partial, std::ios::binary);
  out << page;
  out.close();
  std::error_code error;
  if (out) fs::rename(partial, path, error);
  if (!out || error) {
    fs::remove(partial, error);
    throw InputError(
        fmt::format("{}: cannot be written; check the folder and the space left", path));
  }
}

void report(const Session& session, const ReportOptions& options) {
  if (!session.communicator.is_root()) return;
  const std::string output = options.output.empty()
                                 ? fs::path(options.result).replace_extension(".html").string()
                                 : options.output;
  const std::string page = report_page(report_document(options.result), options.language);
  write_page(page, output);
  session.say(fmt::format("report: {} ({:.1f} MB; open it in a browser)", output,
                          static_cast<double>(page.size()) / 1e6));
}

}  // namespace

void add_report(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "report", "One HTML page of a result: maps, charts, tables, methods, provenance");
  const auto o = std::make_shared<ReportOptions>();
  command->add_option("RESULT", o->result, "Result file")->required();
  command->add_option("-o,--output", o->output, "The page [RESULT with the ending .html]");
  command->add_option("--language", o->language, "Language in which the page opens: en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->footer("Example: terrabalance report results.h5 -o report.html --language zh");
  command->callback([o, &work] { work = [o](Session& session) { report(session, *o); }; });
}

}  // namespace terrabalance
