#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "jobs/study/study_file.hpp"

namespace terrabalance {

/// The options of the chain of draws, as typed or from a study file.
struct ChainOptions {
  bool asked = false;
  std::size_t draws = 10000;
  std::string normalisation = "max";
  std::string orientation = "inverse";
  std::string indicators;  ///< CSV of `evaluate`, with source, sink or net among its items
  std::string criteria;
  std::string rules;
  std::string axes;      ///< "x,y,z"
  std::string polygons;  ///< vector file for hot spots
  std::string id;
  std::string weights = "queen";
  std::string factors_data;
  std::string factors;  ///< "a,b"
  std::string discretize = "quantile:3";
  std::string response = "net";
};

/// The options of `uncertainty` as typed; what is empty is taken from the study file.
struct UncertaintyOptions {
  std::string study;
  std::string areas;
  std::string ranges;
  std::string range_set;
  std::string activities;
  std::string statistics;
  std::vector<std::string> matrices;  ///< FILE[@YEAR|@REGION]
  std::string regions;
  std::string classification;
  std::string area_draws;  ///< dirichlet (also empty) or mvn
  std::optional<std::uint64_t> seed;
  std::string draws;
  ChainOptions chain;
  std::optional<int> threads;
  std::string output;
  std::vector<std::string> study_paths;  ///< files that a study file names, once read

  void add_to(CLI::App& command);

  /// Fills in what [uncertainty] of the study file says and the command line does not.
  void take(const StudyFile& file);
};

/// "a,b,c" at its commas.
std::vector<std::string> split_list(const std::string& text);

}  // namespace terrabalance
