#include "kernels/simulate/landscape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "kernels/simulate/hash.hpp"

namespace terrabalance::simulation {
namespace {

/// Metres across that a landscape of scale 1 needs.
constexpr double full_extent = 150'000;

/// Width of the belt in which the land falls to the sea, metres.
constexpr double coast_belt = 25'000;

/// A field's octaves in cells, from wavelengths in metres.
std::vector<Octave> field(const World& world, std::initializer_list<double> metres,
                          double persistence, std::uint64_t key) {
  std::vector<double> cells;
  for (const double m : metres) {
    cells.push_back(m * world.scale / world.cell_size);
  }
  return make_octaves(cells, persistence, mix(world.seed, key));
}

float smooth_step(float t) {
  t = std::min(std::max(t, 0.0F), 1.0F);
  return t * t * (3 - 2 * t);
}

}  // namespace

double fitting_scale(double extent) {
  return std::clamp(extent / full_extent, 1e-6, 1.0);
}

Landscape::Landscape(const World& world, std::int64_t x, std::int64_t width)
    : world_(world),
      x_(x),
      width_(static_cast<std::size_t>(width)),
      continent_(field(world, {90'000, 52'000, 27'000}, 0.6, 1), x, width),
      hills_(field(world, {13'000, 6'700, 3'100, 1'500, 800, 400}, 0.5, 2), x, width),
      channel_(field(world, {61'000, 30'000, 11'000, 4'000}, 0.45, 3), x, width),
      wetness_rows_(field(world, {23'000, 9'000, 3'300, 1'100, 350, 110}, 0.7, 4), x, width),
      cover_rows_(field(world, {7'300, 2'900, 1'300, 600, 290, 140, 70}, 0.85, 5), x, width),
      town_rows_(field(world, {5'000, 1'700, 640, 240, 90}, 0.9, 6), x, width) {
  for (auto* values : {&broad_, &detail_, &town_, &elevation_, &relief_, &shore_, &wetness_,
                       &cover_, &potential_}) {
    values->resize(width_);
  }
}

LandRow Landscape::row(std::int64_t y) {
  continent_.evaluate(y, broad_);
  hills_.evaluate(y, detail_);
  channel_.evaluate(y, shore_);
  wetness_rows_.evaluate(y, wetness_);
  cover_rows_.evaluate(y, cover_);
  town_rows_.evaluate(y, town_);
  add_centres(y);
  shape_land(y);
  return {elevation_, relief_, shore_, wetness_, cover_, potential_};
}

/// potential = sum over centres of weight (1 - (d / radius)^2)^2, which is smooth and has an end.
void Landscape::add_centres(std::int64_t y) {
  std::ranges::fill(potential_, 0.0F);
  const double cell = world_.cell_size;
  const auto width = static_cast<double>(width_);
  for (const UrbanCentre& centre : world_.centres) {
    const double dy = ((static_cast<double>(y) + 0.5) * cell - centre.position[1]) / centre.radius;
    const double rest = 1 - dy * dy;
    if (rest <= 0) continue;
    const double half = std::sqrt(rest) * centre.radius / cell;
    const double middle = centre.position[0] / cell - 0.5 - static_cast<double>(x_);
    const double begin = std::clamp(std::ceil(middle - half), 0.0, width);
    const double end = std::clamp(std::floor(middle + half) + 1, 0.0, width);
    const double step = cell / centre.radius;
    const auto first = static_cast<std::size_t>(begin);
    const auto last = static_cast<std::size_t>(end);
    // Distances from the column next to the centre: the same numbers in every tile.
    const double anchor = std::floor(centre.position[0] / cell);
    const auto fraction =
        static_cast<float>((anchor + 0.5) * step - centre.position[0] / centre.radius);
    const auto offset = static_cast<std::int32_t>(x_ - static_cast<std::int64_t>(anchor));
    const auto rest_f = static_cast<float>(rest);
    const auto step_f = static_cast<float>(step);
    const auto weight = static_cast<float>(centre.weight);
    for (std::size_t x = first; x < last; ++x) {
      const float dx =
          static_cast<float>(static_cast<std::int32_t>(x) + offset) * step_f + fraction;
      const float near = std::max(rest_f - dx * dx, 0.0F);
      potential_[x] += weight * near * near;
    }
  }
}

/// Joins the noise fields into land: plains and mountains, a coast, rivers where `channel` crosses
/// zero, lakes where it is wettest, level ground under towns.
void Landscape::shape_land(std::int64_t y) {
  const double below_coast =
      world_.coast ? ((static_cast<double>(y) + 0.5) * world_.cell_size - *world_.coast) /
                         (coast_belt * world_.scale)
                   : -1e9;
  const auto fall = static_cast<float>(std::clamp(below_coast + 1, 0.0, 3.0));
  // A river is 250 m wide or two thirds of a cell, where that is more.
  const auto bank = static_cast<float>(std::max(250 * world_.scale, world_.cell_size / 1.5) /
                                       (30'000 * world_.scale));
  for (std::size_t x = 0; x < width_; ++x) {
    const float level = broad_[x] - 0.8F * fall;
    const float town_ground = smooth_step(1.3F * potential_[x]);
    const float mountains = smooth_step(0.15F + 0.45F * level) * (1 - town_ground);
    const float land = std::max(60 + 40 * level + 7 * detail_[x], world_.coast ? -200.0F : 2.0F);
    const float plain = land + (15 - land) * town_ground;
    const float height = plain + mountains * std::max(520 + 330 * detail_[x], 0.0F);
    const float river = std::abs(shore_[x]) - bank * (1.3F - mountains);
    const float lake = (2.3F - wetness_[x]) * 0.3F + mountains;
    const float sea = height * 0.004F;
    const float shore = std::min({river, lake, sea});
    elevation_[x] = height;
    relief_[x] = mountains;
    shore_[x] = shore;
    const float suited = potential_[x] + 0.3F * town_[x] - 0.7F * mountains;
    potential_[x] = shore < 0 ? -9.0F : suited;
  }
}

}  // namespace terrabalance::simulation
