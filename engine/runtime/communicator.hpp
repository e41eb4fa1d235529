#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/runtime/meter.hpp"
#include "engine/value/archive.hpp"

namespace terrabalance {

/// Name and version of the MPI library, as it states them; MPI need not be initialised.
std::string mpi_library();

/// The ranks that work together, and the only thing that the rest of the code knows of MPI.
/// A cheap value. The local one is a single rank without MPI; every algorithm runs the same on it.
class Communicator {
 public:
  /// One rank, no MPI.
  static Communicator local() { return {}; }

  /// All ranks of the launch. Initialises MPI; it is finalised when the last copy is gone.
  static Communicator world();

  int rank() const;
  int size() const;
  bool is_root() const { return rank() == 0; }

  /// From now on what is said between ranks counts as Phase::communicate of this meter.
  void measure(std::shared_ptr<Meter> meter) const;

  void send(int to, const Bytes& bytes) const;
  Bytes receive(int from) const;
  /// Sends to one rank and receives from another at the same time, so that all can do so at once.
  Bytes exchange(int to, const Bytes& bytes, int from) const;

  /// The root's bytes on every rank.
  Bytes broadcast(Bytes bytes) const;

  /// The root's value on every rank.
  template <class T>
  void broadcast(T& value) const {
    if (size() == 1) return;
    const Bytes bytes = broadcast(is_root() ? to_bytes(value) : Bytes{});
    if (!is_root()) value = from_bytes<T>(bytes);
  }

  std::int64_t sum(std::int64_t value) const;

  /// Element-wise sum over the ranks, on every rank.
  std::vector<std::int64_t> sum(std::vector<std::int64_t> values) const;

  /// Element-wise sum over the ranks before this one.
  std::vector<std::int64_t> sum_before(std::vector<std::int64_t> values) const;

  std::int64_t max(std::int64_t value) const;
  void barrier() const;

  /// Tells the other ranks, without waiting, that this one failed; agree(.., true) must follow.
  void announce_failure() const;
  /// Whether some other rank has announced a failure. Cheap; for the main thread between tiles.
  bool peer_failed() const;

  /// Tells the root how far this rank is, without waiting: work done since the last agreement. What
  /// comes too soon after the last is left out, unless it is the last of all.
  void report(std::int64_t done, bool last) const;
  /// What the other ranks reported since the last agreement, added up; on the root.
  struct Reported {
    std::int64_t done = 0;
    bool all_last = true;
  };
  Reported reported() const;

  /// Collective: returns if no rank brings a failure. Otherwise the lowest failing rank throws its
  /// own exception and all others throw PeerError, so that one message is printed and all end.
  /// After that the ranks no longer talk: every further agreement fails at once.
  /// \param announced whether this rank has called announce_failure() since the last agreement
  void agree(const std::exception_ptr& failure, bool announced = false) const;

  /// Runs `work` on every rank and agrees on the outcome.
  template <class Work>
  auto together(Work&& work) const -> decltype(work());

 private:
  struct Mpi;
  Communicator() = default;
  std::shared_ptr<Mpi> mpi_;
};

template <class Work>
auto Communicator::together(Work&& work) const -> decltype(work()) {
  using Result = decltype(work());
  std::exception_ptr failure;
  if constexpr (std::is_void_v<Result>) {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
    agree(failure);
  } else {
    std::unique_ptr<Result> result;
    try {
      result = std::make_unique<Result>(work());
    } catch (...) {
      failure = std::current_exception();
    }
    agree(failure);
    return std::move(*result);
  }
}

/// Whether a run ends because this rank or another was asked to stop.
bool was_interrupted(const std::exception_ptr& failure);

/// Exit status that stands for an exception.
ExitStatus exit_status_of(const std::exception_ptr& failure);

}  // namespace terrabalance
