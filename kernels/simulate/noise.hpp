#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace terrabalance::simulation {

/// One octave of value noise: random values on a square lattice, smoothly interpolated.
struct Octave {
  double wavelength = 1;  ///< lattice spacing, cells
  float amplitude = 1;    ///< lattice values are uniform in [-amplitude, amplitude)
  std::uint64_t seed = 0;
};

/// Octaves of falling wavelength whose sum has mean 0 and standard deviation about 1.
/// \param wavelengths  cells, falling; those below two cells are left out, as a grid cannot show
/// them \param persistence  ratio of one octave's amplitude to the one before
std::vector<Octave> make_octaves(std::span<const double> wavelengths, double persistence,
                                 std::uint64_t seed);

/// A noise field over the columns [x, x + width) of a grid, evaluated row by row. Its value at a
/// cell is a function of the octaves and of the cell's column and row alone: it does not matter
/// which columns or rows are asked for, nor in which order (ascending rows are the fastest).
class NoiseRows {
 public:
  NoiseRows(std::span<const Octave> octaves, std::int64_t x, std::int64_t width);

  /// Writes the field's values along row y; out has `width` elements.
  void evaluate(std::int64_t y, std::span<float> out);

 private:
  struct Layer {
    Octave octave;
    std::uint32_t seed = 0;
    double offset_y = 0;
    std::uint32_t first = 0;           // lattice column at or left of the first cell
    std::vector<std::int32_t> column;  // lattice column of each cell, from `first`
    std::vector<float> fade;           // of each cell between its lattice columns
    std::vector<float> lattice;        // values of one lattice row
    std::int64_t row = INT64_MIN;      // lattice row at or above the current row
    std::vector<float> above, below;   // that row and the next, interpolated to the cells
  };

  static void interpolate(Layer& layer, std::int64_t lattice_row, std::vector<float>& cells);
  static float advance(Layer& layer, std::int64_t y);

  std::vector<Layer> layers_;
};

}  // namespace terrabalance::simulation
