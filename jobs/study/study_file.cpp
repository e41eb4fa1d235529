#include "jobs/study/study_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <toml++/toml.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "jobs/study/known_keys.hpp"

namespace terrabalance {

struct StudyFile::Document {
  toml::table root;
};

namespace {

std::string place(const std::string& path, const toml::node& node) {
  return fmt::format("{}:{}", path, node.source().begin.line);
}

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const auto& section : known_sections()) {
    if (section.name.find('.') == std::string::npos) names.push_back(section.name);
  }
  return names;
}

const KnownSection* find_section(const std::string& name) {
  const auto found = std::ranges::find(known_sections(), name, &KnownSection::name);
  return found == known_sections().end() ? nullptr : &*found;
}

void check_keys(const std::string& path, const std::string& name, const toml::table& table) {
  const KnownSection* known = find_section(name);
  for (const auto& [key, value] : table) {
    const std::string text(key.str());
    if (known == nullptr || std::ranges::find(known->keys, text) == known->keys.end()) {
      const auto keys = known == nullptr ? std::vector<std::string>{} : known->keys;
      throw InputError(fmt::format("{}: unknown key '{}' in [{}]{}; known are: {}",
                                   place(path, value), text, name, did_you_mean(text, keys),
                                   fmt::join(keys, ", ")));
    }
    const toml::table* inner = value.as_table();
    if (inner == nullptr) continue;
    for (const auto& [inner_key, inner_value] : *inner) {
      if (const toml::table* entry = inner_value.as_table()) {
        check_keys(path, fmt::format("{}.{}.*", name, text), *entry);
      } else {
        throw InputError(fmt::format("{}: '{}' in [{}.{}] must be a table such as {{ ... }}",
                                     place(path, inner_value), std::string(inner_key.str()), name,
                                     text));
      }
    }
  }
}

void check_sections(const std::string& path, const toml::table& root) {
  for (const auto& [key, value] : root) {
    const std::string name(key.str());
    const auto known = section_names();
    if (std::ranges::find(known, name) == known.end() || !value.is_table()) {
      throw InputError(fmt::format("{}: unknown section [{}]{}; known are: {}", place(path, value),
                                   name, did_you_mean(name, known), fmt::join(known, ", ")));
    }
    check_keys(path, name, *value.as_table());
  }
}

}  // namespace

StudyFile StudyFile::open(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    throw InputError(fmt::format("{}: no such study file; check the path", path));
  }
  std::ostringstream content;
  content << file.rdbuf();
  StudyFile study;
  study.path_ = path;
  study.text_ = content.str();
  auto document = std::make_shared<Document>();
  try {
    document->root = toml::parse(study.text_, path);
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("{}:{}: {}; correct the line", path, error.source().begin.line,
                                 error.description()));
  }
  check_sections(path, document->root);
  study.document_ = std::move(document);
  return study;
}

namespace {

/// The node at "section" / "key", where section may be dotted; null if missing.
toml::node_view<const toml::node> node_at(const toml::table& root, const std::string& section,
                                          const std::string& key) {
  auto view = root.at_path(section);
  return key.empty() ? view : view[key];
}

[[noreturn]] void wrong_kind(const std::string& path, const toml::node& node,
                             const std::string& section, const std::string& key, const char* kind) {
  throw InputError(
      fmt::format("{}: '{}' in [{}] must be {}", place(path, node), key, section, kind));
}

}  // namespace

bool StudyFile::has(const std::string& section) const {
  return static_cast<bool>(node_at(document_->root, section, ""));
}

bool StudyFile::has(const std::string& section, const std::string& key) const {
  return static_cast<bool>(node_at(document_->root, section, key));
}

std::string StudyFile::text(const std::string& section, const std::string& key) const {
  if (!has(section, key)) {
    throw InputError(fmt::format("{}: '{}' is missing in [{}]; add it", path_, key, section));
  }
  return text(section, key, "");
}

