#include "jobs/init/guesses.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "io/table/legend.hpp"

namespace terrabalance::init {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return text;
}

/// What file names of a product contain.
const std::map<std::string, std::vector<std::string>>& name_marks() {
  static const std::map<std::string, std::vector<std::string>> marks{
      {"clcd", {"clcd"}},
      {"globeland30", {"globeland", "gl30"}},
      {"esa-cci", {"esacci", "esa_cci", "c3s_lc", "cci_lc"}},
      {"cci-ipcc", {"ipcc"}},
      {"worldcover", {"worldcover"}},
      {"mcd12q1", {"mcd12"}},
      {"cnlucd", {"cnlucd", "resdc"}},
      {"glc-fcs30", {"fcs30"}},
      {"corine", {"corine", "u2018_clc", "_clc20", "clc20"}},
      {"nlcd", {"nlcd"}},
  };
  return marks;
}

bool named_in(const std::string& legend, const std::vector<std::string>& files) {
  const auto marks = name_marks().find(legend);
  if (marks == name_marks().end()) return false;
  return std::ranges::any_of(files, [&](const std::string& file) {
    const std::string name = lower(std::filesystem::path(file).filename().string());
    return std::ranges::any_of(marks->second, [&](const std::string& mark) {
      return name.find(mark) != std::string::npos;
    });
  });
}

/// Codes of a legend that stand for a class.
int valued_codes(const Legend& legend) {
  constexpr std::int32_t beyond = 1000;  // CORINE's codes have three digits, the others' fewer
  int count = 0;
  for (std::int32_t code = 0; code < beyond; ++code) {
    const std::string name = legend.class_of(code);
    if (!name.empty() && name != Legend::nodata) ++count;
  }
  return count;
}

bool can_identify(const ZoneField& field) {
  return field.kind != ZoneField::Kind::other && field.complete && field.unique;
}

/// The first field that is good and whose name satisfies a rule, rule by rule.
template <class Good, class... Rules>
std::string first_of(const std::vector<ZoneField>& fields, const Good& good,
                     const Rules&... rules) {
  std::string found;
  const auto search = [&](const auto& rule) {
    if (!found.empty()) return;
    const auto field = std::ranges::find_if(
        fields, [&](const ZoneField& f) { return good(f) && rule(lower(f.name)); });
    if (field != fields.end()) found = field->name;
  };
  (search(rules), ...);
  return found;
}

auto is_one_of(std::vector<std::string> names) {
  return [names = std::move(names)](const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
}

auto contains(const char* part) {
  return [part](const std::string& name) { return name.find(part) != std::string::npos; };
}

}  // namespace

std::vector<LegendMatch> fitting_legends(const std::set<std::int32_t>& codes,
                                         const std::vector<std::string>& files) {
  std::vector<LegendMatch> matches;
  for (const auto& name : Legend::built_in_names()) {
    const Legend legend = Legend::open(name);
    const auto known = [&](std::int32_t code) { return !legend.class_of(code).empty(); };
    if (codes.empty() || !std::ranges::all_of(codes, known)) continue;
    const auto used = std::ranges::count_if(
        codes, [&](std::int32_t code) { return legend.class_of(code) != Legend::nodata; });
    if (used == 0) continue;
    matches.push_back(
        {name, static_cast<double>(used) / valued_codes(legend), named_in(name, files)});
  }
  std::ranges::stable_sort(matches, [](const LegendMatch& a, const LegendMatch& b) {
    if (a.named != b.named) return a.named;
    if (a.used != b.used) return a.used > b.used;
    return (a.name == "cci-ipcc") < (b.name == "cci-ipcc");  // regrouped from another product
  });
  return matches;
}

std::vector<std::int32_t> customary_nodata(const std::set<std::int32_t>& codes) {
  std::vector<std::int32_t> found;
  for (const std::int32_t code : {0, 127, 128, 250, 255, 32767, 65535}) {
    if (codes.contains(code)) found.push_back(code);
  }
  return found;
}

std::string guess_id(const std::vector<ZoneField>& fields) {
  return first_of(
      fields, can_identify,
      is_one_of({"adcode", "id", "code", "citycode", "city_code", "city_id", "zone_id", "geoid",
                 "nuts_id", "gid_2", "gid_1", "gid", "gb", "pac", "osm_id"}),
      contains("code"), [](const std::string& name) { return name.ends_with("id"); },
      is_one_of({"name"}), contains("name"), [](const std::string&) { return true; });
}

std::string guess_name(const std::vector<ZoneField>& fields) {
  const auto names = [](const ZoneField& field) {
    return field.kind == ZoneField::Kind::text && field.complete;
  };
  const auto tells_apart = [&](const ZoneField& field) { return names(field) && field.unique; };
  const std::string unique = first_of(fields, tells_apart, is_one_of({"name", "name_en", "city"}),
                                      contains("name"), contains("city"));
  return unique.empty() ? first_of(fields, names, is_one_of({"name"}), contains("name")) : unique;
}

std::string year_template(const std::vector<std::pair<std::int64_t, std::string>>& files) {
  std::string common;
  for (const auto& [year, path] : files) {
    std::string form = path;
    const std::string digits = std::to_string(year);
    for (auto at = form.find(digits); at != std::string::npos; at = form.find(digits, at + 6))
      form.replace(at, digits.size(), "{year}");
    if (form == path && files.size() > 1) return {};
    if (!common.empty() && form != common) return {};
    common = form;
  }
  return common;
}

}  // namespace terrabalance::init
