#include "jobs/program.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "jobs/build_facts.hpp"

namespace terrabalance {
namespace {

/// The jobs, in the order of a study.
constexpr auto jobs = std::to_array<AddJob>({
    add_simulate, add_account,  add_change,   add_landscape,  add_suitability, add_gwr,
    add_pattern,  add_coupling, add_evaluate, add_detect,     add_zone,        add_uncertainty,
    add_run,      add_report,   add_plot,     add_export,     add_table,       add_coefficients,
    add_init,     add_estimate, add_doctor,   add_completion, add_man,
});

std::string command_line(int argc, char** argv) {
  std::string line = "terrabalance";
  for (int i = 1; i < argc; ++i)
    line.append(" ").append(argv[i]);
  return line;
}

void start_log(const std::string& level) {
  const char* plain = std::getenv("NO_COLOR");  // https://no-color.org: set and not empty
  const bool no_colour = plain != nullptr && *plain != '\0';
  auto log = spdlog::stderr_color_mt(
      "terrabalance", no_colour ? spdlog::color_mode::never : spdlog::color_mode::automatic);
  log->set_pattern("%^%l%$: %v");
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(log));
}

/// Prints the message of a failure; a rank whose peer failed stays silent.
int report(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const PeerError& error) {
    return static_cast<int>(error.status);
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
  }
  return static_cast<int>(exit_status_of(failure));
}

/// srun without PMIx starts as many programs that know nothing of each other, and each would do the
/// whole work.
void refuse_lonely_ranks(const Communicator& ranks) {
  const char* tasks = std::getenv("SLURM_STEP_NUM_TASKS");
  if (tasks == nullptr || std::strtol(tasks, nullptr, 10) <= 1 || ranks.size() > 1) return;
  throw InputError(std::string("srun started ") + tasks +
                   " programs that are not connected, each would do the whole work; start them "
                   "with: srun --mpi=pmix terrabalance ...");
}

void add_jobs(CLI::App& program, Work& work) {
  for (const AddJob add : jobs)
    add(program, work);
}

}  // namespace

void call_job(Session& session, std::vector<std::string> arguments) {
  CLI::App program("", "terrabalance");
  Work work;
  add_jobs(program, work);
  std::ranges::reverse(arguments);  // as CLI11 wants them
  program.parse(std::move(arguments));
  work(session);
}

int run_program(int argc, char** argv) {
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file that may not grow is an error to report, as a full disk is
  Session session;
  session.command = command_line(argc, argv);
  if (launched_under_mpi()) session.communicator = Communicator::world();

  CLI::App program("Carbon balance of land, city by city and year by year.", "terrabalance");
  program.set_version_flag("--version", version_text);
  program.require_subcommand(1);
  std::string log_level = "info";
  program.add_flag("-q,--quiet", session.quiet, "No progress and no notes, only warnings");
  program.add_option("--log-level", log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  std::vector<std::string> drivers;
  program
      .add_option("--allow-driver", drivers,
                  "Further formats to read, by GDAL's short driver names")
      ->delimiter(',');
  program.fallthrough();
  program.footer(
      "Examples: terrabalance run examples/beibu-gulf/study.toml\n"
      "          terrabalance report results.h5\n"
      "          terrabalance JOB --help");
  Work work;
  add_jobs(program, work);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == 0;  // --help, --version
    if (session.communicator.is_root()) program.exit(error, std::cout, std::cerr);
    return static_cast<int>(asked ? ExitStatus::done : ExitStatus::bad_input);
  }
  start_log(session.quiet ? "warn" : log_level);
  try {
    refuse_lonely_ranks(session.communicator);
    session.communicator.together([&] { allow_drivers(drivers); });
    session.communicator.together([&] { work(session); });
  } catch (...) {
    return report(std::current_exception());
  }
  return static_cast<int>(ExitStatus::done);
}

}  // namespace terrabalance
