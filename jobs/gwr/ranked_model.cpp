#include "jobs/gwr/ranked_model.hpp"

#include <utility>
#include <vector>

#include "engine/value/archive.hpp"

namespace terrabalance {

gwr::Chunks RankedModel::chunks_of(int rank) const {
  const auto cut = [this](int r) {
    return model_->chunk_count() * static_cast<std::size_t>(r) /
           static_cast<std::size_t>(ranks_.size());
  };
  return {cut(rank), cut(rank + 1)};
}

template <class T>
std::vector<std::vector<T>> RankedModel::gather(std::vector<T> mine) const {
  std::vector<std::vector<T>> all;
  if (ranks_.size() == 1) {
    all.push_back(std::move(mine));
    return all;
  }
  if (!ranks_.is_root()) {
    ranks_.send(0, to_bytes(mine));
  } else {
    all.push_back(std::move(mine));
    for (int rank = 1; rank < ranks_.size(); ++rank)
      all.push_back(from_bytes<std::vector<T>>(ranks_.receive(rank)));
  }
  ranks_.broadcast(all);
  return all;
}

gwr::Sums RankedModel::evaluate(double bandwidth) const {
  const auto mine = ranks_.together(
      [&] { return model_->evaluate(bandwidth, chunks_of(ranks_.rank()), threads_); });
  std::vector<gwr::Sums> sums;
  for (const auto& block : gather(mine))
    sums.insert(sums.end(), block.begin(), block.end());
  return gwr::total(sums);
}

gwr::SearchResult RankedModel::search(const gwr::SearchOptions& options) const {
  return gwr::search([this](double bandwidth) { return evaluate(bandwidth); },
                     gwr::search_range(*model_, options), model_->weights().adaptive, options);
}

void RankedModel::exchange(gwr::LocalFit& fit) const {
  if (ranks_.size() == 1) return;
  const auto blocks = gather(model_->pack(fit, chunks_of(ranks_.rank())));
  for (int rank = 0; rank < ranks_.size(); ++rank)
    model_->unpack(fit, chunks_of(rank), blocks[static_cast<std::size_t>(rank)]);
}

gwr::LocalFit RankedModel::fit(double bandwidth) const {
  const gwr::Chunks mine = chunks_of(ranks_.rank());
  gwr::LocalFit fit = model_->empty_fit(bandwidth, true);
  const auto my_sums = ranks_.together([&] { return model_->fit(fit, mine, threads_); });
  std::vector<gwr::Sums> sums;
  for (const auto& block : gather(my_sums))
    sums.insert(sums.end(), block.begin(), block.end());
  fit.sums = gwr::total(sums);
  exchange(fit);
  ranks_.together([&] { model_->fit_local_r2(fit, mine, threads_); });
  exchange(fit);
  return fit;
}

}  // namespace terrabalance
