#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/gwr/lanes/model_lanes.hpp"

/// \file
/// The innermost loops, compiled once per instruction set and chosen at run time. They work on
/// leaves: leaf_size points side by side, column by column, as PointTree and LeafValues lay them.
/// Sums are taken in the order of the leaves given, so they do not depend on who asks.
namespace terrabalance::gwr {

constexpr std::size_t leaf_size = 16;
/// Cells of a lattice row that the loops take at once.
constexpr std::size_t lattice_block_step = 32;

/// Numbers of a spectrum that they take at once.
constexpr std::size_t spectrum_step = 16;

/// Values that are ranked at once.
constexpr std::size_t ranked_step = 32;

/// Columns of a matrix that are combined at once.
constexpr std::size_t combined_columns = 64;

/// The shape of a weight function, in squared distances s.
struct WeightShape {
  enum class Form { gaussian, exponential, bisquare, tricube, boxcar };
  Form form = Form::bisquare;
  bool great_circle = false;     ///< s is a squared chord of the sphere
  double inverse_bandwidth = 0;  ///< 1 / b
};

/// Leaves to visit, in this order.
struct LeafList {
  const std::uint32_t* ids = nullptr;
  std::size_t count = 0;
};

struct LaneLoops {
  const char* name;

  /// Squared distances of the points of the leaves from a place.
  /// \param coordinates  per leaf: dims columns
  /// \param out          leaves.count * leaf_size values
  void (*distances)(const double* coordinates, int dims, LeafList leaves, const double* place,
                    double* out);

  /// Squared distances of a place from the nearest and the farthest points of `count` boxes.
  /// \param boxes  2 dims columns of `count` numbers: low sides by dimension, then high sides
  /// \param count  whole leaf_size
  void (*extents)(const double* boxes, std::size_t count, int dims, const double* place,
                  double* nearest, double* farthest);

  /// Those of `count` values from low to high, in order; adds how many are below to `below`.
  /// \param count  whole leaf_size  \param out  room for all  \return how many
  std::size_t (*between)(const double* values, std::size_t count, double low, double high,
                         double* out, std::size_t* below);

  /// The k-th smallest of `count` values, from 1; in count² steps, for few values.
  /// \param values  room for whole ranked_step, which is written beyond `count`
  double (*ranked)(double* values, std::size_t count, std::size_t k);

  /// Squared distances to weights, in place.
  void (*weights)(WeightShape shape, std::size_t count, double* values);

  /// Weighted sums of products of the columns of (1, z_1 .. z_c), z = value - origin.
  /// \param values   per leaf: `columns` columns
  /// \param weights  as written by weights()
  /// \param out      lower triangle by rows, (columns + 1)(columns + 2) / 2 sums, added to
  void (*moments)(const double* values, int columns, LeafList leaves, const double* weights,
                  const double* origin, double* out);

  /// With v = w c_2 and d = c_1 - centre of three columns a leaf, adds Σ v c_0, Σ v, Σ v d, Σ v d².
  void (*spread)(const double* values, LeafList leaves, const double* weights, double centre,
                 double* out);

  /// out[0] += Σ w c_0², out[1] += Σ w c_0 c_1 of two columns a leaf: regression through 0.
  void (*slope)(const double* values, LeafList leaves, const double* weights, double* out);

  /// Rows of a matrix, combined: out[c] += Σ w row[c] over the points of the leaves, whose rows of
  /// combined_columns numbers lie in the tree's order.
  void (*combine)(const double* rows, LeafList leaves, const double* weights, double* out);

  /// Solves the models: means, scales, inverse, slopes. Numbers of a model that has
  /// no solution mean nothing, `constant` and `condition` say so.
  void (*solve_models)(const ModelLanes& models);

  /// What solved models say at their rows; the variances, if wanted, from squared_moments.
  void (*evaluate_models)(const ModelLanes& models, bool variances);

  void (*square)(std::size_t count, double* values);

  /// out = a b + c d, element by element; counts are rounded up to whole lattice_block_step.
  void (*products)(const double* a, const double* b, const double* c, const double* d,
                   std::size_t count, double* out);

  /// A symmetric window over a row: with v_d(x) = f[x + d] + f[x - d] (v_0 = f[x]),
  /// first[x] += Σ_d w[d] v_d(x) and, unless second is null, second[x] += Σ_d w[d]² v_d(x).
  /// \param f      readable from f[-half] to f[count + half), count rounded up
  /// \param count  cells, rounded up to whole lattice_block_step
  void (*window)(const double* f, std::size_t count, std::size_t half, const double* w,
                 double* first, double* second);

  /// Differences of running sums, row by row: out[x] = Σ_j p[j stride + x + halves[j] + 1] -
  /// p[j stride + x - halves[j]].
  /// \param count  cells, whole lattice_block_step
  void (*boxes)(const double* p, std::size_t stride, const std::uint32_t* halves, std::size_t rows,
                std::size_t count, double* out);

  /// Rows of spectra weighted by those of a symmetric window: with F_j = f[j stride ..] of four
  /// lines of `count` numbers, first = Σ_j w_j (F_j + F_-j) (F_0 once), j <= reach, and unless
  /// second is null, second likewise with w2.
  /// \param w, w2  spectra of the window's rows, `count` numbers each
  /// \param count  whole spectrum_step
  void (*spectra)(const double* f, std::size_t stride, const double* w, const double* w2,
                  std::size_t reach, std::size_t count, double* first, double* second);
};

/// The loops for this processor.
const LaneLoops& lane_loops();

/// All that this processor can run, for tests; ends with nullptr.
const LaneLoops* const* all_lane_loops();

}  // namespace terrabalance::gwr
