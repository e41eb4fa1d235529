#include "io/table/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

struct Known {
  std::string_view name;
  std::string_view base;
  double factor;
};

constexpr std::array known_units = std::to_array<Known>({
    {"g", "kg", 1e-3},
    {"kg", "kg", 1},
    {"t", "kg", 1e3},
    {"kt", "kg", 1e6},
    {"Mt", "kg", 1e9},
    {"tonnes", "kg", 1e3},
    {"吨", "kg", 1e3},
    {"千克", "kg", 1},
    {"公斤", "kg", 1},
    {"kg SCE", "kg SCE", 1},
    {"t SCE", "kg SCE", 1e3},
    {"吨标准煤", "kg SCE", 1e3},
    {"m3", "m3", 1},
    {"m^3", "m3", 1},
    {"m³", "m3", 1},
    {"立方米", "m3", 1},
    {"kWh", "kWh", 1},
    {"MWh", "kWh", 1e3},
    {"GWh", "kWh", 1e6},
    {"TWh", "kWh", 1e9},
    {"千瓦时", "kWh", 1},
    {"度", "kWh", 1},
    {"m2", "m2", 1},
    {"m²", "m2", 1},
    {"ha", "m2", 1e4},
    {"km2", "m2", 1e6},
    {"km²", "m2", 1e6},
    {"公顷", "m2", 1e4},
    {"平方公里", "m2", 1e6},
    {"平方千米", "m2", 1e6},
    {"CNY", "CNY", 1},
    {"yuan", "CNY", 1},
    {"RMB", "CNY", 1},
    {"元", "CNY", 1},
    {"USD", "USD", 1},
    {"EUR", "EUR", 1},
    {"persons", "persons", 1},
    {"person", "persons", 1},
    {"people", "persons", 1},
    {"人", "persons", 1},
    {"heads", "heads", 1},
    {"头", "heads", 1},
    {"1", "1", 1},
    {"%", "1", 1e-2},
});

std::optional<Unit> plain_unit(std::string_view text) {
  for (const Known& unit : known_units) {
    if (unit.name == text) return Unit{std::string(unit.base), unit.factor};
  }
  return std::nullopt;
}

void skip_spaces(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('*'))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
}

/// Takes a leading multiplier off the text: "10^4", "10⁴", "1e4", "10000", "万", "亿".
double take_multiplier(std::string_view& text) {
  struct Word {
    std::string_view name;
    double factor;
  };
  constexpr std::array words = std::to_array<Word>({
      {"亿", 1e8},
      {"万", 1e4},
      {"百万", 1e6},
      {"thousand ", 1e3},
      {"million ", 1e6},
      {"billion ", 1e9},
      {"10⁹", 1e9},
      {"10⁸", 1e8},
      {"10⁷", 1e7},
      {"10⁶", 1e6},
      {"10⁵", 1e5},
      {"10⁴", 1e4},
      {"10³", 1e3},
      {"10²", 1e2},
  });
  for (const Word& word : words) {
    if (text.starts_with(word.name)) {
      text.remove_prefix(word.name.size());
      return word.factor;
    }
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return 1;
  auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const std::string_view power : {"^", "**"}) {
    int exponent = 0;
    if (!rest.starts_with(power)) continue;
    rest.remove_prefix(power.size());
    const auto [last, bad] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (bad != std::errc()) return 1;
    number = std::pow(number, exponent);
    rest.remove_prefix(static_cast<std::size_t>(last - rest.data()));
    break;
  }
  text = rest;
  return number;
}

}  // namespace

Unit parse_unit(std::string_view text, const std::string& place) {
  std::string_view rest = text;
  skip_spaces(rest);
  if (const auto unit = plain_unit(rest)) return *unit;
  const double multiplier = take_multiplier(rest);
  skip_spaces(rest);
  if (const auto unit = plain_unit(rest); unit && multiplier > 0 && std::isfinite(multiplier)) {
    return {unit->base, unit->factor * multiplier};
  }
  std::string names;
  for (const Known& unit : known_units)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", unit.name);
  throw InputError(
      fmt::format("{}: unknown unit '{}'; use one of {}, with a factor such as 10^4 "
                  "before it where needed",
                  place, text, names));
}

}  // namespace terrabalance
