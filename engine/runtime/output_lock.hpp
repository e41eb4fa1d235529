#pragma once

#include <memory>
#include <string>

namespace terrabalance {

/// Keeps one output for one run: a file NAME.lock beside a file, FOLDER/terrabalance.lock in a
/// folder, that says who writes there. It goes when the run ends; the kernel's lock on it goes even
/// when the run is killed.
///
/// A lock file that was left behind is taken over when
/// - its run was on this host and is gone, or
/// - its run was on another host and has not renewed the file for `stale_after` (it does so every
///   `heartbeat`); both times are the file server's, so clocks of hosts need not agree.
///
/// For one rank of a run. Moving it is fine; one process takes an output only once.
class OutputLock {
 public:
  static constexpr int heartbeat = 15;     ///< seconds
  static constexpr int stale_after = 120;  ///< seconds

  /// \param path  of the output; a symbolic link stands for what it points at. If nothing can be
  ///              written beside it there is nothing to keep either: writing it says so.
  /// \param command  of this run, for others to read
  /// \throws InputError naming who holds the lock, since when, the lock file and the remedy
  static OutputLock of_file(const std::string& path, const std::string& command);
  /// The folder is made if it is missing.
  static OutputLock of_folder(const std::string& path, const std::string& command);

  ~OutputLock();
  OutputLock(OutputLock&&) noexcept;
  OutputLock& operator=(OutputLock&&) noexcept;

  const std::string& file() const { return file_; }
  /// Words on a lock that was taken over; empty if there was none.
  const std::string& taken_over() const { return taken_over_; }

 private:
  struct Held;
  OutputLock(std::string file, const std::string& command);

  std::string file_;
  std::string taken_over_;
  std::unique_ptr<Held> held_;
};

/// The file that a path of an output stands for: symbolic links are followed, also to what is not
/// there yet. \throws InputError if they go round in a circle
std::string followed(const std::string& path);

}  // namespace terrabalance
