#include "jobs/log.hpp"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/chrono.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "engine/runtime/progress.hpp"

namespace terrabalance {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string utc(std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(time);
  return fmt::format("{:%FT%T}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(whole)));
}

Json object_of(const std::string& level, const std::string& message,
               std::chrono::system_clock::time_point time) {
  return {{"time", utc(time)}, {"level", level}, {"message", message}};
}

/// Fields of the event that is being logged by this thread; spdlog carries text only.
thread_local const Json* event_fields = nullptr;

class JsonFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    const auto level = spdlog::level::to_string_view(message.level);
    Json object = object_of({level.data(), level.size()},
                            {message.payload.data(), message.payload.size()}, message.time);
    if (event_fields != nullptr) object.update(*event_fields);
    const std::string line = line_of(object);
    to.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

bool colours_wanted() {
  const char* none = std::getenv("NO_COLOR");
  return none == nullptr || *none == '\0';
}

void log_progress(const StageProgress& progress) {
  log_event(progress_line(progress), {{"event", "progress"},
                                      {"stage", progress.label},
                                      {"done", progress.done},
                                      {"total", progress.total},
                                      {"tiles_per_second", progress.rate},
                                      {"seconds_left", progress.left}});
}

}  // namespace

void start_log(const std::string& level, LogFormat format) {
  auto log = spdlog::stderr_color_mt(
      "terrabalance", colours_wanted() ? spdlog::color_mode::automatic : spdlog::color_mode::never);
  if (format == LogFormat::json) {
    log->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    log->set_pattern("%^%l%$: %v");
  }
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(log));
}

void log_event(const std::string& text, const nlohmann::ordered_json& fields) {
  event_fields = &fields;
  spdlog::info("{}", text);
  event_fields = nullptr;
}

std::string last_words(const std::string& text, LogFormat format) {
  if (format == LogFormat::text) return fmt::format("error: {}\n", text);
  return line_of({{"level", "error"}, {"message", text}});
}

ProgressSink progress_sink(const std::string& label, LogFormat format) {
  using namespace std::chrono_literals;
  const bool bar = format == LogFormat::text && isatty(STDERR_FILENO) != 0;
  const auto paced = bar ? std::make_shared<PacedProgress>(label, 200ms, true, print_bar)
                         : std::make_shared<PacedProgress>(label, 5s, false, log_progress);
  return [paced](std::int64_t done, std::int64_t total) { (*paced)(done, total); };
}

}  // namespace terrabalance
