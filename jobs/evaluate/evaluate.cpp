#include "jobs/evaluate/evaluate.hpp"

#include <memory>
#include <utility>

#include "jobs/evaluate/development.hpp"
#include "jobs/evaluate/inputs.hpp"
#include "jobs/evaluate/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/study/section.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

std::vector<Table> tables_of(Session& session, const CityItems& items,
                             const EvaluateOptions& options, int threads) {
  const EvaluateInputs inputs = evaluate_inputs(session, options, items);
  auto tables = evaluate_tables(session, inputs, options, threads);
  for (Table& table : development_tables(inputs))
    tables.push_back(std::move(table));
  return tables;
}

void evaluate_job(Session& session, const EvaluateOptions& options) {
  if (!session.communicator.is_root()) return;
  const int threads = options.threads.value_or(default_threads());
  const auto tables = tables_of(session, read_city_items(options.data), options, threads);
  std::vector<std::string> files{options.data};
  if (options.criteria != built_in_criteria) files.push_back(options.criteria);
  write_result(session, options.output, tables, files, threads);
}

}  // namespace

EvaluateOptions evaluate_options(const StudyFile& file, const CLI::App* command) {
  EvaluateOptions options;
  const SectionReader section(file, "evaluate", command);
  section.path("criteria", options.criteria, {built_in_criteria});
  section.choice("topsis", options.topsis, {"minmax", "vector"});
  section.choice("weights", options.weights, {"entropy", "equal", "given"});
  section.flag("by_year", options.by_year);
  section.integer("draws", options.draws, 0);
  section.number("spread", options.spread, 0, 1);
  section.integer("seed", options.seed, 0);
  return options;
}

std::vector<Table> evaluate_step(Session& session, const CityStudy& study,
                                 const CLI::App* command) {
  return tables_of(session, study.items, evaluate_options(study.file, command), study.threads);
}

void add_evaluate(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "evaluate", "Indicator system: weights, closeness (TOPSIS), obstacles, benchmarks");
  const auto o = std::make_shared<EvaluateOptions>();
  command->add_option("DATA", o->data, "CSV: city,year,indicator,value; or a study file")
      ->required();
  command
      ->add_option("--criteria", o->criteria,
                   "CSV: indicator,subsystem,direction[,formula][,weight]; or 'default'")
      ->capture_default_str();
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
  command->callback([o, command, &work] {
    work = [o, command](Session& session) {
      if (is_study(o->data)) {
        run_city_step(session, evaluate_step, o->data, o->output, o->threads, command);
      } else {
        evaluate_job(session, *o);
      }
    };
  });
}

}  // namespace terrabalance
