#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/sweep/partition.hpp"
#include "engine/value/archive.hpp"

namespace terrabalance {

/// What must be the same for a run to go on where another stopped: names and values (version,
/// settings, each input's size and time of change).
using RunIdentity = std::vector<std::pair<std::string, std::string>>;

/// Rows of tiles whose summary is known.
struct SweptRows {
  Partition::Band rows{};
  Bytes summary;
};

/// The folder in which a run keeps what it has swept so far: files of a serialised summary and the
/// rows of tiles that it covers, each with a checksum and the run's identity. A file takes its name
/// when it is complete. Any number of ranks can go on from it.
class Checkpoint {
 public:
  using Say = std::function<void(const std::string&)>;

  /// \param interval  seconds between two files of a rank  \param resume  go on from what is there
  /// \param say       for people; on the root rank only
  Checkpoint(std::string folder, double interval, bool resume, RunIdentity identity, Say say);

  /// What a run before this one swept of the stage, in order of rows and without overlap; nothing
  /// unless resuming. Says at what share it goes on. A damaged file is left out and named.
  /// \throws InputError naming what differs, if the files are another run's
  std::vector<SweptRows> load(const std::string& stage, std::int64_t tile_rows) const;

  bool resumes() const { return resume_; }

  /// Whether a file of this rank is due again: the interval has gone by, and so much more that
  /// keeping takes at most a thirtieth of the time. With an interval of 0 always. What takes time
  /// is all from here to the end of save().
  bool due();

  /// Keeps a summary; takes the place of what was kept for the same first row.
  /// \throws RunError if it cannot be written
  void save(const std::string& stage, Partition::Band rows, const Bytes& summary);

  /// Removes what was kept: the run is done.
  void remove() const;

  const std::string& folder() const { return folder_; }

 private:
  using Clock = std::chrono::steady_clock;
  std::string folder_;
  double interval_;
  bool resume_;
  RunIdentity identity_;
  Say say_;
  Clock::time_point last_ = Clock::now();
  Clock::time_point begin_ = last_;  // of what will be kept
  double cost_ = 0;                  // of the last one, s
};

/// The rows of tiles that no band of `done` covers, cut into one share a rank, as equal as whole
/// rows allow; a share is a list of bands from top to bottom.
std::vector<std::vector<Partition::Band>> shares_of_rest(std::int64_t tile_rows,
                                                         const std::vector<Partition::Band>& done,
                                                         int ranks);

}  // namespace terrabalance
