#include "engine/runtime/output_lock.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

/// Who holds a lock: the lines of its file.
struct Holder {
  std::string host;
  std::string boot;  ///< of the host; a pid means nothing after the next
  long pid = 0;
  std::string started;  ///< of the process, in ticks since boot: pids are used again
  std::string since;
  std::string command;
};

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// When a process started, by the 22nd field of its stat; empty if there is no such process.
std::string start_of(long pid) {
  const std::string stat = first_line("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return "";
  std::istringstream fields(stat.substr(name_end + 1));
  std::string field;
  constexpr int start_after_name = 20;
  for (int i = 0; i < start_after_name; ++i)
    fields >> field;
  return field;
}

Holder myself(const std::string& command) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%F %T %z", &local);
  return {host_name(),
          first_line("/proc/sys/kernel/random/boot_id"),
          static_cast<long>(getpid()),
          start_of(getpid()),
          std::string(text.data(), length),
          command};
}

std::string text_of(const Holder& holder) {
  std::ostringstream text;
  text << "host " << holder.host << "\nboot " << holder.boot << "\npid " << holder.pid
       << "\nstarted " << holder.started << "\nsince " << holder.since << "\ncommand "
       << holder.command << "\n";
  return text.str();
}

Holder holder_from(const std::string& text) {
  Holder holder;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string key = line.substr(0, space);
    const std::string value = line.substr(space + 1);
    if (key == "host") holder.host = value;
    if (key == "boot") holder.boot = value;
    if (key == "pid") holder.pid = std::strtol(value.c_str(), nullptr, 10);
    if (key == "started") holder.started = value;
    if (key == "since") holder.since = value;
    if (key == "command") holder.command = value;
  }
  return holder;
}

