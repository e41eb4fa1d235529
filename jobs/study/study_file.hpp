#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace terrabalance {

/// A study file (TOML): what all jobs of a study read. Values are asked for by section and key;
/// relative paths are relative to the file.
class StudyFile {
 public:
  /// \throws InputError naming file and line of a syntax error, or of a section or key that no job
  ///         knows, with the nearest known one
  static StudyFile open(const std::string& path);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }

  bool has(const std::string& section) const;
  bool has(const std::string& section, const std::string& key) const;

  // Each throws InputError naming the place if the value is of another kind, and the text() one
  // without default also if it is missing.
  std::string text(const std::string& section, const std::string& key) const;
  std::string text(const std::string& section, const std::string& key,
                   const std::string& otherwise) const;
  bool flag(const std::string& section, const std::string& key, bool otherwise) const;
  std::optional<double> number(const std::string& section, const std::string& key) const;
  std::vector<std::int64_t> integers(const std::string& section, const std::string& key) const;
  std::vector<double> numbers(const std::string& section, const std::string& key) const;
  /// A list of texts; a text alone is a list of one.
  std::vector<std::string> texts(const std::string& section, const std::string& key) const;

  /// A path made relative to the working directory instead of to the study file.
  std::string resolve(const std::string& path) const;

  /// A section as text (TOML), without its comments; empty if there is none. Two files that say the
  /// same say it in the same text.
  std::string section_text(const std::string& section) const;

  /// Names of the tables below a section: [section.NAME] or NAME = { ... }.
  std::vector<std::string> subsections(const std::string& section) const;

 private:
  struct Document;
  StudyFile() = default;
  std::string path_;
  std::string text_;
  std::shared_ptr<const Document> document_;
};

/// [study] name of a study file's text; empty if it has none or is no TOML.
std::string study_name(const std::string& text);

/// Replaces every "{year}" of a path template.
std::string for_year(const std::string& path_template, std::int64_t year);

}  // namespace terrabalance
