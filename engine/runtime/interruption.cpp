#include "engine/runtime/interruption.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

#include <unistd.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> asked = false;
std::atomic<bool> heeded = false;
std::atomic<bool> reminded = false;
std::array<char, 512> words{};
std::size_t words_length = 0;

void ask(int signal) {
  asked = true;
  std::signal(signal, SIG_DFL);
  if (signal != SIGUSR1) alarm(SignalWatch::grace);
}

void give_up(int /*signal*/) {
  if (heeded && !reminded.exchange(true)) {  // a checkpoint is being written, or a rank is lost
    alarm(SignalWatch::grace_of_end);
    return;
  }
  [[maybe_unused]] const auto written = write(STDERR_FILENO, words.data(), words_length);
  _exit(static_cast<int>(ExitStatus::interrupted));
}

void set_handlers(void (*handler)(int)) {
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1})
    std::signal(signal, handler);
}

}  // namespace

SignalWatch::SignalWatch(const std::string& last_words) {
  words_length = std::min(last_words.size(), words.size());
  std::copy_n(last_words.begin(), words_length, words.begin());
  std::signal(SIGALRM, give_up);
  set_handlers(ask);
}

SignalWatch::~SignalWatch() {
  set_handlers(SIG_DFL);
  alarm(0);
  std::signal(SIGALRM, SIG_DFL);
}

bool interruption_heeded() {
  if (!asked) return false;
  heeded = true;
  return true;
}

}  // namespace terrabalance
