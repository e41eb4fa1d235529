#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "kernels/uncertainty/multilinear.hpp"

namespace terrabalance {

/// What the result says of an input.
struct InputRow {
  std::string id;
  uncertainty::Distribution distribution;
  double in_use;  ///< value of results without uncertainty, in the distribution's unit
  std::string scope;
  std::string source;
  std::string status;
  std::vector<std::uint32_t> parts;  ///< of Inputs::independent
};

/// Finds the range of every quantity that a balance needs and makes it an input of the sums.
class InputBook {
 public:
  InputBook(Session& session, const UncertaintyInputs& from);

  /// A quantity as factor * (sum of independent inputs), and its value in use.
  struct Quantity {
    double factor = 1;
    std::vector<std::uint32_t> parts;
    double in_use = 0;
  };

  /// Quantity KIND.NAME, or KIND for an empty name, of a zone and year: the range of
  /// KIND.NAME@ZONE@YEAR, else @ZONE, else
  /// @YEAR, else KIND.NAME, else KIND.*; the last is always a multiple of the value in use.
  /// \param value  in use, if known
  /// \param multiples  whether every range but the first kind is a multiple of the value
  /// \throws InputError naming the id if no range is given, or place and id if it is wrong
  Quantity find(const std::string& kind, const std::string& name, std::size_t zone,
                std::size_t year, std::optional<double> value, bool multiples);

  /// Whether any range is of this kind.
  bool knows(const std::string& kind) const;

  bool has_exact(const std::string& kind, const std::string& name, std::size_t zone,
                 std::size_t year) const;

  /// Names that have a range of their own for a zone and year: of activities without a table.
  std::vector<std::string> names_with_exact(const std::string& kind) const;

  uncertainty::Inputs& inputs() { return inputs_; }
  const std::vector<InputRow>& rows() const { return rows_; }

  /// Warns of the user's ranges that nothing needed.
  void warn_of_unused();

 private:
  struct Found {
    const Range* range;
    int level;  ///< 0 @ZONE@YEAR ... 4 KIND.*
  };
  std::optional<Found> lookup(const std::string& kind, const std::string& name, std::size_t zone,
                              std::size_t year) const;
  std::uint32_t add(const std::string& id, const uncertainty::Distribution& distribution);
  const InputRow& row_for(const Found& found, const std::string& id, const std::string& scope,
                          std::size_t zone, std::optional<double> in_use);
  void warn_of_fit(const Range& range, const std::string& id,
                   const uncertainty::Distribution& distribution);

  Session& session_;
  const UncertaintyInputs& from_;
  std::map<std::string, const Range*> ranges_;
  std::set<std::string> used_;
  std::set<std::string> warned_;
  uncertainty::Inputs inputs_;
  std::map<std::string, std::uint32_t> number_;
  std::map<std::uint64_t, std::string> streams_;
  std::vector<InputRow> rows_;
  std::map<std::string, std::size_t> row_of_;
};

}  // namespace terrabalance
