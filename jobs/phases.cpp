#include "jobs/phases.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>

#include "engine/runtime/meter.hpp"
#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

using Json = nlohmann::ordered_json;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What the kernel counted of this process, such as "rchar"; NaN where it does not count.
double io_counter(const std::string& name) {
  std::ifstream file("/proc/self/io");
  double value = 0;
  for (std::string key; file >> key >> value;) {
    if (key == name + ":") return value;
  }
  return nan;
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

struct Measure {
  std::string name;
  std::string unit;
  double value;
};

std::vector<Measure> measures_of(const Meter& meter) {
  std::vector<Measure> all;
  for (std::size_t i = 0; i < phase_names.size(); ++i)
    all.push_back({phase_names.at(i), "s", seconds(meter.time(static_cast<Phase>(i)))});
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  all.push_back({"sweeps", "s", seconds(meter.sweeps())});
  all.push_back({"all", "s", seconds(Meter::Clock::now() - meter.zero())});
  all.push_back({"memory", "byte", 1024.0 * static_cast<double>(usage.ru_maxrss)});
  all.push_back({"file_bytes_read", "byte", io_counter("rchar")});
  all.push_back({"file_bytes_written", "byte", io_counter("wchar")});
  all.push_back({"mpi_bytes_sent", "byte", static_cast<double>(meter.sent())});
  return all;
}

std::string megabytes(double bytes) {
  return fmt::format("{:.4g} MB", bytes / 1e6);
}

std::string unfinished_trace(const std::string& path) {
  return path + ".partial";
}

}  // namespace

const PhaseReport::Row& PhaseReport::row(const std::string& measure) const {
  return *std::ranges::find(rows, measure, &Row::measure);
}

double PhaseReport::imbalance() const {
  const Row& sweeps = row("sweeps");
  return sweeps.mean > 0 ? sweeps.max / sweeps.mean : 1;
}

std::optional<PhaseReport> phases_of(const Communicator& ranks, const Meter& meter) {
  if (ranks.max(meter.sweeps().count()) == 0) return std::nullopt;
  const auto own = measures_of(meter);
  std::vector<double> values;
  for (const Measure& measure : own)
    values.push_back(measure.value);
  if (!ranks.is_root()) {
    ranks.send(0, to_bytes(values));
    return std::nullopt;
  }
  std::vector<std::vector<double>> all{values};
  for (int rank = 1; rank < ranks.size(); ++rank)
    all.push_back(from_bytes<std::vector<double>>(ranks.receive(rank)));
  PhaseReport report{ranks.size(), {}};
  for (std::size_t i = 0; i < own.size(); ++i) {
    PhaseReport::Row row{own[i].name, own[i].unit, all[0][i], 0, all[0][i]};
    for (const auto& of_rank : all) {
      row.min = std::min(row.min, of_rank[i]);
      row.max = std::max(row.max, of_rank[i]);
      row.mean += of_rank[i] / ranks.size();
    }
    report.rows.push_back(row);
  }
  return report;
}

std::string text_of(const PhaseReport& report) {
  std::string text =
      fmt::format("{:<32} {:>9} {:>9} {:>9}\n", "thread-seconds of a rank", "min", "mean", "max");
  for (const char* phase : phase_names) {
    const PhaseReport::Row& row = report.row(phase);
    text += fmt::format("  {:<30} {:>9.3f} {:>9.3f} {:>9.3f}\n", phase, row.min, row.mean, row.max);
  }
  const auto total = [&](const char* measure) {
    return megabytes(report.row(measure).mean * report.ranks);
  };
  const PhaseReport::Row& memory = report.row("memory");
  text += fmt::format(
      "{:.2f} s in all; memory of a rank {} at most, {} on average; {} read, {} "
      "written, {} sent between ranks",
      report.row("all").max, megabytes(memory.max), megabytes(memory.mean),
      total("file_bytes_read"), total("file_bytes_written"), total("mpi_bytes_sent"));
  if (report.ranks > 1) {
    text += fmt::format("; the slowest of {} ranks took {:.2f} times the mean for its tiles",
                        report.ranks, report.imbalance());
  }
  return text;
}

nlohmann::ordered_json json_of(const PhaseReport& report) {
  Json rows = Json::object();
  for (const PhaseReport::Row& row : report.rows) {
    rows[row.measure] = {
        {"unit", row.unit}, {"min", row.min}, {"mean", row.mean}, {"max", row.max}};
  }
  return {{"event", "phases"},
          {"ranks", report.ranks},
          {"imbalance", report.imbalance()},
          {"measures", std::move(rows)}};
}

Table table_of(const PhaseReport& report) {
  std::vector<std::string> names, units;
  std::vector<double> min, mean, max;
  for (const PhaseReport::Row& row : report.rows) {
    names.push_back(row.measure);
    units.push_back(row.unit);
    min.push_back(row.min);
    mean.push_back(row.mean);
    max.push_back(row.max);
  }
  return {"provenance/phases",
          "Where time, memory and bytes of the run went, until this was written",
          {{"measure", "", "phase, or what else was measured of each rank", std::move(names)},
           {"unit", "", "s: of all threads of a rank", std::move(units)},
           {"min", "", "over the ranks", std::move(min)},
           {"mean", "", "over the ranks", std::move(mean)},
           {"max", "", "over the ranks", std::move(max)}}};
}

void check_trace(const std::string& path) {
  const bool writable = std::ofstream(unfinished_trace(path), std::ios::app).good();
  std::error_code ignored;
  std::filesystem::remove(unfinished_trace(path), ignored);
  if (!writable) {
    throw InputError(path + ": the trace cannot be written there; choose another place");
  }
}

void write_trace(const Communicator& ranks, const Meter& meter, const std::string& path) {
  const auto age = Meter::Clock::now() - meter.zero();
  const std::int64_t zero = (std::chrono::system_clock::now() - age).time_since_epoch().count();
  std::int64_t zero_of_root = zero;
  ranks.broadcast(zero_of_root);
  const std::string own = meter.trace_json(ranks.rank(), zero - zero_of_root);
  if (!ranks.is_root()) return ranks.send(0, to_bytes(own));
  std::ofstream file(unfinished_trace(path), std::ios::trunc);
  file << "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" << own;
  for (int rank = 1; rank < ranks.size(); ++rank)
    file << ",\n" << from_bytes<std::string>(ranks.receive(rank));
  file << "\n]}\n";
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(unfinished_trace(path), path, error);
  if (!file || error) {
    throw RunError(path + ": writing the trace failed; check the space left on the disk with df");
  }
}

}  // namespace terrabalance
