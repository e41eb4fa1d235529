#include "kernels/simulate/noise.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/simulate/hash.hpp"

namespace terrabalance::simulation {
namespace {

/// Standard deviation of one octave of amplitude 1, averaged over the plane: uniform values have
/// variance 1/3 and the interpolation keeps (2 * 13/35)^2 of it.
constexpr double octave_deviation = 0.4289;

float smooth(double t) {
  return static_cast<float>(t * t * (3 - 2 * t));
}

}  // namespace

std::vector<Octave> make_octaves(std::span<const double> wavelengths, double persistence,
                                 std::uint64_t seed) {
  double power = 0;
  for (std::size_t i = 0; i < wavelengths.size(); ++i) {
    power += std::pow(persistence, 2.0 * static_cast<double>(i));
  }
  const double first = 1 / (octave_deviation * std::sqrt(power));
  std::vector<Octave> octaves;
  for (std::size_t i = 0; i < wavelengths.size() && wavelengths[i] >= 2; ++i) {
    const double amplitude = first * std::pow(persistence, static_cast<double>(i));
    octaves.push_back({wavelengths[i], static_cast<float>(amplitude), mix(seed, i)});
  }
  return octaves;
}

NoiseRows::NoiseRows(std::span<const Octave> octaves, std::int64_t x, std::int64_t width) {
  for (const Octave& octave : octaves) {
    Layer& layer = layers_.emplace_back();
    layer.octave = octave;
    layer.seed = static_cast<std::uint32_t>(mix(octave.seed));
    layer.offset_y = uniform(octave.seed, 1);
    const double offset_x = uniform(octave.seed, 2);  // or all lattices would share a corner
    const auto position = [&](std::int64_t cell) {
      return (static_cast<double>(x + cell) + 0.5) / octave.wavelength + offset_x;
    };
    const double first = std::floor(position(0));
    layer.first = static_cast<std::uint32_t>(static_cast<std::int64_t>(first));
    for (std::int64_t cell = 0; cell < width; ++cell) {
      const double p = position(cell);
      const double lattice = std::floor(p);
      layer.column.push_back(static_cast<std::int32_t>(lattice - first));
      layer.fade.push_back(smooth(p - lattice));
    }
    layer.lattice.resize(static_cast<std::size_t>(layer.column.back()) + 2);
    layer.above.resize(layer.column.size());
    layer.below.resize(layer.column.size());
  }
}

void NoiseRows::interpolate(Layer& layer, std::int64_t lattice_row, std::vector<float>& cells) {
  const auto row = static_cast<std::uint32_t>(lattice_row);
  const auto columns = static_cast<std::uint32_t>(layer.lattice.size());
  for (std::uint32_t i = 0; i < columns; ++i) {
    layer.lattice[i] = layer.octave.amplitude * lattice_value(layer.seed, layer.first + i, row);
  }
  for (std::size_t x = 0; x < cells.size(); ++x) {
    const auto i = static_cast<std::size_t>(layer.column[x]);
    const float left = layer.lattice[i];
    cells[x] = left + (layer.lattice[i + 1] - left) * layer.fade[x];
  }
}

/// Brings `above` and `below` to row y; returns the share of the latter.
float NoiseRows::advance(Layer& layer, std::int64_t y) {
  const double p = (static_cast<double>(y) + 0.5) / layer.octave.wavelength + layer.offset_y;
  const double lattice = std::floor(p);
  const auto row = static_cast<std::int64_t>(lattice);
  if (row != layer.row) {
    if (row == layer.row + 1) {
      std::swap(layer.above, layer.below);
    } else {
      interpolate(layer, row, layer.above);
    }
    interpolate(layer, row + 1, layer.below);
    layer.row = row;
  }
  return smooth(p - lattice);
}

void NoiseRows::evaluate(std::int64_t y, std::span<float> out) {
  std::ranges::fill(out, 0.0F);
  for (Layer& layer : layers_) {
    const float fade = advance(layer, y);
    const float* above = layer.above.data();
    const float* below = layer.below.data();
    for (std::size_t x = 0; x < out.size(); ++x) {
      out[x] += above[x] + (below[x] - above[x]) * fade;
    }
  }
}

}  // namespace terrabalance::simulation
