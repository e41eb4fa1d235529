#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "jobs/session.hpp"

namespace terrabalance {

/// The work that the command line asked for; runs on every rank.
using Work = std::function<void(Session&)>;

/// Adds a job's sub-command to the command line. Once parsed, the sub-command sets `work`.
using AddJob = void (*)(CLI::App& program, Work& work);

void add_simulate(CLI::App& program, Work& work);
void add_account(CLI::App& program, Work& work);
void add_change(CLI::App& program, Work& work);
void add_landscape(CLI::App& program, Work& work);
void add_suitability(CLI::App& program, Work& work);
void add_gwr(CLI::App& program, Work& work);
void add_pattern(CLI::App& program, Work& work);
void add_coupling(CLI::App& program, Work& work);
void add_evaluate(CLI::App& program, Work& work);
void add_detect(CLI::App& program, Work& work);
void add_zone(CLI::App& program, Work& work);
void add_uncertainty(CLI::App& program, Work& work);
void add_run(CLI::App& program, Work& work);
void add_report(CLI::App& program, Work& work);
void add_plot(CLI::App& program, Work& work);
void add_export(CLI::App& program, Work& work);
void add_table(CLI::App& program, Work& work);
void add_coefficients(CLI::App& program, Work& work);
void add_init(CLI::App& program, Work& work);
void add_estimate(CLI::App& program, Work& work);
void add_doctor(CLI::App& program, Work& work);
void add_completion(CLI::App& program, Work& work);
void add_man(CLI::App& program, Work& work);

/// Runs a job within the program as its command line would: {"account", "study.toml", "-o", ...}.
void call_job(Session& session, std::vector<std::string> arguments);

/// Parses the command line, runs the job on all ranks, prints what went wrong once.
/// \return the exit status
int run_program(int argc, char** argv);

}  // namespace terrabalance
