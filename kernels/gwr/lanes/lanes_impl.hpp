#pragma once

/// \file
/// Included by the sources that compile the loops for one instruction set each. Everything has
/// internal linkage and nothing of the standard library is used: no function compiled here for a
/// newer processor may end up in code that an older one runs.

#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/lanes/models_impl.hpp"
#include "kernels/gwr/lanes/moments_impl.hpp"
#include "kernels/gwr/lanes/sums_impl.hpp"
#include "kernels/lanes/number_lanes.hpp"

namespace terrabalance::gwr {
namespace {

using Bits = long long __attribute__((vector_size(width * 8)));

/// exp(x) for x <= 0 to 2 units in the last place; 0 below -708. Cody and Waite's reduction to
/// |r| <= ln 2 / 2, then the Taylor polynomial whose remainder is below 2^-56.
inline void exp_nonpositive(Lanes& x) {
  constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  const Lanes bounded = x < -708.0 ? Lanes{} - 708.0 : x;
  const Lanes shifted = bounded * 1.4426950408889634 + magic;
  const Lanes n = shifted - magic;
  const Lanes r = (bounded - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  constexpr double coefficient[] = {1.0 / 6227020800,
                                    1.0 / 479001600,
                                    1.0 / 39916800,
                                    1.0 / 3628800,
                                    1.0 / 362880,
                                    1.0 / 40320,
                                    1.0 / 5040,
                                    1.0 / 720,
                                    1.0 / 120,
                                    1.0 / 24,
                                    1.0 / 6,
                                    0.5,
                                    1.0,
                                    1.0};
  Lanes p = Lanes{} + coefficient[0];
  for (int i = 1; i < 14; ++i)
    p = p * r + coefficient[i];
  const Lanes unit = Lanes{} + 1.0;
  const Bits exponent = ((Bits)shifted) << 52;  // the low bits of `shifted` hold n
  const Lanes scale = (Lanes)((Bits)unit + exponent);
  x = x < -708.0 ? Lanes{} : p * scale;
}

inline void square_root(Lanes& x) {
  for (int k = 0; k < width; ++k)
    x[k] = __builtin_sqrt(x[k]);
}

template <int dims>
void distances_of(const double* coordinates, LeafList leaves, const double* place, double* out) {
  for (std::size_t i = 0; i < leaves.count; ++i) {
    const double* leaf = coordinates + leaves.ids[i] * leaf_size * dims;
    for (std::size_t j = 0; j < leaf_size; j += step) {
      const Lanes dx = at(leaf + j) - place[0];
      const Lanes dy = at(leaf + leaf_size + j) - place[1];
      Lanes s = dx * dx + dy * dy;
      if constexpr (dims == 3) {
        const Lanes dz = at(leaf + 2 * leaf_size + j) - place[2];
        s += dz * dz;
      }
      put(out + i * leaf_size + j, s);
    }
  }
}

void distances(const double* coordinates, int dims, LeafList leaves, const double* place,
               double* out) {
  if (dims == 2)
    distances_of<2>(coordinates, leaves, place, out);
  else
    distances_of<3>(coordinates, leaves, place, out);
}

void extents(const double* boxes, std::size_t count, int dims, const double* place, double* nearest,
             double* farthest) {
  for (std::size_t j = 0; j < count; j += step) {
    Lanes near{};
    Lanes far{};
    for (std::size_t d = 0; d < static_cast<std::size_t>(dims); ++d) {
      const Lanes below = at(boxes + d * count + j) - place[d];
      const Lanes above = place[d] - at(boxes + (static_cast<std::size_t>(dims) + d) * count + j);
      const Lanes outside = below > above ? below : above;
      const Lanes to_low = -below;
      const Lanes to_high = -above;
      const Lanes inside = to_low > to_high ? to_low : to_high;
      near += outside > 0.0 ? outside * outside : Lanes{};
      far += inside * inside;
    }
    put(nearest + j, near);
    put(farthest + j, far);
  }
}

std::size_t between(const double* values, std::size_t count, double low, double high, double* out,
                    std::size_t* below) {
  Words under{};
  std::size_t found = 0;
  for (std::size_t j = 0; j < count; j += step) {
    const Lanes x = at(values + j);
    const auto is_under = reinterpret_cast<Words>(x < low);
    under -= is_under;  // true is -1
    found += keep(x, reinterpret_cast<Words>(x <= high) & ~is_under, out + found);
  }
  for (int k = 0; k < width; ++k)
    *below += under[k];
  return found;
}

/// Every value's rank is counted: no order of the values can mislead a branch.
double ranked(double* values, std::size_t count, std::size_t k) {
  constexpr std::size_t together = 4;
  static_assert(ranked_step % (together * step) == 0);
  const std::size_t whole = (count + ranked_step - 1) / ranked_step * ranked_step;
  for (std::size_t j = count; j < whole; ++j)
    values[j] = __builtin_inf();
  Lanes most = Lanes{} - __builtin_inf();
  for (std::size_t i = 0; i < whole; i += together * step) {
    Lanes x[together];
    Words below[together] = {};
    for (std::size_t q = 0; q < together; ++q)
      x[q] = at(values + i + q * step);
    for (std::size_t j = 0; j < count; ++j) {
      const Lanes other = Lanes{} + values[j];
      for (std::size_t q = 0; q < together; ++q)
        below[q] -= reinterpret_cast<Words>(other < x[q]);  // true is -1
    }
    for (std::size_t q = 0; q < together; ++q)
      most = (below[q] < k) & (x[q] > most) ? x[q] : most;
  }
  double value = most[0];
  for (int lane = 1; lane < width; ++lane)
    value = most[lane] > value ? most[lane] : value;
  return value;
}

template <WeightShape::Form form>
void weights_of(double inverse, std::size_t count, double* values) {
  const double inverse2 = inverse * inverse;
  for (std::size_t j = 0; j < count; j += step) {
    const Lanes s = at(values + j);
    Lanes w{};
    if constexpr (form == WeightShape::Form::gaussian) {
      w = s * (-0.5 * inverse2);
      exp_nonpositive(w);
    } else if constexpr (form == WeightShape::Form::exponential) {
      w = s;
      square_root(w);
      w *= -inverse;
      exp_nonpositive(w);
    } else if constexpr (form == WeightShape::Form::bisquare) {
      const Lanes t = 1.0 - s * inverse2;
      w = t > 0.0 ? t * t : Lanes{};
    } else if constexpr (form == WeightShape::Form::tricube) {
      Lanes z = s;
      square_root(z);
      z *= inverse;
      const Lanes t = 1.0 - z * z * z;
      w = t > 0.0 ? t * t * t : Lanes{};
    } else {
      w = s * inverse2 < 1.0 ? Lanes{} + 1.0 : Lanes{};
    }
    put(values + j, w);
  }
}

/// Squared chords to squared great-circle distances. The filling of the last leaf is infinitely
/// far and stays so.
void to_great_circle(std::size_t count, double* values) {
  constexpr double diameter = 2 * 6371.0;
  for (std::size_t j = 0; j < count; ++j) {
    const double sine = __builtin_sqrt(values[j]) / diameter;
    const double d = diameter * __builtin_asin(sine < 1 ? sine : 1);
    values[j] = sine > 2 ? values[j] : d * d;
  }
}

void weights(WeightShape shape, std::size_t count, double* values) {
  using Form = WeightShape::Form;
  if (shape.great_circle) to_great_circle(count, values);
  switch (shape.form) {
    case Form::gaussian:
      return weights_of<Form::gaussian>(shape.inverse_bandwidth, count, values);
    case Form::exponential:
      return weights_of<Form::exponential>(shape.inverse_bandwidth, count, values);
    case Form::bisquare:
      return weights_of<Form::bisquare>(shape.inverse_bandwidth, count, values);
    case Form::tricube:
      return weights_of<Form::tricube>(shape.inverse_bandwidth, count, values);
    case Form::boxcar:
      return weights_of<Form::boxcar>(shape.inverse_bandwidth, count, values);
  }
}

void spread(const double* values, LeafList leaves, const double* weights, double centre,
            double* out) {
  Lanes residual{};
  Lanes weight{};
  Lanes first{};
  Lanes second{};
  for (std::size_t i = 0; i < leaves.count; ++i) {
    const double* leaf = values + leaves.ids[i] * leaf_size * 3;
    for (std::size_t j = 0; j < leaf_size; j += step) {
      const Lanes w = at(weights + i * leaf_size + j) * at(leaf + 2 * leaf_size + j);
      const Lanes d = at(leaf + leaf_size + j) - centre;
      residual += w * at(leaf + j);
      weight += w;
      first += w * d;
      second += w * d * d;
    }
  }
  out[0] += sum_of(residual);
  out[1] += sum_of(weight);
  out[2] += sum_of(first);
  out[3] += sum_of(second);
}

void slope(const double* values, LeafList leaves, const double* weights, double* out) {
  Lanes xx{};
  Lanes xy{};
  for (std::size_t i = 0; i < leaves.count; ++i) {
    const double* leaf = values + leaves.ids[i] * leaf_size * 2;
    for (std::size_t j = 0; j < leaf_size; j += step) {
      const Lanes wx = at(weights + i * leaf_size + j) * at(leaf + j);
      xx += wx * at(leaf + j);
      xy += wx * at(leaf + leaf_size + j);
    }
  }
  out[0] += sum_of(xx);
  out[1] += sum_of(xy);
}

/// Half of the columns at a time: as many sums as there are registers.
void combine(const double* rows, LeafList leaves, const double* weights, double* out) {
  constexpr std::size_t part = combined_columns / 2;
  for (std::size_t first = 0; first < combined_columns; first += part) {
    Lanes total[part / step] = {};
    for (std::size_t i = 0; i < leaves.count; ++i) {
      const double* leaf = rows + leaves.ids[i] * leaf_size * combined_columns + first;
      for (std::size_t j = 0; j < leaf_size; ++j) {
        const double w = weights[i * leaf_size + j];
        if (w == 0) continue;
        for (std::size_t k = 0; k < part / step; ++k)
          total[k] += at(leaf + j * combined_columns + k * step) * w;
      }
    }
    for (std::size_t k = 0; k < part / step; ++k)
      put(out + first + k * step, at(out + first + k * step) + total[k]);
  }
}

void square(std::size_t count, double* values) {
  for (std::size_t j = 0; j < count; j += step)
    put(values + j, at(values + j) * at(values + j));
}

void products(const double* a, const double* b, const double* c, const double* d, std::size_t count,
              double* out) {
  for (std::size_t j = 0; j < count; j += step)
    put(out + j, at(a + j) * at(b + j) + at(c + j) * at(d + j));
}

/// Four vectors of cells side by side, so that their chains of sums overlap.
template <bool squares>
void window_of(const double* f, std::size_t count, std::size_t half, const double* w, double* first,
               double* second) {
  for (std::size_t x = 0; x < count; x += 4 * step) {
    const double* here = f + x;
    Lanes a[4];
    Lanes b[4];
    for (std::size_t k = 0; k < 4; ++k) {
      const Lanes v = at(here + k * step);
      a[k] = v * w[0];
      if constexpr (squares) b[k] = v * (w[0] * w[0]);
    }
    for (std::size_t d = 1; d <= half; ++d) {
      const double wd = w[d];
      const double wd2 = wd * wd;
      for (std::size_t k = 0; k < 4; ++k) {
        const Lanes v = at(here + k * step + d) + at(here + k * step - d);
        a[k] += v * wd;
        if constexpr (squares) b[k] += v * wd2;
      }
    }
    for (std::size_t k = 0; k < 4; ++k) {
      put(first + x + k * step, at(first + x + k * step) + a[k]);
      if constexpr (squares) put(second + x + k * step, at(second + x + k * step) + b[k]);
    }
  }
}

void window(const double* f, std::size_t count, std::size_t half, const double* w, double* first,
            double* second) {
  if (second != nullptr)
    window_of<true>(f, count, half, w, first, second);
  else
    window_of<false>(f, count, half, w, first, second);
}

void boxes(const double* p, std::size_t stride, const std::uint32_t* halves, std::size_t rows,
           std::size_t count, double* out) {
  for (std::size_t x = 0; x < count; x += 4 * step) {
    Lanes total[4] = {};
    for (std::size_t j = 0; j < rows; ++j) {
      const double* here = p + j * stride + x;
      const std::size_t half = halves[j];
      for (std::size_t k = 0; k < 4; ++k)
        total[k] += at(here + k * step + half + 1) - at(here + k * step - half);
    }
    for (std::size_t k = 0; k < 4; ++k)
      put(out + x + k * step, total[k]);
  }
}

/// The four lines share a frequency's weight.
template <bool squares>
void spectra_of(const double* f, std::size_t stride, const double* w, const double* w2,
                std::size_t reach, std::size_t count, double* first, double* second) {
  for (std::size_t k = 0; k < count; k += step) {
    Lanes a[4];
    Lanes b[4];
    for (std::size_t q = 0; q < 4; ++q) {
      const Lanes v = at(f + q * count + k);
      a[q] = v * at(w + k);
      if constexpr (squares) b[q] = v * at(w2 + k);
    }
    for (std::size_t j = 1; j <= reach; ++j) {
      const double* above = f - j * stride + k;
      const double* below = f + j * stride + k;
      const Lanes wj = at(w + j * count + k);
      Lanes w2j{};
      if constexpr (squares) w2j = at(w2 + j * count + k);
      for (std::size_t q = 0; q < 4; ++q) {
        const Lanes v = at(above + q * count) + at(below + q * count);
        a[q] += v * wj;
        if constexpr (squares) b[q] += v * w2j;
      }
    }
    for (std::size_t q = 0; q < 4; ++q) {
      put(first + q * count + k, a[q]);
      if constexpr (squares) put(second + q * count + k, b[q]);
    }
  }
}

void spectra(const double* f, std::size_t stride, const double* w, const double* w2,
             std::size_t reach, std::size_t count, double* first, double* second) {
  if (second != nullptr)
    spectra_of<true>(f, stride, w, w2, reach, count, first, second);
  else
    spectra_of<false>(f, stride, w, w2, reach, count, first, second);
}

constexpr LaneLoops loops_called(const char* name) {
  return {name,    distances, extents, between, ranked,       weights,
          moments, spread,    slope,   combine, solve_models, evaluate_models,
          square,  products,  window,  boxes,   spectra};
}

}  // namespace
}  // namespace terrabalance::gwr
