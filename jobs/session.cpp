#include "jobs/session.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "jobs/launch.hpp"

namespace terrabalance {

void Session::warn(const std::string& message) {
  if (std::ranges::find(notes, message) != notes.end()) return;
  notes.push_back(message);
  if (communicator.is_root()) spdlog::warn("{}", message);
}

void Session::say(const std::string& message) const {
  if (communicator.is_root()) spdlog::info("{}", message);
}

namespace {

template <class Take>
void claim(const Session& session, const std::string& path, const Take& take) {
  session.communicator.together([&] {
    if (!session.communicator.is_root() || path.empty()) return;
    std::error_code unknown;
    const auto name = std::filesystem::weakly_canonical(followed(path), unknown).string();
    if (session.locks->contains(name)) return;
    OutputLock lock = take(path, session.command);
    if (!lock.taken_over().empty()) session.say(lock.taken_over());
    session.locks->emplace(name, std::move(lock));
  });
}

}  // namespace

void Session::claim_file(const std::string& path) const {
  claim(*this, path, OutputLock::of_file);
}

void Session::claim_folder(const std::string& path) const {
  claim(*this, path, OutputLock::of_folder);
}

Runtime Session::runtime(int threads, const std::string& label) const {
  check_threads(*this, threads);
  Runtime runtime;
  runtime.communicator = communicator;
  runtime.threads = threads;
  runtime.meter = meter;
  if (!quiet && communicator.is_root()) runtime.progress = progress_sink(label, log_format);
  return runtime;
}

Provenance Session::provenance(int threads, std::vector<std::string> inputs) const {
  Provenance provenance{version(), command,           study_text, communicator.size(),
                        threads,   std::move(inputs), notes};
  if (phases) provenance.tables.push_back(table_of(*phases));
  return provenance;
}

const char* version() {
  return TERRABALANCE_VERSION;
}

}  // namespace terrabalance
