#include "io/table/legend.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/embedded_data.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

constexpr std::string_view folder = "legends/";
constexpr std::string_view suffix = ".csv";

std::string_view legend_name(const EmbeddedFile& file) {
  auto name = file.name;
  if (!name.starts_with(folder)) return {};
  name.remove_prefix(folder.size());
  name.remove_suffix(suffix.size());
  return name;
}

CsvTable legend_table(const std::string& name_or_file) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (legend_name(file) == name_or_file)
      return CsvTable::parse("legend " + name_or_file, file.text);
  }
  if (std::filesystem::exists(name_or_file)) return CsvTable::read(name_or_file);
  const auto names = Legend::built_in_names();
  throw InputError(fmt::format("'{}' is neither a built-in legend{} nor a file; built in are: {}",
                               name_or_file, did_you_mean(name_or_file, names),
                               fmt::join(names, ", ")));
}

}  // namespace

std::vector<std::string> Legend::built_in_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_files()) {
    if (const auto name = legend_name(file); !name.empty()) names.emplace_back(name);
  }
  return names;
}

Legend Legend::open(const std::string& name_or_file) {
  const CsvTable table = legend_table(name_or_file);
  const auto code = table.column("code");
  const auto land_class = table.column("class");
  Legend legend;
  legend.name_ = name_or_file;
  legend.every_code_ = false;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string& name = table.text(row, land_class);
    if (name.empty()) {
      throw InputError(fmt::format("{}: the class is empty; name it", table.place(row)));
    }
    if (!legend.class_of_code_.emplace(table.integer(row, code), name).second) {
      throw InputError(fmt::format("{}: code {} stands there twice; keep one row", table.place(row),
                                   table.text(row, code)));
    }
    if (name != nodata && std::ranges::find(legend.classes_, name) == legend.classes_.end()) {
      legend.classes_.push_back(name);
    }
  }
  return legend;
}

void Legend::add_nodata(const std::vector<std::int64_t>& codes) {
  for (const std::int64_t code : codes)
    class_of_code_[code] = nodata;
}

std::string Legend::class_of(std::int32_t code) const {
  const auto found = class_of_code_.find(code);
  if (found != class_of_code_.end()) return found->second;
  return every_code_ ? std::to_string(code) : std::string{};
}

}  // namespace terrabalance
