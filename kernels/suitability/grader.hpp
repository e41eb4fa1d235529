#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/suitability/scheme.hpp"

namespace terrabalance {

/// Grades cells by one evaluation of a scheme.
class Grader {
 public:
  /// \param evaluation  prepared
  /// \param factors     names of the factors that have values, in the order of fill()'s planes
  /// \param classes     names of the land-use classes
  /// \throws InputError naming a class of the scheme or of the land use that the other lacks, or a
  ///         factor that has no values
  Grader(const Evaluation& evaluation, const std::vector<std::string>& factors,
         const std::vector<std::string>& classes, const std::string& path);

  /// Grade 1 to 5 of each cell; 0 where a factor that counts has no value.
  /// \param planes   values of the factors, each as long as grades
  /// \param classes  land-use class of each cell, negative for none
  void fill(const std::vector<std::span<const float>>& planes,
            std::span<const std::int16_t> classes, std::span<std::uint8_t> grades) const;

 private:
  struct Part {
    FactorTable table;
    std::size_t plane;
    bool by_class;
    bool lowers;
    std::vector<int> class_grade;

    int grade(const std::vector<std::span<const float>>& planes,
              std::span<const std::int16_t> classes, std::size_t cell) const {
      if (!by_class) return table.grade(static_cast<double>(planes[plane][cell]));
      return classes[cell] < 0 ? FactorTable::no_grade
                               : class_grade[static_cast<std::size_t>(classes[cell])];
    }
  };

  GradeRule rule_;
  std::vector<Part> parts_;
};

}  // namespace terrabalance
