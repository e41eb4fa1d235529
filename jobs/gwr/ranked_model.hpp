#pragma once

#include "engine/runtime/communicator.hpp"
#include "kernels/gwr/point_model.hpp"
#include "kernels/gwr/search.hpp"

namespace terrabalance {

/// A regression of points whose places are shared out among ranks. Every rank holds all points and
/// solves a block of places; sums are added in the order of the places, so that no number depends
/// on the number of ranks. All functions are collective and return the same on every rank.
class RankedModel {
 public:
  RankedModel(const gwr::PointModel& model, const Communicator& ranks, int threads)
      : model_(&model), ranks_(ranks), threads_(threads) {}

  gwr::Sums evaluate(double bandwidth) const;
  gwr::SearchResult search(const gwr::SearchOptions& options) const;
  gwr::LocalFit fit(double bandwidth) const;

 private:
  gwr::Chunks chunks_of(int rank) const;
  /// The blocks of all ranks in order.
  template <class T>
  std::vector<std::vector<T>> gather(std::vector<T> mine) const;
  void exchange(gwr::LocalFit& fit) const;

  const gwr::PointModel* model_;
  Communicator ranks_;
  int threads_;
};

}  // namespace terrabalance
