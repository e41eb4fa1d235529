#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {

/// The shell's words for a call of the executable. \param ranks  0: without a launcher
std::string command_line(const std::string& arguments, int ranks = 0);

/// The terrabalance executable, running beside the test; killed with it.
class Running {
 public:
  /// \param ranks  0: without a launcher  \param before  shell commands to run first
  explicit Running(const std::string& arguments, int ranks = 0, const std::string& before = "");
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Of the program, or of its launcher.
  pid_t pid() const { return pid_; }
  /// Processes that the launcher started.
  std::vector<pid_t> children() const;
  void signal(int number) const;

  /// Waits for its end. \return a status of 128 + the signal's number if one ended it; nothing if
  /// it lives on
  std::optional<Outcome> end_within(double seconds);

 private:
  TemporaryFolder folder_;
  pid_t pid_ = 0;
};

/// Waits until a folder, or a file with something in it, is there. \return whether it came
bool appears(const std::string& path, double seconds = 20);

}  // namespace terrabalance::test
