#include "jobs/uncertainty/inputs/assembly.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/uncertainty/inputs/matrices.hpp"

namespace terrabalance {
namespace {

using uncertainty::Sum;
using uncertainty::Term;

std::optional<double> value_of(const std::map<std::string, double>& known, const std::string& id) {
  const auto found = known.find(id);
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// Puts a balance together zone by zone.
class Assembler {
 public:
  Assembler(Session& session, const UncertaintyInputs& from) : from_(from), book_(session, from) {
    classes_ = from.classes;
    if (from.classification != ClassificationMode::none) {
      matrices_.emplace(session, from, book_.inputs());
      for (const auto& stratum : matrices_->strata())
        add_land_classes(stratum);
    }
    for (const ActivityAmount& activity : from.activities) {
      amounts_[{activity.zone, activity.year, activity.item}] = activity.amount;
      items_.insert(activity.item);
    }
    for (const auto& item : book_.names_with_exact("activity"))
      items_.insert(item);
  }

  Assembly assemble() {
    for (std::size_t z = 0; z < from_.zones.size(); ++z) {
      auto& group = result_.zones.emplace_back();
      auto& values = result_.deterministic.emplace_back();
      for (std::size_t y = 0; y < from_.years.size(); ++y) {
        source_.clear();
        sink_.clear();
        source_in_use_ = sink_in_use_ = 0;
        add_land(z, y);
        add_activities(z, y);
        group.push_back(uncertainty::simplified(std::move(source_)));
        group.push_back(uncertainty::simplified(std::move(sink_)));
        values.push_back(source_in_use_);
        values.push_back(sink_in_use_);
        source_ = {};
        sink_ = {};
      }
      add_gdp(z);
    }
    book_.warn_of_unused();
    result_.classes = classes_;
    result_.rows = book_.rows();
    result_.inputs = std::move(book_.inputs());
    result_.years = from_.years.size();
    result_.lower_bound = from_.classification == ClassificationMode::same_matrix;
    return std::move(result_);
  }

 private:
  void add_land_classes(const std::string& stratum) {
    std::size_t begin = 0;
    while (begin <= stratum.size()) {
      const auto end = std::min(stratum.find('>', begin), stratum.size());
      const std::string name = stratum.substr(begin, end - begin);
      if (std::ranges::find(classes_, name) == classes_.end()) classes_.push_back(name);
      begin = end + 1;
    }
  }

  std::vector<double> mapped_strata(std::size_t z, std::size_t y) const {
    std::vector<double> mapped(matrices_->strata().size(), 0);
    const bool change = from_.classification == ClassificationMode::change_classes;
    const std::size_t known = change ? from_.change_classes.size() : from_.classes.size();
    for (std::size_t k = 0; k < known; ++k)
      mapped[k] = change ? from_.change_area_ha[z * known + k] : from_.area(z, y, k);
    return mapped;
  }

  void add_land(std::size_t z, std::size_t y) {
    std::vector<Sum> areas;
    if (matrices_) areas = matrices_->adjusted(z, y, mapped_strata(z, y), classes_);
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      const double mapped = c < from_.classes.size() ? from_.area(z, y, c) : 0;
      const Sum area = matrices_ ? areas[c] : Sum{{mapped, {}, Term::no_cell}};
      result_.mapped.push_back(mapped);
      if (matrices_) result_.areas.push_back(area);
      Sum& carbon = result_.carbon.emplace_back();
      double& carbon_in_use = result_.carbon_in_use.emplace_back(0);
      // A class of the map counts without uncertainty even where no sample confirmed it.
      const bool adjusted = matrices_ && !area.empty();
      if (mapped == 0 && !adjusted) continue;
      const auto& name = classes_[c];
      const auto delta =
          book_.find("delta", name, z, y, value_of(from_.coefficients, "delta." + name), false);
      if (delta.in_use == 0) continue;
      const bool source = delta.in_use > 0;
      (source ? source_in_use_ : sink_in_use_) += mapped * std::abs(delta.in_use);
      carbon_in_use = mapped * delta.in_use;
      for (const auto part : delta.parts) {
        for (const Term& term : area) {
          const double coefficient = delta.factor * term.coefficient;
          (source ? source_ : sink_)
              .push_back({source ? coefficient : -coefficient, {part}, term.cell});
          carbon.push_back({coefficient, {part}, term.cell});
        }
      }
    }
  }

  void add_activities(std::size_t z, std::size_t y) {
    for (const auto& item : items_) {
      const auto found = amounts_.find({z, y, item});
      const bool exact = book_.has_exact("activity", item, z, y);
      if (!exact && (found == amounts_.end() || found->second == 0)) continue;
      const auto amount =
          found == amounts_.end() ? std::nullopt : std::optional<double>(found->second);
      const auto activity = book_.find("activity", item, z, y, amount, true);
      const auto ef =
          book_.find("ef", item, z, y, value_of(from_.coefficients, "ef." + item), false);
      InputBook::Quantity coal{1, {}, 1};
      if (!from_.without_coal.contains(item)) {
        const std::string id = "coal_factor." + item;
        coal = book_.find("coal_factor", item, z, y, value_of(from_.coefficients, id), false);
      }
      source_in_use_ += activity.in_use * coal.in_use * ef.in_use;
      const double factor = activity.factor * coal.factor * ef.factor;
      for (const auto a : activity.parts) {
        for (const auto f : ef.parts) {
          if (coal.parts.empty()) source_.push_back({factor, {a, f}, Term::no_cell});
          for (const auto k : coal.parts)
            source_.push_back({factor, {a, k, f}, Term::no_cell});
        }
      }
    }
  }

  void add_gdp(std::size_t z) {
    result_.gdp = !from_.gdp.empty() && book_.knows("gdp");
    for (std::size_t y = 0; result_.gdp && y < from_.years.size(); ++y) {
      const auto found = from_.gdp.find({z, y});
      if (found == from_.gdp.end()) {
        throw InputError(
            fmt::format("no GDP is given for city {} in {}; add it, or leave its range out",
                        from_.zones[z], from_.years[y]));
      }
      const auto gdp = book_.find("gdp", "", z, y, found->second, true);
      Sum sum;
      for (const auto part : gdp.parts)
        sum.push_back({gdp.factor, {part}, Term::no_cell});
      result_.zones.back().push_back(std::move(sum));
      result_.deterministic.back().push_back(gdp.in_use);
    }
  }

  const UncertaintyInputs& from_;
  InputBook book_;
  std::optional<MatrixBook> matrices_;
  std::vector<std::string> classes_;
  std::map<std::tuple<std::size_t, std::size_t, std::string>, double> amounts_;
  std::set<std::string> items_;
  Assembly result_;
  Sum source_;
  Sum sink_;
  double source_in_use_ = 0;
  double sink_in_use_ = 0;
};

}  // namespace

Sum Assembly::total(std::size_t k) const {
  Sum sum;
  for (const auto& group : zones)
    sum.insert(sum.end(), group[k].begin(), group[k].end());
  return uncertainty::simplified(std::move(sum));
}

Assembly assemble(Session& session, const UncertaintyInputs& from) {
  return Assembler(session, from).assemble();
}

}  // namespace terrabalance
