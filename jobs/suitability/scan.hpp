#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/cell_size.hpp"
#include "io/raster/map_writer.hpp"
#include "jobs/suitability/factors.hpp"
#include "kernels/suitability/grade_counts.hpp"
#include "kernels/suitability/grader.hpp"

namespace terrabalance {

/// Least and largest value of a factor.
struct FactorRange {
  std::int64_t cells = 0;  ///< with a value
  double least = 0;
  double most = 0;

  void add(const FactorRange& other);
};

/// Use of land that the grades speak against.
struct Conflict {
  std::string name;  ///< construction_unsuitable
  std::uint16_t code;
  std::int16_t land_class;
  std::size_t evaluation;
  int lowest;  ///< grades of the evaluation that the class conflicts with
  int highest;

  bool holds(std::int32_t c, std::int32_t grade) const {
    return c == land_class && lowest <= grade && grade <= highest;
  }
};

/// What the one sweep of `suitability` does with a tile: fills the factors, grades them, counts,
/// and writes the maps that are asked for. A kernel of the engine with the halo that terrain needs.
class SuitabilityScan {
 public:
  struct Summary {
    std::vector<GradeCount> counts;   ///< sorted by key
    std::vector<FactorRange> ranges;  ///< one a factor

    template <class Archive>
    void archive(Archive& a) {
      a(counts, ranges);
    }
  };

  /// What the scan works with; all of it outlives the scan.
  struct Plan {
    std::vector<Factor> factors;
    std::vector<std::size_t>
        layer_of_factor;  ///< index in TileView::reals; elevation's for terrain
    std::int64_t relief_radius = 1;
    Tile grid;
    CellSize cells;
    CellArea area;
    std::vector<Grader> graders;              ///< one an evaluation
    std::vector<std::int16_t> class_of_code;  ///< 65536; negative: none
    std::vector<MapWriter*> factor_maps;      ///< null where no map is wanted
    std::vector<MapWriter*> grade_maps;
    std::vector<Conflict> conflicts;  ///< on the map a later one goes before an earlier one
    MapWriter* conflict_map = nullptr;
  };

  explicit SuitabilityScan(const Plan& plan) : plan_(&plan) {}

  std::int64_t halo() const;
  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  void fill(const TileView& tile, std::size_t factor, std::span<float> values) const;
  void grade(const TileView& tile, const std::vector<std::span<const float>>& planes,
             Summary& summary) const;

  const Plan* plan_;
};

}  // namespace terrabalance
