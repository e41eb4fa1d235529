#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "io/result/result_writer.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/raster/checkpoint.hpp"
#include "jobs/run/plan.hpp"
#include "jobs/run/sweeps.hpp"
#include "jobs/study/city_items.hpp"

namespace terrabalance {
namespace {

struct RunOptions {
  RasterOptions rasters;
  bool force = false;
  bool dry_run = false;
};

/// A run on its way: what it has made so far.
struct Progress {
  std::vector<Table> tables;
  std::map<std::string, std::string> done;  ///< fingerprints of finished steps
  std::optional<Overview> overview;
};

/// Writes what there is under a name. On the root rank.
void write_tables(const Session& session, const std::string& path, const RunPlan& plan,
                  const Progress& made, const RasterStudy& study, const AccountInputs& inputs) {
  ResultWriter result(path);
  for (const Table& table : made.tables)
    result.write(table);
  for (const Cube& cube : account_cubes(made.tables))
    result.write(cube);
  if (made.overview) result.write(*made.overview);
  result.write(steps_table(plan.steps, made.done));
  std::vector<std::string> paths = inputs.paths;
  for (const StudyStep& step : plan.steps) {
    for (const auto& file : files_of(step, study)) {
      if (std::ranges::find(paths, file) == paths.end()) paths.push_back(file);
    }
  }
  result.write(session.provenance(study.threads, std::move(paths)));
  result.commit();
}

/// Computes or takes over step by step; what a step made stands in `made` once it is finished.
void work(Session& session, const RunPlan& plan, const RasterStudy& study,
          const RunOptions& options, const AccountInputs& inputs, const History& history,
          const Sweeps* sweeps, Progress& made) {
  const Communicator& ranks = session.communicator;
  std::vector<Table> swept;
  if (sweeps != nullptr) {
    Swept all = run_steps(session, sweeps->scene, sweeps->steps);
    swept = std::move(all.tables);
    made.overview = std::move(all.overview);
  } else if (ranks.is_root()) {
    made.overview = history.overview();
  }
  const auto finish = [&](const StudyStep& step, std::vector<Table> tables) {
    for (Table& table : tables)
      made.tables.push_back(std::move(table));
    if (ranks.is_root()) made.done[step.name] = plan.fingerprints.at(step.name);
  };
  const auto of_sweeps = [&](const StudyStep& step) {
    std::vector<Table> tables;
    for (const Table& table : swept) {
      if (table.name.starts_with(step.name + "/")) tables.push_back(table);
    }
    return tables;
  };
  // Steps whose tables are there come first, so that a failure keeps them too.
  for (std::size_t k = 0; k < plan.steps.size(); ++k) {
    const StudyStep& step = plan.steps[k];
    ranks.together([&] {
      if (!ranks.is_root()) return;
      if (plan.due[k] == 0) {
        finish(step, history.tables(step.name, plan.fingerprints.at(step.name)));
      } else if (step.raster != nullptr) {
        finish(step, of_sweeps(step));
      }
    });
  }
  for (std::size_t k = 0; k < plan.steps.size(); ++k) {
    const StudyStep& step = plan.steps[k];
    if (plan.due[k] != 0 && step.alone != nullptr) {
      finish(step, step.alone(session, options.rasters));
    }
    if (plan.due[k] == 0 || step.city == nullptr) continue;
    ranks.together([&] {
      if (!ranks.is_root()) return;
      const CityStudy cities{*study.file, made.tables, study_items(made.tables, inputs),
                             inputs,      study.zones, study.threads};
      finish(step, step.city(session, cities, nullptr));
    });
  }
}

/// Puts the tables in the order of the steps.
void sort_tables(const RunPlan& plan, std::vector<Table>& tables) {
  std::vector<Table> sorted;
  for (const StudyStep& step : plan.steps) {
    for (Table& table : tables) {
      if (table.name.starts_with(step.name + "/")) sorted.push_back(std::move(table));
    }
  }
  tables = std::move(sorted);
}

void compute(Session& session, const RunPlan& plan, const RasterStudy& study,
             const RunOptions& options, const AccountInputs& inputs, const History& history,
             const Sweeps* sweeps) {
  const Communicator& ranks = session.communicator;
  Progress made;
  try {
    work(session, plan, study, options, inputs, history, sweeps, made);
  } catch (...) {
    const std::string kept = unfinished_path(study.output);
    if (ranks.is_root() && !made.done.empty()) {
      write_tables(session, kept, plan, made, study, inputs);
      session.say(fmt::format("{}: keeps the finished steps for the next run", kept));
    }
    throw;
  }
  session.take_phases();
  ranks.together([&] {
    if (!ranks.is_root()) return;
    const Span span(session.meter.get(), Phase::write);
    sort_tables(plan, made.tables);
    write_tables(session, study.output, plan, made, study, inputs);
    std::error_code ignored;
    std::filesystem::remove(unfinished_path(study.output), ignored);
    remove_checkpoint(study);
    session.say(fmt::format("result: {}", study.output));
  });
}

void run_study(Session& session, const RunOptions& options) {
  const Communicator& ranks = session.communicator;
  const RasterStudy study = resolve(options.rasters);
  AccountOptions account;
  account.rasters = options.rasters;
  const AccountInputs inputs = read_inputs(account, study);
  session.study_text = study.file->text();
  if (!options.dry_run) session.claim_file(study.output);
  const History history =
      ranks.together([&] { return ranks.is_root() ? History::open(study.output) : History{}; });
  const RunPlan plan = plan_run(ranks, study, inputs, history, options.force);
  if (plan.complete != 0 && !plan.any_due() && !options.dry_run) {
    session.say(fmt::format("{}: up to date; --force computes it again", study.output));
    return;
  }
  const bool keeps = std::ranges::find(plan.due, 0) != plan.due.end();
  if (keeps && !options.dry_run) {  // what was said of the tables that are kept
    for (const auto& note : ranks.is_root() ? history.notes() : std::vector<std::string>{})
      session.notes.push_back(note);
  }
  std::optional<Sweeps> sweeps;
  if (!plan.raster_steps().empty()) sweeps.emplace(session, plan, study, inputs);
  const std::string words = describe(plan, sweeps ? &sweeps->scene : nullptr, ranks.size(),
                                     sweeps ? sweeps->again() : std::vector<std::string>{});
  if (options.dry_run) {
    if (ranks.is_root()) std::cout << "plan of " << study.file->path() << "\n" << words;
    return;
  }
  session.say("plan\n" + words.substr(0, words.size() - 1));
  compute(session, plan, study, options, inputs, history, sweeps ? &*sweeps : nullptr);
}

}  // namespace

void add_run(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "run", "The whole study: all jobs that its file asks for, in as few sweeps as possible");
  const auto o = std::make_shared<RunOptions>();
  command->add_option("STUDY", o->rasters.study, "Study file (TOML)")->required();
  command->add_flag("--force", o->force, "Compute also what is up to date");
  command->add_flag("--dry-run", o->dry_run, "Print the plan and what it costs; compute nothing");
  command
      ->add_option("--threads", o->rasters.threads,
                   "Threads a rank [cores granted / ranks of the node]")
      ->check(CLI::Range(1, 4096));
  command->add_option("--tile", o->rasters.tile, "Side of the sweep's tiles, cells [by block size]")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
  command
      ->add_option("--checkpoint-interval", o->rasters.checkpoint_interval,
                   "Seconds after which each rank keeps what it has swept, in OUTPUT.checkpoint")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  command->add_flag("--resume", o->rasters.resume, "Go on from OUTPUT.checkpoint");
  command->add_option("-o,--output", o->rasters.output, "Result file [as the study file says]");
  command->footer("Example: terrabalance run examples/beibu-gulf/study.toml");
  command->callback([o, &work] { work = [o](Session& session) { run_study(session, *o); }; });
}

}  // namespace terrabalance
