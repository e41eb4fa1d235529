#include "engine/sweep/checkpoint.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <tuple>

#include <unistd.h>
#include <xxhash.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

/// All that a file of the checkpoint says.
struct Content {
  RunIdentity identity;
  std::string stage;
  Partition::Band rows{};
  Bytes summary;

  template <class Archive>
  void archive(Archive& a) {
    a(identity, stage, rows.begin, rows.end, summary);
  }
};

std::uint64_t checksum_of(const std::byte* bytes, std::size_t size) {
  return XXH3_64bits(bytes, size);
}

/// Writes what Content::archive() would give, without a copy of the summary, which may be large.
void write_whole(const fs::path& path, const RunIdentity& identity, const std::string& stage,
                 Partition::Band rows, const Bytes& summary) {
  const Bytes head = to_bytes(std::tuple(identity, stage, rows.begin, rows.end,
                                         static_cast<std::uint64_t>(summary.size())));
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       XXH3_freeState);
  XXH3_64bits_reset(state.get());
  const fs::path unfinished = path.string() + ".partial";
  std::error_code error;
  fs::remove(unfinished, error);  // not through a link that others may have laid there
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  for (const Bytes* part : {&head, &summary}) {
    XXH3_64bits_update(state.get(), part->data(), part->size());
    file.write(reinterpret_cast<const char*>(part->data()),
               static_cast<std::streamsize>(part->size()));
  }
  const std::uint64_t checksum = XXH3_64bits_digest(state.get());
  file.write(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
  file.close();
  if (file) fs::rename(unfinished, path, error);
  if (!file || error) {
    throw RunError(path.string() +
                   ": the checkpoint cannot be written; check the space left on the disk with df");
  }
}

/// \return nothing if the file is cut short or its bytes are not those that were written
std::optional<Content> read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> raw{std::istreambuf_iterator<char>(file), {}};
  std::uint64_t checksum = 0;
  if (raw.size() < sizeof(checksum)) return {};
  const std::size_t size = raw.size() - sizeof(checksum);
  std::memcpy(&checksum, raw.data() + size, sizeof(checksum));
  const auto* bytes = reinterpret_cast<const std::byte*>(raw.data());
  if (checksum_of(bytes, size) != checksum) return {};
  try {
    return from_bytes<Content>({bytes, size});
  } catch (const RunError&) {
    return {};  // of another form, though its checksum is right
  }
}

std::string difference(const RunIdentity& before, const RunIdentity& now) {
  for (const auto& [name, value] : now) {
    const auto same = std::ranges::find(before, name, &RunIdentity::value_type::first);
    if (same == before.end()) return std::string(name).append(" is new: ").append(value);
    if (same->second == value) continue;
    return std::string(name).append(" was ").append(same->second).append(", is ").append(value);
  }
  for (const auto& [name, value] : before) {
    if (std::ranges::find(now, name, &RunIdentity::value_type::first) == now.end()) {
      return std::string(name).append(" is gone, was ").append(value);
    }
  }
  return "";
}

}  // namespace

Checkpoint::Checkpoint(std::string folder, double interval, bool resume, RunIdentity identity,
                       Say say)
    : folder_(std::move(folder)),
      interval_(interval),
      resume_(resume),
      identity_(std::move(identity)),
      say_(std::move(say)) {}

std::vector<SweptRows> Checkpoint::load(const std::string& stage, std::int64_t tile_rows) const {
  std::vector<SweptRows> found;
  if (!resume_) return found;
  bool other_stages = false;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() == ".partial") continue;
    auto content = read_whole(entry.path());
    const auto lies_outside = [&](const Partition::Band& band) {
      return band.begin < 0 || band.begin >= band.end || band.end > tile_rows;
    };
    if (!content || (content->stage == stage && lies_outside(content->rows))) {
      say_(entry.path().string() + ": is damaged; what it held is computed again");
      continue;
    }
    if (const auto what = difference(content->identity, identity_); !what.empty()) {
      throw InputError(folder_ + ": is the checkpoint of another run: " + what +
                       "; leave --resume away to start afresh");
    }
    if (content->stage == stage) {
      found.push_back({content->rows, std::move(content->summary)});
    } else {
      other_stages = true;
    }
  }
  std::ranges::sort(found, {}, [](const SweptRows& swept) { return swept.rows.begin; });
  std::int64_t end = 0;
  std::int64_t rows = 0;
  std::erase_if(found, [&](const SweptRows& swept) {
    if (swept.rows.begin < end) return true;
    end = swept.rows.end;
    rows += swept.rows.end - swept.rows.begin;
    return false;
  });
  if (found.empty()) {
    if (!other_stages) say_("no checkpoint in " + folder_ + ": starting afresh");
  } else {
    say_("resumed at " + std::to_string(100 * rows / std::max<std::int64_t>(1, tile_rows)) + " %");
  }
  return found;
}

bool Checkpoint::due() {
  constexpr double at_most = 1.0 / 30;  // of the time
  begin_ = Clock::now();
  const double passed = std::chrono::duration<double>(begin_ - last_).count();
  return interval_ == 0 || passed >= std::max(interval_, cost_ / at_most);
}

void Checkpoint::save(const std::string& stage, Partition::Band rows, const Bytes& summary) {
  std::error_code ignored;  // what cannot be made cannot be written either, which is reported
  fs::create_directories(folder_, ignored);
  write_whole(fs::path(folder_) / (stage + "-" + std::to_string(rows.begin)), identity_, stage,
              rows, summary);
  last_ = Clock::now();
  cost_ = std::chrono::duration<double>(last_ - begin_).count();
}

void Checkpoint::remove() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<std::vector<Partition::Band>> shares_of_rest(std::int64_t tile_rows,
                                                         const std::vector<Partition::Band>& done,
                                                         int ranks) {
  std::vector<std::int64_t> rest;
  auto next = done.begin();
  for (std::int64_t row = 0; row < tile_rows; ++row) {
    while (next != done.end() && row >= next->end)
      ++next;
    if (next == done.end() || row < next->begin) rest.push_back(row);
  }
  std::vector<std::vector<Partition::Band>> shares(static_cast<std::size_t>(ranks));
  const auto count = static_cast<std::int64_t>(rest.size());
  for (int rank = 0; rank < ranks; ++rank) {
    auto& share = shares[static_cast<std::size_t>(rank)];
    for (std::int64_t i = count * rank / ranks; i < count * (rank + 1) / ranks; ++i) {
      const std::int64_t row = rest[static_cast<std::size_t>(i)];
      if (share.empty() || share.back().end != row) share.push_back({row, row});
      ++share.back().end;
    }
  }
  return shares;
}

}  // namespace terrabalance
