#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/gwr/observations.hpp"
#include "kernels/gwr/points/local_fit.hpp"
#include "kernels/gwr/points/neighbourhood.hpp"
#include "kernels/gwr/points/point_tree.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// \throws InputError for a bandwidth that no fit of so many places can have
void check_bandwidth(double bandwidth, bool adaptive, std::size_t places);

/// A chunk, the unit of sums over places.
inline constexpr std::size_t leaves_per_chunk = 8;
inline constexpr std::size_t places_per_chunk = leaves_per_chunk * leaf_size;

/// What a place is to a model that holds a part of all points.
enum class Role : std::uint8_t {
  neighbour,  ///< it only has weight at other places
  helper,     ///< its local model is solved as well, for the residual that others' local R² needs
  own         ///< it counts in every sum
};

/// Geographically weighted regression of points (Fotheringham, Brunsdon and Charlton 2002): the
/// rows without missing values, in a tree, ready for any bandwidth.
///
/// Cost of one bandwidth: neighbours x p² per place; kernels that are not compact touch all places.
/// No list of neighbours is kept, so memory does not depend on the bandwidth.
class PointModel {
 public:
  /// \param roles  of the rows; empty: all are the model's own. Neighbours of own places and, for
  ///               local R², of helpers must be among the rows.
  PointModel(const Observations& observations, Weights weights, int threads = 1,
             std::span<const Role> roles = {});

  const Weights& weights() const { return weights_; }
  const PointTree& tree() const { return tree_; }
  std::size_t coefficients() const { return predictors_ + 1; }
  /// Places with complete rows: n of every formula.
  std::size_t size() const { return tree_.size(); }
  /// Places in all.
  std::size_t rows() const { return rows_; }
  /// Input row of a position of the tree's order.
  std::size_t row_of(std::size_t position) const { return row_at_[position]; }

  /// A predictor or, in column coefficients() - 1, the response at a position of the tree's order.
  double value(std::size_t position, std::size_t column) const {
    return values_.at(position, static_cast<int>(column));
  }

  /// The leaves and the positions of a chunk.
  struct Places {
    std::size_t first_leaf;
    std::size_t last_leaf;
    std::size_t first;
    std::size_t last;
  };

  std::size_t chunk_count() const;
  Places places_of(std::size_t chunk) const;
  void check(double bandwidth) const { check_bandwidth(bandwidth, weights_.adaptive, size()); }
  Chunks all() const { return {0, chunk_count()}; }

  /// What the criteria of a bandwidth need, a value per chunk. \see total
  std::vector<Sums> evaluate(double bandwidth, Chunks chunks, int threads) const;

  /// An empty fit, all places missing.
  LocalFit empty_fit(double bandwidth, bool with_collinearity = false, int threads = 1) const;
  /// Fills the places of the chunks in `fit`, but for local_r2; sums as evaluate().
  std::vector<Sums> fit(LocalFit& fit, Chunks chunks, int threads) const;
  /// Fills local_r2 of the places of the chunks, after fit() of them; none where the responses of
  /// the neighbours do not differ. Needs the residuals of all
  /// places.
  void fit_local_r2(LocalFit& fit, Chunks chunks, int threads) const;

  /// All of a fit at once.
  LocalFit fit(double bandwidth, int threads, bool with_collinearity = false) const;

  /// The places of the chunks as a row of numbers, to send from rank to rank.
  std::vector<double> pack(LocalFit& fit, Chunks chunks) const;
  void unpack(LocalFit& fit, Chunks chunks, std::span<const double> numbers) const;

  /// Local models at other places.
  /// \param predictors  columns as those of the observations, for the new places
  Prediction predict(double bandwidth, std::span<const double> x, std::span<const double> y,
                     const std::vector<std::vector<double>>& predictors, int threads) const;

  /// How the responses of a block of places enter the coefficients of all local models:
  /// beta_m at position p = Σ_c out[(p coefficients() + m) count + c] y_(first + c) + others'.
  /// 0 for a place without a model.
  /// \param distances  of all positions, as bandwidth_distances() gives them
  void response_weights(std::span<const double> distances, std::size_t first, std::size_t count,
                        double* out) const;

 private:
  class Worker;
  void store(LocalFit& fit, std::size_t i, std::size_t k, Worker& worker) const;
  void read_row(std::size_t position, std::span<double> row) const;
  template <class Each>
  void for_numbers(LocalFit& fit, Chunks chunks, Each&& each) const;
  Role role_of(std::size_t position) const { return roles_.empty() ? Role::own : roles_[position]; }
  bool has(const Places& places, Role least) const;
  template <class Each>
  void for_leaves(const Places& places, Role least, std::span<const double> distances,
                  Neighbourhood& neighbourhood, Each&& each) const;
  template <class Each>
  Sums solve_chunk(std::size_t chunk, Role least, double bandwidth, bool variances, Worker& worker,
                   Each&& each) const;
  template <class Work>
  void for_chunks(Chunks chunks, int threads, Work&& work) const;

  Weights weights_;
  std::size_t predictors_;
  std::vector<std::uint32_t> row_at_;  ///< row of a position of the tree's order
  std::size_t rows_ = 0;
  std::vector<Role> roles_;  ///< of positions; empty: all own
  PointTree tree_;
  LeafValues values_;  ///< predictors, then the response
};

}  // namespace terrabalance::gwr
