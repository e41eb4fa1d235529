#include "jobs/detect/detect.hpp"

#include <memory>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/detect/raster.hpp"
#include "jobs/detect/stratify.hpp"
#include "jobs/detect/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/study/section.hpp"
#include "jobs/table_job.hpp"
#include "kernels/detector/detector.hpp"

namespace terrabalance {
namespace {

using namespace detector;

std::vector<Table> tables_of(Session& session, const std::vector<double>& y,
                             const std::vector<FactorColumn>& columns, const DetectOptions& options,
                             int threads) {
  const auto stratified = stratify(session, columns, options, y);
  DetectorGroups groups;
  factor(y, stratified.front().strata, stratified.front().name);  // its checks of y
  groups.total = groups_of(y, Strata{std::vector<std::int32_t>(y.size(), 0), {"all"}}).front();
  for (std::size_t i = 0; i < stratified.size(); ++i) {
    const StratifiedFactor& f = stratified[i];
    factor(y, f.strata, f.name);  // its checks
    groups.factors.push_back({f.name, f.method, f.strata.names, groups_of(y, f.strata)});
    for (std::size_t j = i + 1; j < stratified.size(); ++j) {
      groups.pairs.push_back({i, j, groups_of(y, intersect(f.strata, stratified[j].strata))});
    }
  }
  auto tables = detector_tables(session, groups);
  if (options.permutations > 0) {
    std::vector<double> permuted;
    for (const StratifiedFactor& f : stratified)
      permuted.push_back(permutation_p(y, f.strata, options.permutations, options.seed, threads));
    tables.front().columns.push_back(reals("p_perm", "1", "of q, by permutation", permuted));
  }
  return tables;
}

void detect_job(Session& session, const DetectOptions& options) {
  if (!session.communicator.is_root()) return;
  const int threads = options.threads.value_or(default_threads());
  const CsvTable table = CsvTable::read(options.data);
  const auto y = numbers(table, options.response);
  const auto tables = tables_of(session, y, read_factors(table, options), options, threads);
  write_result(session, options.output, tables, {options.data}, threads);
}

/// Every year by itself, in tables with a column `year`.
std::vector<Table> tables_by_year(Session& session, const CityStudy& study,
                                  const std::vector<double>& y, const StudyDetection& detection) {
  std::vector<Table> tables;
  for (const std::int64_t year : study.items.years()) {
    auto part =
        tables_of(session, study.items.in_year(y, year),
                  factors_in_year(detection, study.items, year), detection.options, study.threads);
    tables.resize(part.size());
    for (std::size_t t = 0; t < part.size(); ++t)
      append(tables[t], with_year(std::move(part[t]), year));
  }
  return tables;
}

}  // namespace

std::vector<FactorColumn> factors_in_year(const StudyDetection& detection, const CityItems& items,
                                          std::int64_t year) {
  std::vector<FactorColumn> here = detection.factors;
  for (FactorColumn& factor : here)
    factor.values = items.in_year(factor.values, year);
  return here;
}

StudyDetection study_detection(const CityStudy& study, const CLI::App* command) {
  StudyDetection detection;
  DetectOptions& options = detection.options;
  const SectionReader section(study.file, "detect", command);
  section.text("response", options.response);
  section.texts("factors", options.factors);
  section.texts("discretize", options.discretize);
  section.integer("permutations", options.permutations, 0);
  section.integer("seed", options.seed, 0);
  section.flag("pooled", detection.pooled);
  if (options.response.empty() || options.factors.empty()) {
    throw InputError(
        fmt::format("{}: [detect] needs response = \"...\" and factors = [...]: items of the "
                    "study, or formulas over them",
                    study.file.path()));
  }
  for (const auto& name : options.factors) {
    detection.factors.push_back(
        {name, FactorValues::real, {}, study.items.compute(name, "[detect] factors")});
  }
  return detection;
}

std::vector<Table> detect_step(Session& session, const CityStudy& study, const CLI::App* command) {
  const StudyDetection detection = study_detection(study, command);
  const auto y = study.items.compute(detection.options.response, "[detect] response");
  return detection.pooled
             ? tables_of(session, y, detection.factors, detection.options, study.threads)
             : tables_by_year(session, study, y, detection);
}

void add_detect(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "detect", "Geographical detector: factor, interaction, risk, ecological");
  const auto o = std::make_shared<DetectOptions>();
  command->add_option("DATA", o->data, "CSV with a row a unit; or a study file");
  command->add_option("--raster", o->rasters, "NAME=FILE: cells of rasters instead; repeat")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--response", o->response, "Column to explain");
  command->add_option("--factors", o->factors, "Columns that may explain it")->delimiter(',');
  command
      ->add_option("--discretize", o->discretize,
                   "equal:K, quantile:K, natural:K, geometric:K, sd:K, optimal[:K-L]; for one "
                   "factor FACTOR=...; text and integers are strata as they are unless named so")
      ->delimiter(',');
  command->add_option("--permutations", o->permutations, "Also p of q by this many permutations")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seed", o->seed, "Seed of the permutations")->capture_default_str();
  command->add_option("--threads", o->threads, "Threads [cores granted]")
      ->check(CLI::Range(1, 4096));
  command->add_option("-o,--output", o->output, "Result file")->required();
  command->footer(
      "Example: terrabalance detect cities.csv --response net --factors gdp,relief --discretize "
      "optimal -o detect.h5");
  command->callback([o, command, &work] {
    if (o->rasters.empty() == o->data.empty()) {
      throw CLI::ValidationError("detect", "give DATA, or --raster NAME=FILE");
    }
    if (o->data.empty() || !is_study(o->data)) {
      if (o->response.empty()) throw CLI::RequiredError("--response");
      if (o->factors.empty()) throw CLI::RequiredError("--factors");
    }
    work = [o, command](Session& session) {
      if (!o->rasters.empty()) {
        detect_rasters(session, *o);
      } else if (is_study(o->data)) {
        run_city_step(session, detect_step, o->data, o->output, o->threads, command);
      } else {
        detect_job(session, *o);
      }
    };
  });
}

}  // namespace terrabalance
