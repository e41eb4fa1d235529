#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/runtime/communicator.hpp"
#include "engine/value/table.hpp"

/// \file
/// Where a run's time, memory and bytes went, over its ranks.
namespace terrabalance {

struct PhaseReport {
  struct Row {
    std::string measure;
    std::string unit;
    double min;
    double mean;
    double max;
  };
  int ranks = 1;
  /// Seconds of all threads of a rank in each phase; then what else was measured of each rank.
  std::vector<Row> rows;

  const Row& row(const std::string& measure) const;
  /// How many times the mean of all ranks the slowest took for its tiles; 1: equal.
  double imbalance() const;
};

/// Collective. \return the report on the root rank, nothing on others or if nothing was swept
std::optional<PhaseReport> phases_of(const Communicator& ranks, const Meter& meter);

/// As lines for people.
std::string text_of(const PhaseReport& report);
nlohmann::ordered_json json_of(const PhaseReport& report);
/// Table provenance/phases.
Table table_of(const PhaseReport& report);

/// Whether a trace can be written there. \throws InputError if not
void check_trace(const std::string& path);

/// Writes what all ranks' meters kept as a Chrome trace (chrome://tracing, ui.perfetto.dev); the
/// file takes its name when it is complete. Collective.
void write_trace(const Communicator& ranks, const Meter& meter, const std::string& path);

}  // namespace terrabalance
