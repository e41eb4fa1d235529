#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "jobs/study/study_file.hpp"

namespace terrabalance {

/// Fills a job's options from its section of a study file: a key is the option's name with `_` for
/// `-`. What is not there keeps its value, and so does what the command line said.
/// Each throws InputError naming the place of a value of another kind or out of its range.
class SectionReader {
 public:
  /// \param command  the job as called, or null
  SectionReader(const StudyFile& file, std::string section, const CLI::App* command = nullptr)
      : file_(&file), section_(std::move(section)), command_(command) {}

  void text(const std::string& key, std::string& value) const;
  void choice(const std::string& key, std::string& value,
              const std::vector<std::string>& known) const;
  /// A file, relative to the study file. \param names  texts that stand for no file
  void path(const std::string& key, std::string& value,
            const std::vector<std::string>& names = {}) const;
  void texts(const std::string& key, std::vector<std::string>& values) const;
  void flag(const std::string& key, bool& value) const;
  void number(const std::string& key, double& value, double least, double most) const;
  void numbers(const std::string& key, std::vector<double>& values, std::size_t count) const;

  template <class Integer>
  void integer(const std::string& key, Integer& value, std::int64_t least) const {
    if (const auto found = whole(key, least)) value = static_cast<Integer>(*found);
  }

 private:
  bool decided(const std::string& key) const;
  std::optional<std::int64_t> whole(const std::string& key, std::int64_t least) const;
  [[noreturn]] void refuse(const std::string& key, const std::string& why) const;

  const StudyFile* file_;
  std::string section_;
  const CLI::App* command_;
};

}  // namespace terrabalance
