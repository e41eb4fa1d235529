#include "engine/runtime/meter.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include <omp.h>

namespace terrabalance {
namespace {

// Spans of a thread nest like its calls do.
thread_local Span* innermost = nullptr;

/// ns that this thread has computed.
std::int64_t cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

void Meter::keep(const Event& event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(event);
}

std::string Meter::trace_json(int rank, std::int64_t shift) const {
  const std::lock_guard lock(mutex_);
  std::string text;
  const auto append = [&text](const char* format, auto... values) {
    std::array<char, 256> line{};
    const int length = std::snprintf(line.data(), line.size(), format, values...);
    if (!text.empty()) text += ",\n";
    text.append(line.data(), static_cast<std::size_t>(length));
  };
  append(R"({"name":"process_name","ph":"M","pid":%d,"args":{"name":"rank %d"}})", rank, rank);
  for (const Event& event : events_) {
    append(R"({"name":"%s","cat":"tile","ph":"X","pid":%d,"tid":%d,"ts":%.3f,"dur":%.3f,)"
           R"("args":{"tile":%lld}})",
           phase_names[static_cast<std::size_t>(event.phase)], rank, event.thread,
           1e-3 * static_cast<double>(event.start + shift),
           1e-3 * static_cast<double>(event.length), static_cast<long long>(event.tile));
  }
  return text;
}

Span::Span(Meter* meter, Phase phase, std::int64_t tile)
    : meter_(meter), phase_(phase), tile_(tile) {
  if (meter_ == nullptr) return;
  outer_ = innermost;
  innermost = this;
  if (phase_ == Phase::read) cpu_start_ = cpu_time();
  start_ = Meter::Clock::now();
}

Span::~Span() {
  if (meter_ == nullptr) return;
  const auto whole = Meter::Clock::now() - start_;
  const auto own = whole - inner_;
  innermost = outer_;
  if (outer_ != nullptr) outer_->inner_ += whole;
  if (phase_ == Phase::read) {
    const std::chrono::nanoseconds cpu(cpu_time() - cpu_start_);
    const auto decode = std::min<std::chrono::nanoseconds>(cpu, own);
    meter_->add(Phase::decode, decode);
    meter_->add(Phase::read, own - decode);
  } else {
    meter_->add(phase_, own);
  }
  if (meter_->traced()) {
    meter_->keep(
        {phase_, omp_get_thread_num(), tile_, (start_ - meter_->zero()).count(), whole.count()});
  }
}

}  // namespace terrabalance
