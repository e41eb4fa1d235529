#include "io/page/browser.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// "file:///..." with what addresses do not allow as %XX.
std::string address_of(const std::string& page) {
  std::string address = "file://";
  for (const char c : fs::absolute(page).string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z') || std::strchr("/-._~", c) != nullptr;
    address += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return address;
}

std::vector<std::string> arguments_of(const std::string& browser, const std::string& page) {
  std::vector<std::string> arguments{
      browser,
      "--headless",
      "--disable-gpu",
      "--disable-dev-shm-usage",  // containers have little of it
      "--no-first-run",
      "--font-render-hinting=none",
      "--user-data-dir=" + (fs::path(page).parent_path() / "profile").string(),
      "--dump-dom",
  };
  if (geteuid() == 0) arguments.emplace_back("--no-sandbox");  // root has none; the page is our own
  arguments.push_back(address_of(page));
  return arguments;
}

/// A child process with its output on a pipe; it and its children end with this object.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments) {
    std::vector<char*> raw;
    raw.reserve(arguments.size() + 1);
    for (auto& argument : arguments)
      raw.push_back(argument.data());
    raw.push_back(nullptr);
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw RunError("no pipe to the browser");
    process_ = fork();
    if (process_ == 0) {
      setpgid(0, 0);
      const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
      dup2(nothing, STDIN_FILENO);
      dup2(pipe_ends[1], STDOUT_FILENO);
      dup2(nothing, STDERR_FILENO);
      execv(raw[0], raw.data());
      _exit(127);
    }
    close(pipe_ends[1]);
    output_ = pipe_ends[0];
    if (process_ < 0) throw RunError("no process for the browser");
  }
  ~Child() {
    if (output_ >= 0) close(output_);
    if (process_ <= 0) return;
    kill(-process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// All that it prints, until it closes its output; \return false if that takes too long
  bool read_all(std::string& text, Clock::time_point deadline) const {
    std::array<char, 65536> buffer{};
    for (;;) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      pollfd waiting{output_, POLLIN, 0};
      const int ready = left <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return false;
      const ssize_t count = read(output_, buffer.data(), buffer.size());
      if (count <= 0) return true;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

}  // namespace

std::string loaded_document(const std::string& browser, const std::string& page,
                            std::chrono::seconds patience) {
  std::string text;
  const Child child(arguments_of(browser, page));
  if (!child.read_all(text, Clock::now() + patience)) {
    throw RunError(
        fmt::format("{}: gave no page within {} s; try it by hand: {} --headless --dump-dom {}",
                    browser, patience.count(), browser, page));
  }
  if (text.empty()) {
    throw RunError(
        fmt::format("{}: gave no page; try it by hand: {} --headless --dump-dom about:blank",
                    browser, browser));
  }
  return text;
}

}  // namespace terrabalance
