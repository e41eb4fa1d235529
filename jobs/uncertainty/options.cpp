#include "jobs/uncertainty/options.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

const std::vector<std::string> modes{"change_classes", "independent", "same_matrix"};
const std::vector<std::string> area_models{"dirichlet", "mvn"};

void add_chain(CLI::App& command, ChainOptions& chain) {
  command.add_flag("--chain", chain.asked,
                   "Also put draws through coupling and, where given, the steps below");
  command.add_option("--chain-draws", chain.draws, "Draws of the chain")->capture_default_str();
  command.add_option("--normalize", chain.normalisation, "Of the coupling: max or minmax")
      ->check(CLI::IsMember({"max", "minmax"}))
      ->capture_default_str();
  command.add_option("--orientation", chain.orientation, "Of the coupling: inverse or source")
      ->check(CLI::IsMember({"inverse", "source"}))
      ->capture_default_str();
  command.add_option("--indicators", chain.indicators,
                     "Indicators of evaluate, with source, sink or net among the items");
  command.add_option("--criteria", chain.criteria, "Criteria of evaluate, or default");
  command.add_option("--rules", chain.rules, "Rules of zone [built in]");
  command.add_option("--axes", chain.axes, "Subsystems on x, y, z: ECONOMY,RESOURCES,ECOLOGY");
  command.add_option("--polygons", chain.polygons, "Polygons of the zones, for hot spots");
  command.add_option("--id", chain.id, "Field of the polygons with the zone's id");
  command.add_option("--weights", chain.weights, "Neighbours: queen, rook or knn:K")
      ->capture_default_str();
  command.add_option("--factors-data", chain.factors_data,
                     "CSV with zone, year (or none) and the detector's factors");
  command.add_option("--factors", chain.factors, "Columns that may explain: a,b");
  command.add_option("--discretize", chain.discretize, "As in detect, METHOD:K")
      ->capture_default_str();
  command.add_option("--response", chain.response, "Of hot spots and detector")
      ->check(CLI::IsMember({"source", "sink", "net", "net_per_ha"}))
      ->capture_default_str();
}

}  // namespace

void UncertaintyOptions::add_to(CLI::App& command) {
  command.add_option("STUDY", study, "Study file (TOML); options below override it");
  command.add_option("--areas", areas,
                     "CSV: zone,year,class,area_ha (as account/land_use), or a result of account");
  command.add_option("--inputs", ranges,
                     "Ranges, CSV: id,dist,p1,p2,p3,p4,scope,source[,rho,status]");
  command.add_option("--range-set", range_set,
                     "Built-in ranges to start from: literature or inventory; none unasked");
  command.add_option("--activities", activities, "CSV: city,year,item,value,unit");
  command.add_option("--statistics", statistics, "CSV: city,year,item,value,unit, with gdp");
  command
      .add_option("--error-matrix", matrices,
                  "Error matrix FILE[@YEAR|@REGION], rows the map, header map\\ref; repeat")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--regions", regions, "CSV: zone,region, for matrices of regions");
  command
      .add_option("--classification", classification,
                  "How the matrices' errors go together over the years")
      ->check(CLI::IsMember(modes));
  command
      .add_option("--area-draws", area_draws,
                  "How areas are drawn from matrices: dirichlet, or mvn to compare [dirichlet]")
      ->check(CLI::IsMember(area_models));
  command.add_option("--seed", seed, "Seed of the draws [1]");
  command.add_option("--draws", draws, "Number of draws, or auto: until converged [auto]");
  add_chain(command, chain);
  command.add_option("--threads", threads, "Threads a rank [cores granted / ranks of the node]")
      ->check(CLI::Range(1, 4096));
  command.add_option("-o,--output", output, "Result file (HDF5)");
}

void UncertaintyOptions::take(const StudyFile& file) {
  constexpr const char* section = "uncertainty";
  const auto text = [&](std::string& option, const char* key) {
    if (option.empty()) option = file.text(section, key, "");
  };
  const auto path = [&](std::string& option, const char* key) {
    if (option.empty()) option = file.resolve(file.text(section, key, ""));
  };
  const auto replace = [&](std::string& option, const char* key) {
    option = file.text(section, key, option);
  };
  path(areas, "areas");
  path(ranges, "ranges");
  text(range_set, "range_set");
  path(regions, "regions");
  text(classification, "classification");
  if (!classification.empty() && std::ranges::find(modes, classification) == modes.end()) {
    throw InputError(
        fmt::format("{}: classification '{}' in [uncertainty]; it is change_classes, "
                    "independent or same_matrix",
                    file.path(), classification));
  }
  text(area_draws, "area_draws");
  if (!area_draws.empty() && std::ranges::find(area_models, area_draws) == area_models.end()) {
    throw InputError(fmt::format("{}: area_draws '{}' in [uncertainty]; it is dirichlet or mvn",
                                 file.path(), area_draws));
  }
  if (matrices.empty()) {
    const std::string matrix = file.resolve(file.text(section, "error_matrix", ""));
    if (matrix.find("{year}") == std::string::npos) {
      if (!matrix.empty()) matrices.push_back(matrix);
    } else {
      for (const auto year : file.integers("study", "years")) {
        const std::string of_year = for_year(matrix, year);
        if (std::filesystem::exists(of_year)) {
          matrices.push_back(fmt::format("{}@{}", of_year, year));
        }
      }
      if (matrices.empty()) {
        throw InputError(fmt::format("{}: error_matrix {} exists for no year; check the path",
                                     file.path(), matrix));
      }
    }
  }
  const auto whole = [&](const char* key) {
    const auto number = file.number(section, key);
    if (number &&
        (*number < 0 || *number != static_cast<double>(static_cast<long long>(*number)))) {
      throw InputError(
          fmt::format("{}: '{}' in [uncertainty] is an integer >= 0", file.path(), key));
    }
    return number;
  };
  if (const auto value = whole("seed"); value && !seed) seed = static_cast<std::uint64_t>(*value);
  if (const auto value = whole("draws"); value && draws.empty()) {
    draws = std::to_string(static_cast<long long>(*value));
  }
  if (const auto value = whole("chain_draws")) {
    chain.draws = static_cast<std::size_t>(*value);
  }
  chain.asked = chain.asked || file.flag(section, "chain", false);
  path(chain.indicators, "indicators");
  if (chain.criteria.empty()) {
    chain.criteria = file.text(section, "criteria", "");
    if (chain.criteria != "default") chain.criteria = file.resolve(chain.criteria);
  }
  path(chain.rules, "rules");
  text(chain.axes, "axes");
  path(chain.polygons, "polygons");
  text(chain.id, "id");
  replace(chain.weights, "weights");
  path(chain.factors_data, "factors_data");
  text(chain.factors, "factors");
  replace(chain.discretize, "discretize");
  replace(chain.response, "response");
  replace(chain.normalisation, "normalize");
  replace(chain.orientation, "orientation");
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const auto end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace terrabalance
