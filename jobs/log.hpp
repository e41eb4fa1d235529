#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/runtime/runtime.hpp"

/// \file
/// What the program says on stderr: words for people, or one JSON object a line for programs.
namespace terrabalance {

enum class LogFormat { text, json };

/// Colours only on a terminal, and never where NO_COLOR is set (no-color.org).
/// \param level  debug, info, warn or error
void start_log(const std::string& level, LogFormat format);

/// Says something that has numbers in it: as text, or as an object with these fields besides time,
/// level and message.
void log_event(const std::string& text, const nlohmann::ordered_json& fields);

/// A line in the format of the log, for those who cannot log any more.
std::string last_words(const std::string& text, LogFormat format);

/// Progress of a stage: a bar on a terminal, a line every five seconds else, objects in JSON.
ProgressSink progress_sink(const std::string& label, LogFormat format);

}  // namespace terrabalance
