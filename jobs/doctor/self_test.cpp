#include "jobs/doctor/self_test.hpp"

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <variant>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include "io/result/result_reader.hpp"
#include "jobs/program.hpp"

namespace terrabalance::doctor {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with everything in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "terrabalance-doctor-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error(name + ": cannot be made");
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string operator/(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

/// Notes on the study are of no interest here.
class Hush {
 public:
  Hush() : before_(spdlog::default_logger()->level()) { spdlog::set_level(spdlog::level::err); }
  ~Hush() { spdlog::set_level(before_); }
  Hush(const Hush&) = delete;
  Hush& operator=(const Hush&) = delete;

 private:
  spdlog::level::level_enum before_;
};

constexpr const char* sections =
    "\n[change]\n[landscape]\n[coupling]\n[evaluate]\n"
    "[pattern]\nvariable = [\"net\"]\nweights = \"knn:3\"\npermutations = 99\n"
    "[detect]\nresponse = \"net_per_km2\"\nfactors = [\"gdp / population\"]\n"
    "discretize = [\"quantile:3\"]\n[zone]\n";

void compute(const ScratchFolder& folder) {
  Session session;
  session.quiet = true;
  session.command = "terrabalance doctor";
  call_job(session, {"simulate", "--size", "240x180", "--years", "2000,2010", "--zones", "9", "-o",
                     folder / "study"});
  std::ofstream(folder / "study/study.toml", std::ios::app) << sections;
  call_job(session, {"run", folder / "study/study.toml", "-o", folder / "result.h5"});
}

std::string cell(const Column& column, std::size_t row) {
  return std::visit(
      [row](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values[row])>, std::string>) {
          return values[row];
        } else {
          return fmt::format("{}", values[row]);
        }
      },
      column.values);
}

std::optional<double> value_in(const Table& table, const Expected& expected) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    bool here = true;
    std::optional<double> value;
    for (const Column& column : table.columns) {
      for (const auto& [name, text] : expected.where)
        here = here && (column.name != name || cell(column, row) == text);
      if (column.name == expected.column) value = std::strtod(cell(column, row).c_str(), nullptr);
    }
    if (here) return value;
  }
  return std::nullopt;
}

/// What is wrong with a result; empty if nothing is.
std::string differences(const std::string& result) {
  constexpr double tolerance = 1e-9;  // libraries of mathematics differ in the last places
  for (const Expected& expected : expected_values()) {
    const auto value = value_in(read_table(result, expected.table), expected);
    if (value && std::abs(*value - expected.value) <= tolerance * std::abs(expected.value))
      continue;
    return fmt::format("{} {}: {} instead of {}", expected.table, expected.column,
                       value ? fmt::format("{:.17g}", *value) : "nothing", expected.value);
  }
  return {};
}

}  // namespace

Finding self_test(const Session& session) {
  if (session.communicator.size() > 1)
    return {Level::good, "self-test", "not under several ranks; run it without mpirun"};
  const auto start = std::chrono::steady_clock::now();
  std::string trouble;
  try {
    const Hush hush;
    const ScratchFolder folder;
    compute(folder);
    trouble = differences(folder / "result.h5");
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (trouble.empty()) {
    return {Level::good, "self-test",
            fmt::format("a simulated study from rasters to zones: {} values as expected ({:.1f} s)",
                        expected_values().size(), seconds)};
  }
  return {Level::trouble, "self-test", trouble,
          "do not use results of this build; run scripts/test.sh and report what it says"};
}

}  // namespace terrabalance::doctor
