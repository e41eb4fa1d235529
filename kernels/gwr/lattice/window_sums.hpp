#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/value/line_vector.hpp"
#include "kernels/gwr/lattice/window.hpp"

namespace terrabalance::gwr {

/// Rows [first, last) of a lattice.
struct Rows {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t count() const { return last - first; }
};

/// Columns of numbers of the cells held, row-major; 0 where a cell is left out.
struct CellColumns {
  const std::vector<std::vector<double>>* values = nullptr;
  std::size_t width = 0;
  std::size_t height = 0;  ///< rows held
  std::size_t top = 0;     ///< rows of the whole lattice above them

  std::size_t count() const { return values->size(); }
  std::size_t products() const { return count() * (count() + 1) / 2; }
  const double* row(std::size_t column, std::size_t y) const {
    return (*values)[column].data() + y * width;
  }
  /// out[i] = a product of two columns at cell x + i of row y, or 0 outside, for i < count.
  void multiply(std::size_t m, std::size_t l, std::ptrdiff_t x, std::ptrdiff_t y, std::size_t count,
                double* out) const;
};

/// Weighted sums, over the window about each cell of a block, of the products of all pairs of
/// columns, lower triangle by rows: with the weights and, on request, with their squares. Belongs
/// to one thread; keeps its buffers. The sums of a cell depend on nothing but the lattice: neither
/// on the rows asked for with it nor on how many rows are held.
class WindowSums {
 public:
  virtual ~WindowSums() = default;
  WindowSums(const WindowSums&) = delete;
  WindowSums& operator=(const WindowSums&) = delete;

  /// Cells of a row, and rows, that are best asked for at once.
  std::size_t block() const { return block_; }
  std::size_t best_rows() const { return best_rows_; }

  /// Sums about the cells [x, x + block()) of rows.
  /// \param x        a multiple of block()
  /// \param rows     of one tile of best_rows(), counted from the lattice's first
  /// \param squares  whether with squared weights too; not for products with the last column
  void sum(std::size_t x, Rows rows, bool squares);

  /// After sum(). \param y  one of its rows \param cell  from x on
  double first(std::size_t product, std::size_t y, std::size_t cell) const {
    return first_[offset(product, y) + cell];
  }
  double second(std::size_t product, std::size_t y, std::size_t cell) const {
    return (own_squares_ ? second_ : first_)[offset(product, y) + cell];
  }

  /// Whether the sums may differ from direct ones by more than rounding.
  bool approximate() const { return approximate_; }
  /// Root of a bound of the error of first(), second() of a column's squares anywhere in row y. The
  /// error of a product of two columns is at most the product of their roots.
  double root_error(std::size_t column, std::size_t y) const {
    return errors_[(y - rows_.first) * columns_.count() + column];
  }
  double second_root_error(std::size_t column, std::size_t y) const {
    return second_errors_[(y - rows_.first) * columns_.count() + column];
  }

 protected:
  /// \param own_squares  false if all weights are 1: they are their own squares
  WindowSums(const CellColumns& columns, std::size_t block, std::size_t best_rows, bool approximate,
             bool own_squares = true);

  /// Writes every number of first_row() and, on request and if weights have squares of their own,
  /// of second_row() for all rows().
  virtual void compute(std::size_t x, bool squares) = 0;

  const CellColumns& columns() const { return columns_; }
  Rows rows() const { return rows_; }
  double* first_row(std::size_t product, std::size_t y) { return &first_[offset(product, y)]; }
  double* second_row(std::size_t product, std::size_t y) { return &second_[offset(product, y)]; }
  void set_errors(std::size_t column, std::size_t y, double first, double second);

 private:
  std::size_t offset(std::size_t product, std::size_t y) const {
    return ((y - rows_.first) * columns_.products() + product) * stride_;
  }

  CellColumns columns_;
  std::size_t block_;
  std::size_t best_rows_;
  bool approximate_;
  bool own_squares_;
  std::size_t stride_;
  Rows rows_;
  LineVector<double> first_;
  LineVector<double> second_;
  std::vector<double> errors_;
  std::vector<double> second_errors_;
};

/// What the threads share of a window: makes the sums of each.
class WindowPlan {
 public:
  explicit WindowPlan(const Window& window);
  ~WindowPlan();
  WindowPlan(const WindowPlan&) = delete;
  WindowPlan& operator=(const WindowPlan&) = delete;

  const Window& window() const { return *window_; }
  std::unique_ptr<WindowSums> sums(const CellColumns& columns) const;
  std::unique_ptr<WindowSums> direct_sums(const CellColumns& columns) const;

 private:
  struct Shared;
  const Window* window_;
  std::unique_ptr<Shared> shared_;
};

}  // namespace terrabalance::gwr
