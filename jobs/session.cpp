#include "jobs/session.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "engine/runtime/progress.hpp"

namespace terrabalance {

void Session::warn(const std::string& message) {
  if (std::ranges::find(notes, message) != notes.end()) return;
  notes.push_back(message);
  if (communicator.is_root()) spdlog::warn("{}", message);
}

void Session::say(const std::string& message) const {
  if (communicator.is_root()) spdlog::info("{}", message);
}

Runtime Session::runtime(int threads, const std::string& label) const {
  Runtime runtime;
  runtime.communicator = communicator;
  runtime.threads = threads;
  if (!quiet) {
    const auto printer = std::make_shared<ProgressPrinter>(label);
    runtime.progress = [printer](std::int64_t done, std::int64_t total) {
      (*printer)(done, total);
    };
  }
  return runtime;
}

Provenance Session::provenance(int threads, std::vector<std::string> inputs) const {
  return {version(), command, study_text, communicator.size(), threads, std::move(inputs), notes};
}

const char* version() {
  return TERRABALANCE_VERSION;
}

}  // namespace terrabalance
