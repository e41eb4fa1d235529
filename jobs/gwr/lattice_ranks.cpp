#include "jobs/gwr/lattice_ranks.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/value/archive.hpp"
#include "jobs/gwr/team.hpp"

namespace terrabalance {
namespace {

/// Rows of the lattice whose numbers one rank computes and another holds.
gwr::Rows common(gwr::Rows own, gwr::Rows held) {
  const std::size_t first = std::max(own.first, held.first);
  return {first, std::max(first, std::min(own.last, held.last))};
}

class HaloExchange {
 public:
  HaloExchange(Communicator ranks, std::size_t width, std::vector<gwr::Band> bands)
      : ranks_(std::move(ranks)), width_(width), bands_(std::move(bands)) {}

  /// Pairs of ranks take turns in one order, so that no two wait for each other.
  void operator()(std::vector<double>& cells) const {
    for (int a = 0; a < ranks_.size(); ++a) {
      for (int b = a + 1; b < ranks_.size(); ++b) {
        pass(a, b, cells);
        pass(b, a, cells);
      }
    }
  }

 private:
  const gwr::Band& band(int rank) const { return bands_[static_cast<std::size_t>(rank)]; }

  void pass(int from, int to, std::vector<double>& cells) const {
    const gwr::Rows rows = common(band(from).own, band(to).held);
    if (rows.count() == 0 || (ranks_.rank() != from && ranks_.rank() != to)) return;
    const std::size_t top = band(ranks_.rank()).held.first;
    const auto begin = cells.begin() + static_cast<std::ptrdiff_t>((rows.first - top) * width_);
    const auto end = cells.begin() + static_cast<std::ptrdiff_t>((rows.last - top) * width_);
    if (ranks_.rank() == from) {
      ranks_.send(to, to_bytes(std::vector<double>(begin, end)));
    } else {
      const auto theirs = from_bytes<std::vector<double>>(ranks_.receive(from));
      std::copy(theirs.begin(), theirs.end(), begin);
    }
  }

  Communicator ranks_;
  std::size_t width_;
  std::vector<gwr::Band> bands_;
};

}  // namespace

gwr::BandTeam band_team(const Communicator& ranks, int threads, std::size_t width,
                        std::size_t height, std::size_t reach, std::size_t together) {
  std::vector<gwr::Band> bands;
  const auto size = static_cast<std::size_t>(ranks.size());
  for (std::size_t rank = 0; rank < size; ++rank)
    bands.push_back(gwr::band_of(rank, size, height, reach, together));
  gwr::BandTeam team;
  team.team = team_of(ranks, threads);
  team.band = bands[static_cast<std::size_t>(ranks.rank())];
  team.fill_halo = HaloExchange(ranks, width, std::move(bands));
  return team;
}

}  // namespace terrabalance
