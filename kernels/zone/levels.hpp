#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// The magic cube: three axes (socio-economic, resource use, ecology) of three levels give 27
/// units; rules turn units into zones.
namespace terrabalance::zone {

enum class Level { low, medium, high };
std::string_view name(Level level);

enum class Cut { natural, quantile, equal };

/// Inner bounds of the three levels of an axis. \throws InputError naming the axis if its values
/// do not allow three levels (fewer than three distinct ones)
std::array<double, 2> level_bounds(std::span<const double> closeness, Cut cut,
                                   std::string_view axis);

/// Level of a value: low up to the first bound, medium up to the second, then high.
Level level_of(double value, const std::array<double, 2>& bounds);

/// A unit of the cube: levels on x (socio-economic), y (resource use), z (ecology).
struct Unit {
  Level x = Level::low;
  Level y = Level::low;
  Level z = Level::low;

  /// 1 (all low) ... 27 (all high): 9 x + 3 y + z + 1.
  int number() const;
  friend bool operator==(const Unit&, const Unit&) = default;
};
std::vector<Unit> all_units();

/// A rule: a zone for the units whose levels are listed; an empty list means any level.
struct Rule {
  std::string zone;
  std::vector<Level> x;
  std::vector<Level> y;
  std::vector<Level> z;

  bool covers(const Unit& unit) const;
};

/// Strong ecology with medium or weak economy: carbon balance zone. Strong economy with weak
/// ecology or weak resource use: carbon intensity control zone. The rest: low-carbon optimisation.
std::vector<Rule> default_rules();

/// The zone of every unit by the first rule that covers it, by unit number - 1.
/// \throws InputError listing the units that no rule covers, or a rule that is never reached
std::array<std::string, 27> zone_table(std::span<const Rule> rules);

/// The axis on which a city is weakest: the lowest level, of equal ones the lowest closeness.
enum class Axis { x, y, z };
Axis weakest(const Unit& unit, const std::array<double, 3>& closeness);

}  // namespace terrabalance::zone
