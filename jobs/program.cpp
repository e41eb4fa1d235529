#include "jobs/program.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "engine/runtime/interruption.hpp"
#include "engine/runtime/memory_limit.hpp"
#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "jobs/build_facts.hpp"
#include "jobs/launch.hpp"

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

/// Prints the message of a failure; a rank whose peer failed stays silent.
int report(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const PeerError& error) {
    return static_cast<int>(error.status);
  } catch (const std::bad_alloc&) {
    spdlog::error(
        "out of memory; give the run more, or take fewer --threads or a smaller --tile "
        "(docs/cluster.md)");
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
  }
  return static_cast<int>(exit_status_of(failure));
}

/// Keeps what -o names for this run, before anything is computed. Jobs whose -o is a folder, or
/// which may only look, do so themselves.
void claim_output(const Session& session, const CLI::App& program) {
  for (const CLI::App* job : program.get_subcommands()) {
    if (job->get_name() == "simulate" || job->get_name() == "run") continue;
    const CLI::Option* output = job->get_option_no_throw("--output");
    if (output != nullptr && output->count() > 0) session.claim_file(output->as<std::string>());
  }
}

/// Where the time went, once all is done.
void say_phases(Session& session, const std::string& trace) {
  if (!trace.empty()) {
    write_trace(session.communicator, *session.meter, trace);
    session.say(fmt::format("trace: {}", trace));
  }
  const auto phases = phases_of(session.communicator, *session.meter);
  if (phases) log_event(text_of(*phases), json_of(*phases));
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
  keep_freed_memory();
  spare_address_space();
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
  std::string log_format = "text";
  program.add_option("--log-format", log_format, "text, or json: an object a line on stderr")
      ->check(CLI::IsMember({"text", "json"}));
  std::string trace;
  program.add_option("--trace", trace,
                     "File for a trace of every tile, thread and rank (ui.perfetto.dev)");
  Work work;
  add_jobs(program, work);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == 0;  // --help, --version
    if (session.communicator.is_root()) program.exit(error, std::cout, std::cerr);
    return static_cast<int>(asked ? ExitStatus::done : ExitStatus::bad_input);
  }
  session.log_format = log_format == "json" ? LogFormat::json : LogFormat::text;
  start_log(session.quiet ? "warn" : log_level, session.log_format);
  session.meter = std::make_shared<Meter>(!trace.empty());
  session.communicator.measure(session.meter);
  const std::string stopped =
      "stopped by a signal before its end; nothing incomplete was given its name: start it again";
  const SignalWatch watch(session.communicator.is_root() ? last_words(stopped, session.log_format)
                                                         : "");
  try {
    refuse_wrong_launch(session.communicator);
    session.communicator.together([&] {
      if (!trace.empty() && session.communicator.is_root()) check_trace(trace);
    });
    session.communicator.together([&] { allow_drivers(drivers); });
    claim_output(session, program);
    session.communicator.together([&] { work(session); });
    say_phases(session, trace);
  } catch (...) {
    return report(std::current_exception());
  }
  return static_cast<int>(ExitStatus::done);
}

}  // namespace terrabalance
