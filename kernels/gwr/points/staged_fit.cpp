#include "kernels/gwr/points/staged_fit.hpp"

#include <algorithm>

namespace terrabalance::gwr {

std::size_t StagedFit::add(std::size_t row, Status status) {
  const std::size_t number = rows_.size();
  places.status[number] = status;
  rows_.push_back(row);
  return number;
}

void StagedFit::move_to(LocalFit& fit) {
  const auto move = [&](std::vector<double> LocalFit::*column, std::size_t width) {
    if ((fit.*column).empty()) return;
    const double* from = (places.*column).data();
    double* to = (fit.*column).data();
    for (std::size_t j = 0; j < rows_.size(); ++j, from += width)
      if (places.status[j] == Status::ok) std::copy_n(from, width, to + rows_[j] * width);
  };
  for (std::size_t j = 0; j < rows_.size(); ++j)
    fit.status[rows_[j]] = places.status[j];
  for (const auto column :
       {&LocalFit::fitted, &LocalFit::residual, &LocalFit::influence, &LocalFit::condition_number})
    move(column, 1);
  for (const auto column : {&LocalFit::beta, &LocalFit::variance, &LocalFit::proportion})
    move(column, fit.coefficients);
  move(&LocalFit::inflation, fit.coefficients - 1);
  rows_.clear();
}

}  // namespace terrabalance::gwr
