#include "jobs/uncertainty/tables/chain_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <spdlog/fmt/fmt.h>

#include "jobs/table_job.hpp"
#include "jobs/uncertainty/tables/chain_sums.hpp"
#include "jobs/uncertainty/tables/tables.hpp"
#include "kernels/uncertainty/draws.hpp"

namespace terrabalance {
namespace {

using namespace uncertainty;
using Kind = ChainColumn::Kind;
using DrawColumns = std::vector<std::vector<double>>;

/// Sources, sinks and items by row of the frame, of one draw.
struct Balance {
  std::vector<double> source;
  std::vector<double> sink;
  std::vector<double> items;

  /// \param value_of  of a zone and the number of its sum
  template <class ValueOf>
  Balance(const ChainFrame& frame, std::size_t item_count, std::size_t first_item,
          const ValueOf& value_of) {
    for (std::size_t y = 0; y < frame.years; ++y) {
      for (std::size_t z = 0; z < frame.zones; ++z) {
        source.push_back(value_of(z, 2 * y));
        sink.push_back(value_of(z, 2 * y + 1));
      }
    }
    for (std::size_t k = 0; k < item_count; ++k) {
      for (std::size_t y = 0; y < frame.years; ++y) {
        for (std::size_t z = 0; z < frame.zones; ++z)
          items.push_back(value_of(z, first_item + k * frame.years + y));
      }
    }
  }
  ChainDraw drawn() const { return {source, sink, items}; }
};

/// The rank's draws through the chain: [column][draw].
DrawColumns run_draws(const UncertaintyInputs& inputs, const ChainFrame& frame,
                      const Assembly& assembly, const ChainSums& chain, DrawRange range,
                      std::size_t columns, [[maybe_unused]] int threads) {
  const auto cells = draw_cells(assembly.inputs, inputs.seed, range, threads);
  DrawColumns none;
  const auto drawn =
      draw_sums(assembly.inputs, chain.groups, inputs.seed, range, cells, none, threads);
  const std::size_t sums = chain.groups.front().size();
  DrawColumns result(columns, std::vector<double>(range.count));
  std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic, 16) num_threads(threads)
  for (std::size_t i = 0; i < range.count; ++i) {
    try {
      const Balance balance(
          frame, inputs.chain.items.size(), chain.first_item,
          [&](std::size_t z, std::size_t s) { return drawn.values[z * sums + s][i]; });
      std::vector<double> out(columns);
      run_chain(inputs.chain.settings, frame, balance.drawn(), out);
      for (std::size_t c = 0; c < columns; ++c)
        result[c][i] = out[c];
    } catch (...) {
#pragma omp critical(terrabalance_chain)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  return result;
}

/// All ranks' draws, in their order, on the root.
DrawColumns gather(const Communicator& ranks, DrawColumns own) {
  if (ranks.size() == 1) return own;
  if (!ranks.is_root()) {
    ranks.send(0, to_bytes(own));
    return {};
  }
  for (int rank = 1; rank < ranks.size(); ++rank) {
    const auto more = from_bytes<DrawColumns>(ranks.receive(rank));
    for (std::size_t c = 0; c < own.size(); ++c)
      own[c].insert(own[c].end(), more[c].begin(), more[c].end());
  }
  return own;
}

struct Probabilities {
  std::vector<std::string> zone, event, outcome;
  std::vector<std::int64_t> year, given;
  std::vector<double> probability;

  void add(const std::string& z, std::int64_t y, const char* e, const std::string& o, double p,
           bool g) {
    zone.push_back(z);
    year.push_back(y);
    event.emplace_back(e);
    outcome.push_back(o);
    probability.push_back(p);
    given.push_back(g ? 1 : 0);
  }
  Table table() && {
    return {"uncertainty/probability",
            "How sure each statement on a city is",
            {labels("zone", fmt::format("id of the zone; {}: all zones together", total_zone),
                    std::move(zone)),
             counts("year", "", std::move(year)),
             labels("event", "net, unit, zone or spot", std::move(event)),
             labels("outcome",
                    "net: source; unit: 1 .. 27; zone: its name; spot: hot, cold (Gi*, |z| >= "
                    "1.96) or none",
                    std::move(outcome)),
             reals("probability", "1", "share of the draws", std::move(probability)),
             counts("given", "1 where this is the outcome without uncertainty", std::move(given))}};
  }
};

struct Derived {
  std::vector<std::string> zone, quantity, name;
  std::vector<std::int64_t> year, n;
  std::vector<double> deterministic, mean, sd, low, middle, high;

  void add(const std::string& z, std::int64_t y, const char* what, const ChainColumn& column,
           double given, std::vector<double> draws) {
    std::erase_if(draws, [](double x) { return std::isnan(x); });
    zone.push_back(z);
    year.push_back(y);
    quantity.emplace_back(what);
    name.push_back(column.name);
    deterministic.push_back(given);
    n.push_back(static_cast<std::int64_t>(draws.size()));
    ColumnSummary s;
    if (draws.size() > 1) {
      s = summarise(draws);
    } else {
      constexpr double nan = std::numeric_limits<double>::quiet_NaN();
      s = {nan, nan, nan, nan, nan, false};
    }
    mean.push_back(s.mean);
    sd.push_back(s.sd);
    low.push_back(s.p2_5);
    middle.push_back(s.p50);
    high.push_back(s.p97_5);
  }
  Table table() && {
    return {
        "uncertainty/derived",
        "How sure is what follows from the balance",
        {labels("zone", "id of the zone; empty for q, which is of all", std::move(zone)),
         counts("year", "", std::move(year)),
         labels("quantity", "closeness, rank, coupling, coordination or q", std::move(quantity)),
         labels("name", "subsystem of closeness and rank, factor of q", std::move(name)),
         reals("deterministic", "1", "without uncertainty", std::move(deterministic)),
         reals("mean", "1", "", std::move(mean)), reals("sd", "1", "", std::move(sd)),
         reals("p2_5", "1", "lower end of the 95 % interval", std::move(low)),
         reals("p50", "1", "median", std::move(middle)),
         reals("p97_5", "1", "upper end of the 95 % interval", std::move(high)),
         counts("n", "draws in which the figure exists", std::move(n))}};
  }
};

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::coupling:
      return "coupling";
    case Kind::coordination:
      return "coordination";
    case Kind::closeness:
      return "closeness";
    case Kind::rank:
      return "rank";
    case Kind::unit:
      return "unit";
    case Kind::zone:
      return "zone";
    case Kind::spot:
      return "spot";
    case Kind::q:
      return "q";
    case Kind::sign:
      break;
  }
  return "net";
}

bool is_event(Kind kind) {
  return kind == Kind::unit || kind == Kind::zone || kind == Kind::spot;
}

std::string outcome_of(Kind kind, double value, const std::vector<std::string>& zones) {
  if (kind == Kind::zone) return zones[static_cast<std::size_t>(value)];
  if (kind == Kind::unit) return std::to_string(static_cast<int>(value));
  return value > 0 ? "hot" : (value < 0 ? "cold" : "none");
}

}  // namespace

