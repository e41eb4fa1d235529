#include "engine/runtime/interruption.hpp"

#include <atomic>
#include <csignal>

namespace terrabalance {
namespace {

// A signal handler can reach nothing but a global.
std::atomic<bool> asked = false;

void ask(int signal) {
  asked = true;
  std::signal(signal, SIG_DFL);
}

void set_handlers(void (*handler)(int)) {
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1})
    std::signal(signal, handler);
}

}  // namespace

SignalWatch::SignalWatch() {
  set_handlers(ask);
}

SignalWatch::~SignalWatch() {
  set_handlers(SIG_DFL);
}

bool interruption_asked() {
  return asked;
}

}  // namespace terrabalance
