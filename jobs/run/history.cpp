#include "jobs/run/history.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "io/file_digest.hpp"
#include "io/raster/dataset.hpp"
#include "io/result/result_reader.hpp"
#include "jobs/study/tables.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

constexpr const char* steps_name = "run/steps";

/// Checksums of files, each read once.
class Digests {
 public:
  /// The file and what it consists of.
  std::string of(const std::string& path) {
    std::string text;
    for (const auto& file : files_behind(path))
      text += one(file) + "\n";
    return text;
  }

 private:
  const std::string& one(const std::string& file) {
    std::string& text = known_[file];
    if (!text.empty()) return text;
    const FileDigest digest = digest_of(file);
    text = fmt::format("{} {}", digest.bytes, digest.checksum);
    if (digest.checksum.find("sampled") == std::string::npos) return text;
    std::error_code error;  // what lies between the samples shows in the time
    const auto time = fs::last_write_time(file, error).time_since_epoch().count();
    text += fmt::format(" {}", time);
    return text;
  }
  std::map<std::string, std::string> known_;
};

std::string rasters_text(const RasterStudy& study, Digests& digests) {
  const StudyFile& file = *study.file;
  std::string text;
  for (const YearFile& layer : study.land_use)
    text += fmt::format("{} {}", layer.year, digests.of(layer.path));
  if (study.zones) text += digests.of(study.zones->path);
  text += file.section_text("landuse") + file.section_text("zones");
  const std::string legend = file.resolve(file.text("landuse", "legend", ""));
  if (fs::is_regular_file(legend)) text += digests.of(legend);
  return text;
}

/// Files of the account beyond rasters and zones.
std::string account_files_text(const RasterStudy& study, const AccountInputs& inputs,
                               Digests& digests) {
  std::string text;
  const auto rasters = study.input_paths();
  for (const auto& path : inputs.paths) {
    const bool counted = std::ranges::find(rasters, path) != rasters.end();
    if (!counted && path != study.file->path()) text += digests.of(path);
  }
  return text;
}

}  // namespace

std::map<std::string, std::string> fingerprints(const std::vector<StudyStep>& steps,
                                                const RasterStudy& study,
                                                const AccountInputs& inputs) {
  const StudyFile& file = *study.file;
  Digests digests;
  const std::string rasters = rasters_text(study, digests);
  const std::string account = account_files_text(study, inputs, digests);
  std::map<std::string, std::string> prints;
  for (const StudyStep& step : steps) {
    std::string text = fmt::format("{} {}\n{}", version(), step.name, rasters);
    text += file.section_text(step.section);
    const auto with = [&step](const char* section) {
      return step.section == section || std::ranges::find(step.reads, section) != step.reads.end();
    };
    for (const auto& section : step.reads)
      text += file.section_text(section);
    if (with("carbon")) text += account;
    for (const auto& path : files_of(step, study))
      text += digests.of(path);
    for (const auto* others : {&step.needs, &step.uses}) {
      for (const auto& other : *others) {
        if (prints.contains(other)) text += prints[other];
      }
    }
    prints[step.name] = digest_of_text(text);
  }
  return prints;
}

std::string unfinished_path(const std::string& result) {
  return result + ".unfinished";
}

History History::open(const std::string& result) {
  History history;
  for (const auto& path : {result, unfinished_path(result)}) {
    if (!fs::exists(path)) continue;
    const auto names = list_tables(path);
    if (std::ranges::find(names, steps_name) == names.end()) continue;
    const Table table = read_table(path, steps_name);
    Source source{path, {}};
    const auto& step = values<std::string>(table, "step");
    const auto& print = values<std::string>(table, "fingerprint");
    for (std::size_t row = 0; row < table.rows(); ++row)
      source.fingerprints[step[row]] = print[row];
    history.complete_ = history.complete_ || path == result;
    history.sources_.push_back(std::move(source));
  }
  return history;
}

const History::Source* History::source_of(const std::string& step,
                                          const std::string& fingerprint) const {
  const auto found = std::ranges::find_if(sources_, [&](const Source& source) {
    const auto print = source.fingerprints.find(step);
    return print != source.fingerprints.end() && print->second == fingerprint;
  });
  return found == sources_.end() ? nullptr : &*found;
}

bool History::has(const std::string& step, const std::string& fingerprint) const {
  return source_of(step, fingerprint) != nullptr;
}

bool History::is_complete(const std::vector<StudyStep>& steps,
                          const std::map<std::string, std::string>& fingerprints) const {
  return complete_ && sources_.front().fingerprints == fingerprints &&
         fingerprints.size() == steps.size();
}

std::vector<Table> History::tables(const std::string& step, const std::string& fingerprint) const {
  const Source* source = source_of(step, fingerprint);
  std::vector<Table> tables;
  if (source == nullptr) return tables;
  for (const auto& name : list_tables(source->path)) {
    if (name.starts_with(step + "/")) tables.push_back(read_table(source->path, name));
  }
  return tables;
}

std::vector<std::string> History::notes() const {
  std::vector<std::string> notes;
  for (const Source& source : sources_) {
    const Table table = read_table(source.path, "provenance/notes");
    for (const auto& note : values<std::string>(table, "note"))
      notes.push_back(note);
  }
  return notes;
}

std::optional<Overview> History::overview() const {
  for (const Source& source : sources_)
    if (auto overview = read_overview(source.path)) return overview;
  return std::nullopt;
}

Table steps_table(const std::vector<StudyStep>& steps,
                  const std::map<std::string, std::string>& fingerprints) {
  std::vector<std::string> names, prints;
  for (const StudyStep& step : steps) {
    const auto found = fingerprints.find(step.name);
    if (found == fingerprints.end()) continue;
    names.push_back(step.name);
    prints.push_back(found->second);
  }
  return {
      steps_name,
      "Jobs of the study, and what they were computed from",
      {{"step", "", "job; its tables begin with its name", std::move(names)},
       {"fingerprint", "", "of version, settings and inputs, see docs/run.md", std::move(prints)}}};
}

}  // namespace terrabalance
