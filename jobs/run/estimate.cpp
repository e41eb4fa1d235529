#include <iostream>
#include <memory>

#include <spdlog/fmt/fmt.h>

#include "jobs/account/account.hpp"
#include "jobs/program.hpp"
#include "jobs/run/sweeps.hpp"

namespace terrabalance {
namespace {

struct EstimateOptions {
  RasterOptions rasters;
  int ranks = 1;
};

/// The plan of a run from nothing, and its cost. On the root rank alone.
void estimate(Session& session, const EstimateOptions& options) {
  if (!session.communicator.is_root()) return;
  Session alone;
  alone.command = session.command;
  const RasterStudy study = resolve(options.rasters);
  AccountOptions account;
  account.rasters = options.rasters;
  const AccountInputs inputs = read_inputs(account, study);
  const RunPlan plan = plan_afresh(study, inputs);
  if (plan.raster_steps().empty()) {
    std::cout << "estimate of " << study.file->path() << "\n" << describe(plan, nullptr, 1, {});
    return;
  }
  const Sweeps sweeps(alone, plan, study, inputs);
  std::cout << "estimate of " << study.file->path() << "\n"
            << describe(plan, &sweeps.scene, options.ranks, sweeps.again());
}

}  // namespace

void add_estimate(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "estimate", "What a run of a study takes: cells, memory a rank, time, size of the output");
  const auto o = std::make_shared<EstimateOptions>();
  command->add_option("STUDY", o->rasters.study, "Study file (TOML)")->required();
  command->add_option("--ranks", o->ranks, "Ranks of the run")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  command
      ->add_option("--threads", o->rasters.threads,
                   "Threads a rank [cores granted / ranks of the node]")
      ->check(CLI::Range(1, 4096));
  command->add_option("--tile", o->rasters.tile, "Side of the sweep's tiles, cells [by block size]")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
  command->add_option("-o,--output", o->rasters.output, "Result file [as the study file says]");
  command->footer("Example: terrabalance estimate examples/beibu-gulf/study.toml --ranks 16");
  command->callback([o, &work] { work = [o](Session& session) { estimate(session, *o); }; });
}

}  // namespace terrabalance
