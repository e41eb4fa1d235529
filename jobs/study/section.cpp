#include "jobs/study/section.hpp"

#include <algorithm>
#include <cmath>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {

/// Whether there is nothing to read: no such key, or the command line had the last word.
bool SectionReader::decided(const std::string& key) const {
  if (!file_->has(section_, key)) return true;
  std::string option = "--" + key;
  std::ranges::replace(option, '_', '-');
  const CLI::Option* given = command_ == nullptr ? nullptr : command_->get_option_no_throw(option);
  return given != nullptr && given->count() > 0;
}

void SectionReader::refuse(const std::string& key, const std::string& why) const {
  throw InputError(fmt::format("{}: '{}' in [{}] {}", file_->path(), key, section_, why));
}

void SectionReader::text(const std::string& key, std::string& value) const {
  if (!decided(key)) value = file_->text(section_, key);
}

void SectionReader::choice(const std::string& key, std::string& value,
                           const std::vector<std::string>& known) const {
  if (decided(key)) return;
  value = file_->text(section_, key);
  if (std::ranges::find(known, value) != known.end()) return;
  refuse(key, fmt::format("is '{}'{}; it is one of {}", value, did_you_mean(value, known),
                          fmt::join(known, ", ")));
}

void SectionReader::path(const std::string& key, std::string& value,
                         const std::vector<std::string>& names) const {
  if (decided(key)) return;
  value = file_->text(section_, key);
  if (std::ranges::find(names, value) == names.end()) value = file_->resolve(value);
}

void SectionReader::texts(const std::string& key, std::vector<std::string>& values) const {
  if (!decided(key)) values = file_->texts(section_, key);
}

void SectionReader::flag(const std::string& key, bool& value) const {
  if (!decided(key)) value = file_->flag(section_, key, value);
}

void SectionReader::number(const std::string& key, double& value, double least, double most) const {
  if (decided(key)) return;
  value = file_->number(section_, key).value_or(value);
  if (value >= least && value <= most) return;
  refuse(key, std::isfinite(most) ? fmt::format("is {}; give {} to {}", value, least, most)
                                  : fmt::format("is {}; give {} or more", value, least));
}

void SectionReader::numbers(const std::string& key, std::vector<double>& values,
                            std::size_t count) const {
  if (decided(key)) return;
  values = file_->numbers(section_, key);
  if (values.size() != count) {
    refuse(key, fmt::format("has {} numbers; give {}", values.size(), count));
  }
}

std::optional<std::int64_t> SectionReader::whole(const std::string& key, std::int64_t least) const {
  if (decided(key)) return std::nullopt;
  const double value = file_->number(section_, key).value_or(0);
  constexpr double exact = 9007199254740992;  // 2^53: every integer up to it is a double
  if (value != std::floor(value) || std::abs(value) > exact) {
    refuse(key, fmt::format("is {}; give a whole number", value));
  }
  if (value < static_cast<double>(least)) {
    refuse(key, fmt::format("is {}; give {} or more", value, least));
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace terrabalance