std::string read_all(int file) {
  std::string text(4096, '\0');
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

/// Seconds since the file was renewed, by the clock of the server that both times come from.
double age_of(int file, const std::string& path) {
  const std::string probe = path + "-" + host_name() + "-" + std::to_string(getpid());
  struct stat then {};
  struct stat now {};
  fstat(file, &then);
  const int clock = open(probe.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  const bool known = clock >= 0 && fstat(clock, &now) == 0;
  if (clock >= 0) close(clock);
  unlink(probe.c_str());
  if (!known) return 0;
  return static_cast<double>(now.st_mtim.tv_sec - then.st_mtim.tv_sec) +
         1e-9 * static_cast<double>(now.st_mtim.tv_nsec - then.st_mtim.tv_nsec);
}

/// Whether the run that wrote the lock file still writes. \param locked  the kernel's lock is ours
bool alive(const Holder& holder, int file, const std::string& path, bool locked) {
  const bool here =
      holder.host == host_name() && holder.boot == first_line("/proc/sys/kernel/random/boot_id");
  if (!here) return age_of(file, path) < OutputLock::stale_after;
  if (locked || holder.pid <= 0) return false;  // on one host the kernel's lock tells
  if (kill(static_cast<pid_t>(holder.pid), 0) != 0 && errno == ESRCH) return false;
  return start_of(holder.pid) == holder.started;
}

[[noreturn]] void refuse(const std::string& path, const Holder& holder) {
  const std::string who = holder.pid == 0
                              ? "another run that is just starting"
                              : "process " + std::to_string(holder.pid) + " on " + holder.host +
                                    " since " + holder.since + " (" + holder.command + ")";
  throw InputError(path + ": another run writes this output: " + who +
                   "; wait for its end, or choose another place with -o. If that process is gone "
                   "for certain, remove " +
                   path);
}

/// Whether the name still stands for the open file.
bool stands(int file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/// \param at_once  whether other hosts are to see it now
bool write_all(int file, const std::string& text, bool at_once) {
  return ftruncate(file, 0) == 0 &&
         pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
         (!at_once || fsync(file) == 0);
}

}  // namespace

/// An open lock file that is renewed until it is let go.
struct OutputLock::Held {
  Held(int descriptor, std::string name) : file(descriptor), path(std::move(name)) {}
  ~Held() {
    if (beat.joinable()) {
      {
        const std::lock_guard lock(mutex);
        ended = true;
      }
      end.notify_all();
      beat.join();
      if (stands(file, path)) unlink(path.c_str());
    }
    close(file);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  void renew_now_and_then() {
    beat = std::thread([this] {
      sigset_t all;  // signals are for the main thread
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      std::unique_lock lock(mutex);
      while (!end.wait_for(lock, std::chrono::seconds(heartbeat), [this] { return ended; }))
        futimens(file, nullptr);
    });
  }

  int file;
  std::string path;
  std::mutex mutex;
  std::condition_variable end;
  bool ended = false;
  std::thread beat;
};

OutputLock::OutputLock(std::string file, const std::string& command) : file_(std::move(file)) {
  constexpr int tries = 100;  // each time it was removed by a run that ended just then
  for (int attempt = 0; attempt < tries; ++attempt) {
    const int descriptor = open(file_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      if (errno == ELOOP) {
        throw InputError(file_ + ": is a symbolic link where a lock file has to be; remove it");
      }
      if (fs::exists(file_)) {
        std::stringstream text;
        text << std::ifstream(file_).rdbuf();
        refuse(file_, holder_from(text.str()));
      }
      return;  // nothing can be written there; the writer of the output has the reason
    }
    auto held = std::make_unique<Held>(descriptor, file_);
    const bool locked = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    const bool busy = !locked && errno == EWOULDBLOCK;  // else: no such locks on this file system
    const std::string before = read_all(descriptor);
    const Holder holder = holder_from(before);
    if (busy) refuse(file_, holder);
    if (!stands(descriptor, file_)) continue;
    if (!before.empty() && alive(holder, descriptor, file_, locked)) refuse(file_, holder);
    const std::string mine = text_of(myself(command));
    if (!write_all(descriptor, mine, !locked)) {
      unlink(file_.c_str());
      return;  // the disk is full; the writer of the output will say so
    }
    if (!locked) {  // two may have come this far: the last to write stays
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      if (read_all(descriptor) != mine) refuse(file_, holder_from(read_all(descriptor)));
    }
    if (!before.empty()) {
      taken_over_ = file_ + ": taken over from process " + std::to_string(holder.pid) + " on " +
                    holder.host + ", which is gone";
    }
    held->renew_now_and_then();
    held_ = std::move(held);
    return;
  }
  throw RunError(file_ + ": other runs take and leave this lock all the time; run again");
}

OutputLock::~OutputLock() = default;
OutputLock::OutputLock(OutputLock&&) noexcept = default;
OutputLock& OutputLock::operator=(OutputLock&&) noexcept = default;

OutputLock OutputLock::of_file(const std::string& path, const std::string& command) {
  const fs::path target = followed(path);
  const bool folder = !target.has_filename() && target.has_parent_path();  // "maps/"
  return {(folder ? target.parent_path() : target).string() + ".lock", command};
}

OutputLock OutputLock::of_folder(const std::string& path, const std::string& command) {
  std::error_code ignored;  // what cannot be made cannot be written, which is reported
  fs::create_directories(path, ignored);
  return {(fs::path(path) / "terrabalance.lock").string(), command};
}

std::string followed(const std::string& path) {
  fs::path target = path;
  std::error_code error;
  constexpr int most = 40;  // as the kernel follows
  for (int links = 0; fs::is_symlink(target, error); ++links) {
    if (links == most) {
      throw InputError(path + ": its symbolic links go round in a circle; remove them");
    }
    const fs::path next = fs::read_symlink(target, error);
    if (error) break;
    target = next.is_absolute() ? next : target.parent_path() / next;
  }
  return target.string();
}

}  // namespace terrabalance
