#include "jobs/uncertainty/tables/tables.hpp"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/uncertainty/tables/chain_tables.hpp"
#include "jobs/uncertainty/tables/figures.hpp"

namespace terrabalance {
namespace {

void check(const UncertaintyInputs& inputs) {
  if (inputs.zones.empty() || inputs.years.empty()) {
    throw InputError("there are no areas to say anything about");
  }
  if (std::ranges::find(inputs.zones, total_zone) != inputs.zones.end()) {
    throw InputError(fmt::format("a zone is called '{}', the name of all zones together; rename it",
                                 total_zone));
  }
  for (const auto n : {inputs.draws.value_or(1000), inputs.chain.draws}) {
    if (n < 1000) throw InputError(fmt::format("{} draws are too few; at least 1000", n));
    if (n > (std::size_t{1} << 31)) throw InputError(fmt::format("{} draws are too many", n));
  }
}

void warn_of_draws(Session& session, const Assembly& assembly, const MonteCarlo& draws) {
  for (const InputRow& row : assembly.rows) {
    if (row.parts.size() != 1) continue;
    const auto negative = static_cast<double>(draws.negatives[row.parts[0]]);
    const double percent = 100 * negative / static_cast<double>(draws.draws);
    if (percent > 0.1 && row.id.starts_with("activity.")) {
      session.warn(
          fmt::format("{}: is negative in {:.2f} % of draws, which are kept; a truncnormal or "
                      "lognormal has none",
                      row.id, percent));
    }
  }
  if (!draws.converged) {
    session.warn(fmt::format(
        "after {} draws some figures have not converged; their rows are flagged converged=0",
        draws.draws));
  }
}

}  // namespace

std::vector<Table> uncertainty_tables(Session& session, const UncertaintyInputs& inputs,
                                      const Runtime& runtime) {
  check(inputs);
  const Assembly assembly = assemble(session, inputs);
  const Figures figures = figures_of(assembly, inputs);
  const MonteCarlo draws =
      monte_carlo(assembly, figures.quantities, inputs.seed, inputs.draws, runtime);
  warn_of_draws(session, assembly, draws);
  auto of_chain = chain_tables(inputs, assembly, draws, runtime);
  if (!runtime.communicator.is_root()) return {};
  std::vector<Table> tables{summary_table(figures, assembly, draws),
                            trend_table(figures, assembly, draws),
                            shares_table(figures, assembly, inputs.seed, runtime.threads),
                            areas_table(figures, assembly, draws), inputs_table(assembly, draws)};
  for (Table& table : of_chain)
    tables.push_back(std::move(table));
  return tables;
}

}  // namespace terrabalance
