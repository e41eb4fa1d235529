#include <memory>
#include <utility>

#include "jobs/evaluate/development.hpp"
#include "jobs/evaluate/inputs.hpp"
#include "jobs/evaluate/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

void evaluate_job(Session& session, const EvaluateOptions& options) {
  if (!session.communicator.is_root()) return;
  const int threads = options.threads.value_or(default_threads());
  const EvaluateInputs inputs = read_evaluate_inputs(options);
  auto tables = evaluate_tables(session, inputs, options, threads);
  for (Table& table : development_tables(inputs))
    tables.push_back(std::move(table));
  std::vector<std::string> files{options.data};
  if (options.criteria != built_in_criteria) files.push_back(options.criteria);
  write_result(session, options.output, tables, files, threads);
}

}  // namespace

void add_evaluate(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "evaluate", "Indicator system: weights, closeness (TOPSIS), obstacles, benchmarks");
  const auto o = std::make_shared<EvaluateOptions>();
  command->add_option("DATA", o->data, "CSV: city,year,indicator,value")->required();
  command
      ->add_option("--criteria", o->criteria,
                   "CSV: indicator,subsystem,direction[,formula][,weight]; or 'default'")
      ->required();
  command->add_option("--topsis", o->topsis, "Normalisation of the matrix of TOPSIS")
      ->check(CLI::IsMember({"minmax", "vector"}))
      ->capture_default_str();
  command->add_option("--weights", o->weights, "entropy, equal, or given in the criteria file")
      ->check(CLI::IsMember({"entropy", "equal", "given"}))
      ->capture_default_str();
  command->add_flag("--by-year", o->by_year, "Every year by itself instead of all years together");
  command
      ->add_option("--draws", o->draws, "Perturbations of the weights for rank stability; 0: none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--spread", o->spread, "Largest relative change of a weight")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--seed", o->seed, "Seed of the perturbations")->capture_default_str();
  command->add_option("--threads", o->threads, "Threads [cores granted]")
      ->check(CLI::Range(1, 4096));
  command->add_option("-o,--output", o->output, "Result file")->required();
  command->footer(
      "Example: terrabalance evaluate indicators.csv --criteria criteria.csv -o evaluate.h5");
  command->callback([o, &work] { work = [o](Session& session) { evaluate_job(session, *o); }; });
}

}  // namespace terrabalance
