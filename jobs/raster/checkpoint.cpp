#include "jobs/raster/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include <spdlog/fmt/fmt.h>

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

/// The command line without what may differ when a run goes on.
std::string settings_of(const std::string& command) {
  constexpr auto with_value =
      std::to_array<std::string_view>({"--threads", "--checkpoint-interval", "--chunk-alignment",
                                       "--log-level", "--log-format", "--trace"});
  constexpr auto flags = std::to_array<std::string_view>({"--resume", "-q", "--quiet"});
  std::istringstream words(command);
  std::string settings;
  for (std::string word; words >> word;) {
    if (std::ranges::find(flags, word) != flags.end()) continue;
    const auto equals = word.find('=');
    if (std::ranges::find(with_value, word.substr(0, equals)) != with_value.end()) {
      if (equals == std::string::npos) words >> word;
      continue;
    }
    settings.append(settings.empty() ? "" : " ").append(word);
  }
  return settings;
}

std::string folder_of(const RasterStudy& study) {
  return study.output + ".checkpoint";
}

std::string state_of(const std::string& path) {
  std::error_code missing;
  const auto size = fs::file_size(path, missing);
  if (missing) return "no file";
  const auto changed = fs::last_write_time(path, missing).time_since_epoch().count();
  return fmt::format("{} bytes, changed at {}", size, changed);
}

}  // namespace

std::shared_ptr<Checkpoint> checkpoint_of(const Session& session, const RasterScene& scene,
                                          const Partition& partition, const std::string& jobs) {
  const RasterStudy& study = scene.study;
  const Tile tile = partition.tile(0, 0);
  RunIdentity identity{{"version", version()},
                       {"jobs", jobs},
                       {"settings", settings_of(session.command)},
                       {"study file", session.study_text},
                       {"tiles", fmt::format("{} x {} cells", tile.width, tile.height)}};
  std::vector<std::string> inputs = scene.stack.paths();
  if (study.zones) inputs.push_back(study.zones->path);
  if (fs::is_regular_file(study.legend.name())) inputs.push_back(study.legend.name());
  for (const auto& path : inputs)
    identity.emplace_back(path, state_of(path));
  auto checkpoint = std::make_shared<Checkpoint>(
      folder_of(study), study.checkpoint_interval, study.resume, std::move(identity),
      [session](const std::string& message) { session.say(message); });
  session.communicator.together([&] {
    if (session.communicator.is_root() && !study.resume) checkpoint->remove();
  });
  return checkpoint;
}

void remove_checkpoint(const RasterStudy& study) {
  std::error_code ignored;  // a checkpoint that stays does no harm
  fs::remove_all(folder_of(study), ignored);
}

}  // namespace terrabalance
