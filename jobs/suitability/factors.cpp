#include "jobs/suitability/factors.hpp"

#include <algorithm>
#include <filesystem>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"

namespace terrabalance {

std::string Factor::map_name() const {
  if (kind == FactorKind::raster) return std::filesystem::path(argument).stem().string();
  return argument.empty() ? name : name.substr(0, name.find(':')) + "_" + argument;
}

const char* Factor::unit() const {
  switch (kind) {
    case FactorKind::slope:
    case FactorKind::aspect:
      return "degree";
    case FactorKind::elevation:
    case FactorKind::relief:
    case FactorKind::distance:
      return "m";
    case FactorKind::patch_area:
      return "ha";
    case FactorKind::raster:
      return "1";
  }
  return "1";
}

Factor parse_factor(const std::string& text) {
  const auto colon = text.find(':');
  const std::string head = text.substr(0, colon);
  const std::string argument = colon == std::string::npos ? "" : text.substr(colon + 1);
  struct Known {
    const char* name;
    FactorKind kind;
    bool with_argument;
  };
  static constexpr Known known[] = {
      {"slope", FactorKind::slope, false},         {"aspect", FactorKind::aspect, false},
      {"elevation", FactorKind::elevation, false}, {"relief", FactorKind::relief, false},
      {"distance", FactorKind::distance, true},    {"patch_area", FactorKind::patch_area, true},
      {"raster", FactorKind::raster, true},
  };
  for (const auto& factor : known) {
    if (head == factor.name && argument.empty() != factor.with_argument) {
      return {factor.kind, text, argument};
    }
  }
  throw InputError(
      fmt::format("factor '{}' is not known; factors are slope, aspect, elevation, relief, "
                  "distance:CLASS, patch_area:CLASS, raster:FILE and, in a scheme, landuse",
                  text));
}

std::vector<Factor> all_factors(const std::vector<std::string>& asked,
                                const std::vector<Evaluation>& scheme) {
  std::vector<std::string> names = asked;
  for (const auto& evaluation : scheme) {
    for (const auto& table : evaluation.factors) {
      if (table.factor != "landuse") names.push_back(table.factor);
    }
  }
  std::vector<Factor> factors;
  for (const auto& name : names) {
    const bool there = std::ranges::find(factors, name, &Factor::name) != factors.end();
    if (!there) factors.push_back(parse_factor(name));
  }
  return factors;
}

CodeSet codes_of_class(const Legend& legend, const Factor& factor) {
  constexpr std::int32_t codes = 65535;
  CodeSet set(codes + 1, 0);
  bool any = false;
  for (std::int32_t code = 0; code < codes; ++code) {
    if (legend.class_of(code) != factor.argument) continue;
    set[static_cast<std::size_t>(code)] = 1;
    any = true;
  }
  if (any) return set;
  throw InputError(
      legend.classes().empty()
          ? fmt::format("{}: without a legend classes are code numbers; name the legend with "
                        "--legend",
                        factor.name)
          : fmt::format("{}: legend {} has no such class; its classes are: {}", factor.name,
                        legend.name(), fmt::join(legend.classes(), ", ")));
}

}  // namespace terrabalance
