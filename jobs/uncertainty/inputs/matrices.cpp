#include "jobs/uncertainty/inputs/matrices.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

/// Part number k of "a>b>c".
std::string part_of(const std::string& stratum, std::size_t k) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < k; ++i)
    begin = stratum.find('>', begin) + 1;
  return stratum.substr(begin, stratum.find('>', begin) - begin);
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

MatrixBook::MatrixBook(Session& session, const UncertaintyInputs& from, uncertainty::Inputs& inputs)
    : from_(from), inputs_(inputs) {
  strata_ = from.classification == ClassificationMode::change_classes ? from.change_classes
                                                                      : from.classes;
  for (const MatrixFor& matrix : from.matrices) {
    for (const auto& name : matrix.samples.map) {
      if (!contains(strata_, name)) strata_.push_back(name);
    }
    for (const auto& name : matrix.samples.reference) {
      if (!contains(strata_, name)) strata_.push_back(name);
    }
  }
  if (from.classification == ClassificationMode::change_classes) {
    for (const auto& stratum : strata_) {
      const auto parts = 1 + static_cast<std::size_t>(std::ranges::count(stratum, '>'));
      if (parts == from.years.size()) continue;
      throw InputError(
          fmt::format("change class '{}' names {} years, the areas have {}; write it as "
                      "CLASS>CLASS, a class for each year",
                      stratum, parts, from.years.size()));
    }
  }
  check_samples(session);
}

void MatrixBook::check_samples(Session& session) {
  const bool change = from_.classification == ClassificationMode::change_classes;
  for (const MatrixFor& matrix : from_.matrices) {
    const SampleCounts& samples = matrix.samples;
    std::vector<bool> mapped;
    for (const auto& name : strata_) {
      double area = 0;
      const auto& classes = change ? from_.change_classes : from_.classes;
      const auto k = static_cast<std::size_t>(std::ranges::find(classes, name) - classes.begin());
      for (std::size_t z = 0; k < classes.size() && z < from_.zones.size(); ++z) {
        for (std::size_t y = 0; !change && y < from_.years.size(); ++y)
          area += from_.area(z, y, k);
        if (change) area += from_.change_area_ha[z * classes.size() + k];
      }
      mapped.push_back(area > 0);
      if (area > 0 && !contains(samples.map, name)) {
        throw InputError(
            fmt::format("{}: has no row for class {}, which the map has; sample it, or merge it "
                        "with another",
                        samples.path, name));
      }
      if (area > 0 && !contains(samples.reference, name)) {
        session.warn(fmt::format("{}: has no column for class {}: its adjusted area is 0",
                                 samples.path, name));
      }
    }
    const std::size_t columns = samples.reference.size();
    for (std::size_t row = 0; row < samples.map.size(); ++row) {
      double sum = 0;
      for (std::size_t c = 0; c < columns; ++c)
        sum += samples.counts[row * columns + c];
      if (sum > 0 && sum < 30) {
        session.warn(
            fmt::format("{}: class {} has {} samples; below 30 its errors are hardly known",
                        samples.places[row], samples.map[row], sum));
      }
    }
    uncertainty::check(inputs_.matrices[add(matrix, samples.path)], mapped);
  }
  // Those were for the check; what sums use is added as it is met, under its stream's name.
  inputs_.matrices.clear();
  number_.clear();
}

std::size_t MatrixBook::add(const MatrixFor& matrix, const std::string& name) {
  const auto [found, is_new] = number_.emplace(name, inputs_.matrices.size());
  if (!is_new) return found->second;
  const SampleCounts& samples = matrix.samples;
  uncertainty::ErrorMatrix square{
      name, strata_, std::vector<double>(strata_.size() * strata_.size(), 0), from_.area_draws};
  const auto place = [this](const std::string& stratum) {
    return static_cast<std::size_t>(std::ranges::find(strata_, stratum) - strata_.begin());
  };
  for (std::size_t row = 0; row < samples.map.size(); ++row) {
    for (std::size_t c = 0; c < samples.reference.size(); ++c) {
      square.counts[place(samples.map[row]) * strata_.size() + place(samples.reference[c])] =
          samples.counts[row * samples.reference.size() + c];
    }
  }
  inputs_.matrices.push_back(std::move(square));
  return found->second;
}

const MatrixFor& MatrixBook::chosen(std::size_t zone, std::size_t year) const {
  const std::string y = std::to_string(from_.years[year]);
  const auto region = from_.region_of_zone.find(from_.zones[zone]);
  const MatrixFor* all = nullptr;
  for (const MatrixFor& matrix : from_.matrices) {
    if (matrix.where == y) return matrix;
    if (region != from_.region_of_zone.end() && matrix.where == region->second) return matrix;
    if (matrix.where.empty()) all = &matrix;
  }
  if (all != nullptr) return *all;
  throw InputError(
      fmt::format("no error matrix is for city {} in {}; give one as FILE@{}, FILE@REGION with the "
                  "regions of cities, or FILE for all",
                  from_.zones[zone], y, y));
}

std::size_t MatrixBook::matrix_of(std::size_t zone, std::size_t year) {
  const MatrixFor& matrix = chosen(zone, year);
  std::string name = std::filesystem::path(matrix.samples.path).stem().string();
  if (!matrix.where.empty()) name += fmt::format("@{}", matrix.where);
  const std::string y = std::to_string(from_.years[year]);
  if (from_.classification == ClassificationMode::independent && matrix.where != y) {
    name += fmt::format("@{}", y);
  }
  return add(matrix, name);
}

std::vector<uncertainty::Sum> MatrixBook::adjusted(std::size_t zone, std::size_t year,
                                                   const std::vector<double>& mapped,
                                                   const std::vector<std::string>& land_classes) {
  const bool change = from_.classification == ClassificationMode::change_classes;
  const std::size_t m = matrix_of(zone, year);
  std::vector<uncertainty::Sum> sums(land_classes.size());
  for (std::size_t i = 0; i < mapped.size(); ++i) {
    if (mapped[i] == 0) continue;
    for (std::size_t j = 0; j < strata_.size(); ++j) {
      if (inputs_.matrices[m].count(i, j) == 0) continue;
      const std::string land = change ? part_of(strata_[j], year) : strata_[j];
      const auto at = std::ranges::find(land_classes, land) - land_classes.begin();
      const auto next = static_cast<std::int32_t>(inputs_.cells.size());
      const auto [cell, is_new] = cells_.emplace(std::tuple(m, i, j), next);
      if (is_new) {
        inputs_.cells.push_back({static_cast<std::uint32_t>(m), static_cast<std::uint32_t>(i),
                                 static_cast<std::uint32_t>(j)});
      }
      sums[static_cast<std::size_t>(at)].push_back({mapped[i], {}, cell->second});
    }
  }
  return sums;
}

}  // namespace terrabalance
