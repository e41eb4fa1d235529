#include "engine/runtime/communicator.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <mpi.h>

#include "engine/runtime/abandon.hpp"

namespace terrabalance {
namespace {

constexpr int data_tag = 1;
constexpr int failure_tag = 2;
constexpr int report_tag = 3;
/// MPI counts are ints; longer messages go in pieces.
constexpr std::size_t piece = std::size_t{1} << 30;

template <class Transfer>
void in_pieces(std::size_t size, const Transfer& transfer) {
  for (std::size_t done = 0; done < size; done += piece) {
    transfer(done, static_cast<int>(std::min(piece, size - done)));
  }
}

/// Where all ranks share a node, memory connects them: Open MPI need not look for networks, which
/// takes longer than all else at start. What the user has set stands.
void spare_networks_on_one_node() {
  const char* all = std::getenv("OMPI_COMM_WORLD_SIZE");
  const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
  if (all == nullptr || here == nullptr || std::string_view(all) != here) return;
  if (std::getenv("OMPI_MCA_btl") != nullptr) return;
  setenv("OMPI_MCA_pml", "ob1", 0);
  setenv("OMPI_MCA_btl", "self,vader", 0);
}

}  // namespace

std::string mpi_library() {
  std::string text(MPI_MAX_LIBRARY_VERSION_STRING, '\0');
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  text.resize(std::min(text.find_first_of(",\n"), static_cast<std::size_t>(length)));
  return text;
}

struct Communicator::Mpi {
  Mpi() {
    spare_networks_on_one_node();
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    forget_reports();
  }
  ~Mpi() { MPI_Finalize(); }
  Mpi(const Mpi&) = delete;
  Mpi& operator=(const Mpi&) = delete;

  using Report = std::array<std::int64_t, 2>;  // done, whether it is the last

