#include "tests/support/running.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace terrabalance::test {
namespace {

using Clock = std::chrono::steady_clock;

std::string text_of(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// Asks every few milliseconds. \return whether it came true in time
template <class Question>
bool within(double seconds, const Question& question) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (!question()) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace

Running::Running(const std::string& arguments, int ranks, const std::string& before) {
  const std::string command = before + "exec " + command_line(arguments, ranks) + " > " +
                              folder_ / "out" + " 2> " + folder_ / "err";
  pid_ = fork();
  if (pid_ != 0) return;
  execl("/bin/bash", "bash", "-c", command.c_str(), nullptr);
  _exit(127);
}

Running::~Running() {
  if (pid_ == 0) return;
  for (const pid_t child : children())
    kill(child, SIGKILL);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::vector<pid_t> Running::children() const {
  const std::string id = std::to_string(pid_);
  std::istringstream list(text_of("/proc/" + id + "/task/" + id + "/children"));
  std::vector<pid_t> all;
  for (pid_t child = 0; list >> child;)
    all.push_back(child);
  return all;
}

void Running::signal(int number) const {
  kill(pid_, number);
}

std::optional<Outcome> Running::end_within(double seconds) {
  int status = 0;
  if (!within(seconds, [&] { return waitpid(pid_, &status, WNOHANG) == pid_; })) return {};
  pid_ = 0;
  const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return Outcome{code, text_of(folder_ / "out"), text_of(folder_ / "err")};
}

bool appears(const std::string& path, double seconds) {
  return within(seconds, [&] {
    std::error_code none;
    if (std::filesystem::is_directory(path, none)) return true;
    const auto bytes = std::filesystem::file_size(path, none);
    return !none && bytes > 0;
  });
}

}  // namespace terrabalance::test
