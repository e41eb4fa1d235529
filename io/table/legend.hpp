#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace terrabalance {

/// What the codes of a land-use product mean.
class Legend {
 public:
  /// The class that stands for "no value" in legends.
  static constexpr const char* nodata = "nodata";

  /// Every code is a class named by its number.
  Legend() = default;

  /// A built-in legend by name, or a CSV file with the columns code, class (and more).
  /// \throws InputError naming the legends there are, or the line that is wrong
  static Legend open(const std::string& name_or_file);

  static std::vector<std::string> built_in_names();

  /// Adds codes that mean "no value".
  void add_nodata(const std::vector<std::int64_t>& codes);

  /// Class of a code: its name, `nodata`, or empty if the legend lacks the code.
  std::string class_of(std::int32_t code) const;

  /// Classes in the order in which the legend first names them, without nodata; empty without
  /// legend.
  const std::vector<std::string>& classes() const { return classes_; }

  const std::string& name() const { return name_; }

 private:
  std::string name_;
  bool every_code_ = true;
  std::map<std::int64_t, std::string> class_of_code_;
  std::vector<std::string> classes_;
};

}  // namespace terrabalance
