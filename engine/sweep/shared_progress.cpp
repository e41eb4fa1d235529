#include "engine/sweep/shared_progress.hpp"

#include <algorithm>
#include <thread>

namespace terrabalance {

using namespace std::chrono_literals;

SharedProgress::SharedProgress(const Runtime& runtime, std::int64_t own)
    : runtime_(&runtime), own_(own), total_(runtime.communicator.sum(own)) {}

void SharedProgress::show() {
  runtime_->progress(done_ + runtime_->communicator.reported().done, total_);
}

void SharedProgress::update(std::int64_t done) {
  done_ = done;
  const auto now = Clock::now();
  if (now - last_ < 100ms) return;
  last_ = now;
  const Communicator& ranks = runtime_->communicator;
  if (ranks.is_root()) {
    show();
  } else {
    ranks.report(done, false);
  }
}

void SharedProgress::finish() {
  done_ = own_;
  const Communicator& ranks = runtime_->communicator;
  if (!ranks.is_root()) return ranks.report(own_, true);
  const Span span(runtime_->meter.get(), Phase::communicate);
  auto pause = 20us;
  while (!ranks.reported().all_last && !ranks.peer_failed()) {
    show();
    std::this_thread::sleep_for(pause);
    pause = std::min<std::chrono::microseconds>(2 * pause, 10ms);
  }
  show();
}

}  // namespace terrabalance
