#include "jobs/suitability/maps.hpp"

#include <array>
#include <cstdint>
#include <span>

#include <spdlog/fmt/fmt.h>

#include "jobs/suitability/distance.hpp"

namespace terrabalance {

void write_distances(Session& session, const RasterStudy& study, const RasterStack& stack,
                     const std::string& folder, std::vector<Factor>& factors) {
  std::vector<CodeSet> targets;
  std::vector<Factor*> measured;
  for (Factor& factor : factors) {
    if (factor.kind != FactorKind::distance) continue;
    targets.push_back(codes_of_class(study.legend, factor.argument));
    measured.push_back(&factor);
  }
  if (targets.empty()) return;
  const Partition partition = stack.partition(study.tile);
  std::vector<std::unique_ptr<MapWriter>> maps;
  session.communicator.together([&] {
    for (const Factor* factor : measured) {
      maps.push_back(std::make_unique<MapWriter>(folder, factor->map_name(), factor->unit(),
                                                 stack.grid(), partition, session.communicator));
    }
  });
  distances_to(session.runtime(study.threads, "suitability: finding targets"),
               session.runtime(study.threads, "suitability: distances"), partition, stack, targets,
               [&](std::size_t target, const Tile& strip, std::span<const float> metres) {
                 maps[target]->write(strip, metres);
               });
  for (std::size_t t = 0; t < targets.size(); ++t) {
    maps[t]->commit(partition);
    measured[t]->path = maps[t]->path();
  }
}

MapLegend grade_legend(const std::string& evaluation) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 5> colours{
      {{215, 48, 39}, {252, 141, 89}, {254, 224, 139}, {145, 207, 96}, {26, 152, 80}}};
  MapLegend legend{{"grade"}, {}};
  for (std::uint16_t grade = 1; grade <= 5; ++grade) {
    legend.codes.push_back({grade, colours[grade - 1U], {fmt::format("{} {}", evaluation, grade)}});
  }
  return legend;
}

MapLegend conflict_legend(const std::vector<Conflict>& conflicts) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 4> colours{
      {{200, 50, 50}, {230, 160, 60}, {130, 30, 120}, {190, 120, 190}}};
  MapLegend legend{{"conflict"}, {}};
  for (const Conflict& conflict : conflicts)
    legend.codes.push_back({conflict.code, colours[conflict.code - 1U], {conflict.name}});
  return legend;
}

}  // namespace terrabalance