  void receive_report(int peer) {
    MPI_Recv(reports[static_cast<std::size_t>(peer)].data(), 2, MPI_INT64_T, peer, report_tag,
             MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    ++received[static_cast<std::size_t>(peer)];
  }
  void forget_reports() {
    if (sending != MPI_REQUEST_NULL) MPI_Wait(&sending, MPI_STATUS_IGNORE);
    sent = 0;
    reports.assign(static_cast<std::size_t>(size), Report{});
    received.assign(static_cast<std::size_t>(size), 0);
  }

  int rank = 0;
  int size = 1;
  std::optional<ExitStatus> failed;  // what an agreement ended with
  std::shared_ptr<Meter> meter;

  Report outgoing{};
  MPI_Request sending = MPI_REQUEST_NULL;
  int sent = 0;                 // reports since the last agreement
  std::vector<Report> reports;  // on the root: the latest of each rank
  std::vector<int> received;
};

Communicator Communicator::world() {
  Communicator world;
  world.mpi_ = std::make_shared<Mpi>();
  return world;
}

int Communicator::rank() const {
  return mpi_ ? mpi_->rank : 0;
}
int Communicator::size() const {
  return mpi_ ? mpi_->size : 1;
}

void Communicator::measure(std::shared_ptr<Meter> meter) const {
  if (mpi_) mpi_->meter = std::move(meter);
}

void Communicator::send(int to, const Bytes& bytes) const {
  const Span span(mpi_->meter.get(), Phase::communicate);
  if (mpi_->meter) mpi_->meter->add_sent(static_cast<std::int64_t>(bytes.size()));
  const auto size = static_cast<std::uint64_t>(bytes.size());
  MPI_Send(&size, 1, MPI_UINT64_T, to, data_tag, MPI_COMM_WORLD);
  in_pieces(bytes.size(), [&](std::size_t offset, int count) {
    MPI_Send(bytes.data() + offset, count, MPI_BYTE, to, data_tag, MPI_COMM_WORLD);
  });
}

Bytes Communicator::receive(int from) const {
  const Span span(mpi_->meter.get(), Phase::communicate);
  std::uint64_t size = 0;
  MPI_Recv(&size, 1, MPI_UINT64_T, from, data_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  Bytes bytes(size);
  in_pieces(bytes.size(), [&](std::size_t offset, int count) {
    MPI_Recv(bytes.data() + offset, count, MPI_BYTE, from, data_tag, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
  });
  return bytes;
}

Bytes Communicator::exchange(int to, const Bytes& bytes, int from) const {
  const Span span(mpi_->meter.get(), Phase::communicate);
  if (mpi_->meter) mpi_->meter->add_sent(static_cast<std::int64_t>(bytes.size()));
  const auto size = static_cast<std::uint64_t>(bytes.size());
  std::uint64_t coming = 0;
  MPI_Sendrecv(&size, 1, MPI_UINT64_T, to, data_tag, &coming, 1, MPI_UINT64_T, from, data_tag,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  Bytes received(coming);
  std::vector<MPI_Request> requests;
  in_pieces(received.size(), [&](std::size_t offset, int count) {
    MPI_Irecv(received.data() + offset, count, MPI_BYTE, from, data_tag, MPI_COMM_WORLD,
              &requests.emplace_back());
  });
  in_pieces(bytes.size(), [&](std::size_t offset, int count) {
    MPI_Isend(bytes.data() + offset, count, MPI_BYTE, to, data_tag, MPI_COMM_WORLD,
              &requests.emplace_back());
  });
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
  return received;
}

Bytes Communicator::broadcast(Bytes bytes) const {
  if (size() == 1) return bytes;
  const Span span(mpi_->meter.get(), Phase::communicate);
  if (mpi_->meter && is_root()) {
    mpi_->meter->add_sent(static_cast<std::int64_t>(bytes.size()) * (this->size() - 1));
  }
  auto size = static_cast<std::uint64_t>(bytes.size());
  MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  bytes.resize(size);
  in_pieces(bytes.size(), [&](std::size_t offset, int count) {
    MPI_Bcast(bytes.data() + offset, count, MPI_BYTE, 0, MPI_COMM_WORLD);
  });
  return bytes;
}

std::int64_t Communicator::sum(std::int64_t value) const {
  return sum(std::vector<std::int64_t>{value}).front();
}

std::vector<std::int64_t> Communicator::sum(std::vector<std::int64_t> values) const {
  if (size() > 1) {
    const Span span(mpi_->meter.get(), Phase::communicate);
    MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_INT64_T,
                  MPI_SUM, MPI_COMM_WORLD);
  }
  return values;
}

std::vector<std::int64_t> Communicator::sum_before(std::vector<std::int64_t> values) const {
  std::vector<std::int64_t> before(values.size(), 0);
  if (size() > 1) {
    const Span span(mpi_->meter.get(), Phase::communicate);
    MPI_Exscan(values.data(), before.data(), static_cast<int>(values.size()), MPI_INT64_T, MPI_SUM,
               MPI_COMM_WORLD);
  }
  return before;
}

std::int64_t Communicator::max(std::int64_t value) const {
  if (size() > 1) {
    const Span span(mpi_->meter.get(), Phase::communicate);
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, MPI_MAX, MPI_COMM_WORLD);
  }
  return value;
}

void Communicator::barrier() const {
  if (size() == 1) return;
  const Span span(mpi_->meter.get(), Phase::communicate);
  MPI_Barrier(MPI_COMM_WORLD);
}

void Communicator::announce_failure() const {
  for (int peer = 0; peer < size(); ++peer) {
    if (peer == rank()) continue;
    // Empty messages go at once, and agree() receives them: there is nothing to wait for.
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Isend(nullptr, 0, MPI_BYTE, peer, failure_tag, MPI_COMM_WORLD, &request);
    MPI_Request_free(&request);
  }
}

bool Communicator::peer_failed() const {
  if (size() == 1) return false;
  int found = 0;
  MPI_Iprobe(MPI_ANY_SOURCE, failure_tag, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
  return found != 0;
}

void Communicator::report(std::int64_t done, bool last) const {
  if (is_root()) return;
  int gone = 1;
  if (mpi_->sending != MPI_REQUEST_NULL) MPI_Test(&mpi_->sending, &gone, MPI_STATUS_IGNORE);
  if (gone == 0 && !last) return;
  if (gone == 0) MPI_Wait(&mpi_->sending, MPI_STATUS_IGNORE);
  mpi_->outgoing = {done, last ? 1 : 0};
  MPI_Isend(mpi_->outgoing.data(), 2, MPI_INT64_T, 0, report_tag, MPI_COMM_WORLD, &mpi_->sending);
  ++mpi_->sent;
}

Communicator::Reported Communicator::reported() const {
  Reported all;
  if (size() == 1) return all;
  MPI_Status status{};
  int found = 0;
  while (MPI_Iprobe(MPI_ANY_SOURCE, report_tag, MPI_COMM_WORLD, &found, &status) == MPI_SUCCESS &&
         found != 0)
    mpi_->receive_report(status.MPI_SOURCE);
  for (int peer = 1; peer < size(); ++peer) {
    const auto& [done, last] = mpi_->reports[static_cast<std::size_t>(peer)];
    all.done += done;
    all.all_last = all.all_last && last != 0;
  }
  return all;
}

void Communicator::agree(const std::exception_ptr& failure, bool announced) const {
  if (size() == 1) {
    if (failure) std::rethrow_exception(failure);
    return;
  }
  if (mpi_->failed) {
    if (failure) std::rethrow_exception(failure);
    throw PeerError(*mpi_->failed);
  }
  struct Vote {
    int status;
    int announced;
    int reports;
  };
  const Span span(mpi_->meter.get(), Phase::communicate);
  const Vote vote{static_cast<int>(exit_status_of(failure)), announced ? 1 : 0, mpi_->sent};
  std::vector<Vote> votes(static_cast<std::size_t>(size()));
  MPI_Allgather(&vote, 3, MPI_INT, votes.data(), 3, MPI_INT, MPI_COMM_WORLD);

  // What was sent without waiting is received now, so that nothing is left over.
  for (int peer = 1; is_root() && peer < size(); ++peer) {
    const auto p = static_cast<std::size_t>(peer);
    while (mpi_->received[p] < votes[p].reports)
      mpi_->receive_report(peer);
  }
  mpi_->forget_reports();
  for (int peer = 0; peer < size(); ++peer) {
    if (peer == rank() || votes[static_cast<std::size_t>(peer)].announced == 0) continue;
    MPI_Recv(nullptr, 0, MPI_BYTE, peer, failure_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  const auto first = std::ranges::find_if(votes, [](const Vote& v) { return v.status != 0; });
  if (first == votes.end()) return;
  mpi_->failed = static_cast<ExitStatus>(first->status);
  if (first - votes.begin() == rank()) std::rethrow_exception(failure);
  throw PeerError(*mpi_->failed);
}

bool was_interrupted(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const PeerError& error) {
    return error.status == ExitStatus::interrupted;
  } catch (...) {
    return exit_status_of(failure) == ExitStatus::interrupted;
  }
}

ExitStatus exit_status_of(const std::exception_ptr& failure) {
  if (!failure) return ExitStatus::done;
  try {
    std::rethrow_exception(failure);
  } catch (const InputError&) {
    return ExitStatus::bad_input;
  } catch (const Interrupted&) {
    return ExitStatus::interrupted;
  } catch (const PeerError&) {
    return ExitStatus::done;
  } catch (...) {
    return ExitStatus::failed;
  }
}

namespace {

/// Whether a rank below this one has announced a failure.
bool lower_rank_failed(int rank) {
  int found = 0;
  for (int peer = 0; peer < rank && found == 0; ++peer)
    MPI_Iprobe(peer, failure_tag, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
  return found != 0;
}

}  // namespace

void abandon(const Communicator& ranks, const std::function<void()>& say, ExitStatus status) {
  ranks.announce_failure();
  // Where several fail at the same time, the lowest speaks and ends the others as well.
  constexpr std::chrono::milliseconds moment{10};
  constexpr std::chrono::seconds patience{9};
  const auto start = std::chrono::steady_clock::now();
  bool spoken_for = false;
  for (int i = 0; i < 30 * std::min(ranks.rank(), 10) + 1 && !spoken_for; ++i) {
    std::this_thread::sleep_for(moment);
    spoken_for = lower_rank_failed(ranks.rank());
  }
  if (spoken_for) std::this_thread::sleep_until(start + patience);
  say();
  if (ranks.size() > 1) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(status));
  std::_Exit(static_cast<int>(status));
}

}  // namespace terrabalance
