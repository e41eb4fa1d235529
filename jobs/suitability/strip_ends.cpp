#include "jobs/suitability/strip_ends.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

namespace terrabalance {
namespace {

using Rows = std::vector<std::int32_t>;

[[noreturn]] void fail(const std::string& path) {
  throw std::runtime_error(
      fmt::format("{}: the scratch file cannot be written or read; is the disk full?", path));
}

void take_lower(Rows& rows, const Rows& others) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = std::min(rows[i], others[i]);
}
void take_higher(Rows& rows, const Rows& others) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = std::max(rows[i], others[i]);
}

}  // namespace

StripEnds::StripEnds(std::string path, std::int64_t strips, std::int64_t columns)
    : path_(std::move(path)), strips_(strips), columns_(columns), file_(nullptr, &std::fclose) {
  const auto folder = std::filesystem::path(path_).parent_path();
  std::error_code ignored;  // fopen will tell
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  file_.reset(std::fopen(path_.c_str(), "w+b"));
  if (!file_) fail(path_);
}

StripEnds::~StripEnds() {
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

Rows StripEnds::read(std::int64_t line) const {
  Rows rows(static_cast<std::size_t>(columns_));
  const auto offset = static_cast<off_t>(line * columns_ * std::int64_t{sizeof(std::int32_t)});
  if (fseeko(file_.get(), offset, SEEK_SET) != 0 ||
      std::fread(rows.data(), sizeof(std::int32_t), rows.size(), file_.get()) != rows.size()) {
    fail(path_);
  }
  return rows;
}

void StripEnds::write(std::int64_t line, std::int64_t at, std::span<const std::int32_t> rows) {
  const auto offset =
      static_cast<off_t>((line * columns_ + at) * std::int64_t{sizeof(std::int32_t)});
  if (fseeko(file_.get(), offset, SEEK_SET) != 0 ||
      std::fwrite(rows.data(), sizeof(std::int32_t), rows.size(), file_.get()) != rows.size()) {
    fail(path_);
  }
}

void StripEnds::put(std::int64_t strip, std::int64_t at, std::span<const std::int32_t> first,
                    std::span<const std::int32_t> last) {
  const std::lock_guard lock(mutex_);
  write(2 * strip, at, first);
  write(2 * strip + 1, at, last);
}

/// First and last rows over all strips of this rank.
std::pair<Rows, Rows> StripEnds::ends_of_all() const {
  const auto n = static_cast<std::size_t>(columns_);
  Rows first(n, none_below);
  Rows last(n, none_above);
  for (std::int64_t strip = 0; strip < strips_; ++strip) {
    take_lower(first, read(2 * strip));
    take_higher(last, read(2 * strip + 1));
  }
  return {std::move(first), std::move(last)};
}

void StripEnds::settle(const Communicator& ranks) {
  const auto own = ranks.together([&] { return ends_of_all(); });
  const auto n = static_cast<std::size_t>(columns_);
  // From rank to rank, downwards and upwards: what lies beyond this rank's strips.
  Rows above(n, none_above);
  Rows below(n, none_below);
  const int rank = ranks.rank();
  if (rank > 0) above = from_bytes<Rows>(ranks.receive(rank - 1));
  if (rank + 1 < ranks.size()) {
    Rows next = above;
    take_higher(next, own.second);
    ranks.send(rank + 1, to_bytes(next));
    below = from_bytes<Rows>(ranks.receive(rank + 1));
  }
  if (rank > 0) {
    Rows next = below;
    take_lower(next, own.first);
    ranks.send(rank - 1, to_bytes(next));
  }
  ranks.together([&] {
    for (std::int64_t strip = 0; strip < strips_; ++strip) {
      const Rows last = read(2 * strip + 1);
      write(2 * strip + 1, 0, above);
      take_higher(above, last);
    }
    for (std::int64_t strip = strips_; strip-- > 0;) {
      const Rows first = read(2 * strip);
      write(2 * strip, 0, below);
      take_lower(below, first);
    }
  });
}

StripNeighbours StripEnds::neighbours(std::int64_t strip) const {
  return {read(2 * strip + 1), read(2 * strip)};
}

}  // namespace terrabalance