std::string StudyFile::text(const std::string& section, const std::string& key,
                            const std::string& otherwise) const {
  const auto node = node_at(document_->root, section, key);
  if (!node) return otherwise;
  const auto value = node.value_exact<std::string>();
  if (!value) wrong_kind(path_, *node.node(), section, key, "a text in quotes");
  return *value;
}

bool StudyFile::flag(const std::string& section, const std::string& key, bool otherwise) const {
  const auto node = node_at(document_->root, section, key);
  if (!node) return otherwise;
  const auto value = node.value_exact<bool>();
  if (!value) wrong_kind(path_, *node.node(), section, key, "true or false");
  return *value;
}

std::optional<double> StudyFile::number(const std::string& section, const std::string& key) const {
  const auto node = node_at(document_->root, section, key);
  if (!node) return std::nullopt;
  const auto value = node.value<double>();
  if (!value || !node.is_number()) wrong_kind(path_, *node.node(), section, key, "a number");
  return value;
}

std::vector<std::int64_t> StudyFile::integers(const std::string& section,
                                              const std::string& key) const {
  const auto node = node_at(document_->root, section, key);
  if (!node) return {};
  const toml::array* array = node.as_array();
  if (array == nullptr) wrong_kind(path_, *node.node(), section, key, "a list of integers: [1, 2]");
  std::vector<std::int64_t> values;
  for (const auto& element : *array) {
    const auto value = element.value_exact<std::int64_t>();
    if (!value) wrong_kind(path_, element, section, key, "a list of integers: [1, 2]");
    values.push_back(*value);
  }
  return values;
}

std::vector<double> StudyFile::numbers(const std::string& section, const std::string& key) const {
  const auto node = node_at(document_->root, section, key);
  if (!node) return {};
  const toml::array* array = node.as_array();
  if (array == nullptr) wrong_kind(path_, *node.node(), section, key, "a list of numbers: [1, 2]");
  std::vector<double> values;
  for (const auto& element : *array) {
    const auto value = element.value<double>();
    if (!value || !element.is_number()) {
      wrong_kind(path_, element, section, key, "a list of numbers: [1, 2]");
    }
    values.push_back(*value);
  }
  return values;
}

std::vector<std::string> StudyFile::texts(const std::string& section,
                                          const std::string& key) const {
  const auto node = node_at(document_->root, section, key);
  if (!node) return {};
  if (const auto alone = node.value_exact<std::string>()) return {*alone};
  const toml::array* array = node.as_array();
  constexpr const char* kind = "a list of texts: [\"a\", \"b\"]";
  if (array == nullptr) wrong_kind(path_, *node.node(), section, key, kind);
  std::vector<std::string> values;
  for (const auto& element : *array) {
    const auto value = element.value_exact<std::string>();
    if (!value) wrong_kind(path_, element, section, key, kind);
    values.push_back(*value);
  }
  return values;
}

std::string StudyFile::section_text(const std::string& section) const {
  const auto node = node_at(document_->root, section, "");
  if (!node) return {};
  std::ostringstream text;
  if (const toml::table* table = node.as_table()) text << *table;
  return text.str();
}

std::string StudyFile::resolve(const std::string& path) const {
  const std::filesystem::path given(path);
  if (path.empty() || given.is_absolute() || path.starts_with("/vsi")) return path;
  return (std::filesystem::path(path_).parent_path() / given).lexically_normal().string();
}

std::vector<std::string> StudyFile::subsections(const std::string& section) const {
  std::vector<std::string> names;
  if (const toml::table* table = node_at(document_->root, section, "").as_table()) {
    for (const auto& [key, value] : *table) {
      if (value.is_table()) names.emplace_back(key.str());
    }
  }
  return names;
}

std::string study_name(const std::string& text) {
  try {
    return toml::parse(text)["study"]["name"].value_or(std::string());
  } catch (const toml::parse_error&) {
    return {};
  }
}

std::string for_year(const std::string& path_template, std::int64_t year) {
  constexpr std::string_view mark = "{year}";
  std::string path = path_template;
  for (auto at = path.find(mark); at != std::string::npos; at = path.find(mark, at)) {
    path.replace(at, mark.size(), std::to_string(year));
  }
  return path;
}

}  // namespace terrabalance
