#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/gwr/lattice_ranks.hpp"
#include "kernels/gwr/lattice/banded_fit.hpp"
#include "kernels/gwr/search.hpp"
#include "tests/mpi/world.hpp"

/// \file
/// A lattice that ranks share by bands of rows has every bit of one that a single rank holds.
namespace terrabalance::gwr {
namespace {

constexpr std::size_t width = 140;
constexpr std::size_t height = 301;

Lattice simulated() {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  Lattice lattice{width, height, 30, 40, {}, {}};
  lattice.predictors.resize(2);
  for (std::size_t i = 0; i < lattice.cells(); ++i) {
    const double a = normal(random);
    const double b = 100 + normal(random);
    lattice.predictors[0].push_back(i % 97 == 3 ? NAN : a);
    lattice.predictors[1].push_back(i / width > 40 && i % width < 30 ? 100 : b);
    lattice.response.push_back(a * std::sin(static_cast<double>(i % width) / 30) + b / 10 +
                               normal(random) / 5);
  }
  return lattice;
}

Lattice rows_of(const Lattice& whole, Rows rows) {
  const auto cut = [&](const std::vector<double>& all) {
    return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(rows.first * width),
                               all.begin() + static_cast<std::ptrdiff_t>(rows.last * width));
  };
  Lattice part{width, rows.count(), whole.cell_width, whole.cell_height, {}, cut(whole.response)};
  for (const auto& layer : whole.predictors)
    part.predictors.push_back(cut(layer));
  part.top = rows.first;
  return part;
}

/// How often two columns of the rows of a rank differ in a bit.
int differences(const std::vector<double>& own, const std::vector<double>& all, const Band& band,
                std::size_t numbers) {
  int found = 0;
  for (std::size_t row = band.own.first; row < band.own.last; ++row) {
    for (std::size_t i = 0; i < width * numbers; ++i) {
      const double a = own[(row - band.held.first) * width * numbers + i];
      const double b = all[row * width * numbers + i];
      found += std::bit_cast<std::int64_t>(a) == std::bit_cast<std::int64_t>(b) ? 0 : 1;
    }
  }
  return found;
}

/// A lattice on one rank, and the part of it that this rank has.
struct Shared {
  explicit Shared(int threads, std::size_t reach, std::size_t together = 1) : whole(simulated()) {
    alone.band = {{0, height}, {0, height}};
    alone.team.threads = threads;
    ranks = band_team(*test::world(), threads, width, height, reach, together);
    const Lattice part = rows_of(whole, ranks.band.held);
    centres = centres_of(part, ranks);
    EXPECT_EQ(centres, centres_of(whole, alone));
    own = std::make_unique<LatticeModel>(part, centres);
    all = std::make_unique<LatticeModel>(whole);
  }

  Lattice whole;
  BandTeam alone;
  BandTeam ranks;
  std::vector<double> centres;
  std::unique_ptr<LatticeModel> own;
  std::unique_ptr<LatticeModel> all;
};

TEST(MpiGwrLattice, EveryBitIsThatOfOneRank) {
  constexpr double bandwidth = 600;
  for (const int threads : {1, 2}) {
    for (const WindowMethod method :
         {WindowMethod::direct, WindowMethod::boxes, WindowMethod::spectral, WindowMethod::plane}) {
      const Kernel kernel = method == WindowMethod::boxes ? Kernel::boxcar : Kernel::bisquare;
      Window window = direct_window_of(kernel, bandwidth, {width, height, 30, 40});
      window.method = method;
      const std::size_t together = window.rows_together();
      const Shared lattice(threads, window.rows(), together);
      const Band& band = lattice.ranks.band;
      EXPECT_LE(band.held.count(), band.own.count() + 2 * (window.rows() + together - 1));

      const BandedFit found =
          fit_bands(*lattice.own, window, bandwidth, SigmaForm::tr_s, lattice.ranks);
      const BandedFit expected =
          fit_bands(*lattice.all, window, bandwidth, SigmaForm::tr_s, lattice.alone);
      EXPECT_GT(expected.counts[0], 30000);
      EXPECT_EQ(found.counts, expected.counts);
      EXPECT_EQ(differences(found.local.beta, expected.local.beta, band, 3), 0);
      EXPECT_EQ(differences(found.local.variance, expected.local.variance, band, 3), 0);
      EXPECT_EQ(differences(found.local.residual, expected.local.residual, band, 1), 0);
      EXPECT_EQ(differences(found.local.local_r2, expected.local.local_r2, band, 1), 0);
      EXPECT_EQ(found.whole.aicc, expected.whole.aicc);
      EXPECT_EQ(found.whole.tss, expected.whole.tss);
      EXPECT_EQ(found.whole.tr_sts, expected.whole.tr_sts);
    }
  }
}

TEST(MpiGwrLattice, SearchesTakeTheSameSteps) {
  const LatticeShape shape{width, height, 30, 40};
  const SearchRange range{80, 700};
  const Window widest = window_of(Kernel::bisquare, range.high, shape);
  const Shared lattice(2, widest.rows(), most_together(widest));
  const auto searched = [&](const LatticeModel& model, const BandTeam& team) {
    return search(
        [&](double b) {
          return evaluate_bands(model, window_of(Kernel::bisquare, b, shape), team);
        },
        range, false, {});
  };
  const SearchResult found = searched(*lattice.own, lattice.ranks);
  const SearchResult expected = searched(*lattice.all, lattice.alone);
  ASSERT_EQ(found.trials.size(), expected.trials.size());
  for (std::size_t i = 0; i < found.trials.size(); ++i) {
    EXPECT_EQ(found.trials[i].bandwidth, expected.trials[i].bandwidth);
    EXPECT_EQ(found.trials[i].score.value, expected.trials[i].score.value);
  }
}

TEST(MpiGwrLattice, RanksOwnWholeGroupsWhereThereAreEnough) {
  const Band band = band_of(1, 3, 1000, 20, 128);
  EXPECT_EQ(band.own.first, 256);
  EXPECT_EQ(band.own.last, 640);
  EXPECT_EQ(band.held.first, 236);
  EXPECT_EQ(band.held.last, 660);
  const Band small = band_of(1, 3, 100, 20, 64);
  EXPECT_EQ(small.own.first, 33);
  EXPECT_EQ(small.held.first, 0);
  EXPECT_EQ(small.held.last, 100);
}

TEST(MpiGwrLattice, MoreRanksThanRowsLeaveSomeIdle) {
  for (const std::size_t rows : {1U, 2U, 3U}) {
    std::size_t next = 0;
    for (std::size_t rank = 0; rank < 4; ++rank) {
      const Band band = band_of(rank, 4, rows, 2);
      EXPECT_EQ(band.own.first, next);
      EXPECT_LE(band.held.last, rows);
      next = band.own.last;
    }
    EXPECT_EQ(next, rows);
  }
}

}  // namespace
}  // namespace terrabalance::gwr