std::vector<Table> chain_tables(const UncertaintyInputs& inputs, const Assembly& assembly,
                                const MonteCarlo& draws, const Runtime& runtime) {
  const Communicator& ranks = runtime.communicator;
  const ChainInputs& chain = inputs.chain;
  const ChainFrame frame = chain_frame(inputs, assembly);
  const auto columns = chain_columns(chain.settings, frame);
  DrawColumns figures;
  ChainSums sums;
  if (chain.asked) {
    sums = chain_sums(inputs, assembly, frame);
    const DrawRange own = share_of_draws(chain.draws, ranks.rank(), ranks.size());
    figures = gather(
        ranks, run_draws(inputs, frame, assembly, sums, own, columns.size(), runtime.threads));
  }
  if (!ranks.is_root()) return {};

  Probabilities probabilities;
  for (std::size_t z = 0; z <= inputs.zones.size(); ++z) {
    for (std::size_t y = 0; y < frame.years; ++y) {
      double net = 0;
      for (std::size_t u = 0; u < inputs.zones.size(); ++u) {
        const auto& values = assembly.deterministic[u];
        if (u == z || z == inputs.zones.size()) net += values[2 * y] - values[2 * y + 1];
      }
      const double p = static_cast<double>(draws.sources[z][y]) / static_cast<double>(draws.draws);
      probabilities.add(z == inputs.zones.size() ? total_zone : inputs.zones[z], inputs.years[y],
                        "net", "source", p, net > 0);
    }
  }
  if (!chain.asked) {
    std::vector<Table> tables;
    tables.push_back(std::move(probabilities).table());
    return tables;
  }
  const Balance given(frame, chain.items.size(), sums.first_item,
                      [&](std::size_t z, std::size_t s) { return sums.deterministic[z][s]; });
  std::vector<double> of_given(columns.size());
  run_chain(chain.settings, frame, given.drawn(), of_given);
  const auto zones =
      chain.settings.zoning ? zone_names(*chain.settings.zoning) : std::vector<std::string>{};
  Derived derived;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const ChainColumn& column = columns[c];
    if (column.kind == Kind::sign) continue;
    const bool of_all = column.kind == Kind::q;
    const std::size_t y = of_all ? column.row : column.row / frame.zones;
    const std::string zone = of_all ? "" : inputs.zones[column.row % frame.zones];
    if (!is_event(column.kind)) {
      derived.add(zone, inputs.years[y], name_of(column.kind), column, of_given[c], figures[c]);
      continue;
    }
    std::map<double, std::int64_t> outcomes;
    for (const double x : figures[c]) {
      if (!std::isnan(x)) ++outcomes[x];
    }
    if (!std::isnan(of_given[c])) outcomes[of_given[c]] += 0;  // also one that no draw has
    for (const auto& [value, count] : outcomes) {
      probabilities.add(zone, inputs.years[y], name_of(column.kind),
                        outcome_of(column.kind, value, zones),
                        static_cast<double>(count) / static_cast<double>(figures[c].size()),
                        value == of_given[c]);
    }
  }
  std::vector<Table> tables;
  tables.push_back(std::move(probabilities).table());
  tables.push_back(std::move(derived).table());
  return tables;
}

}  // namespace terrabalance
