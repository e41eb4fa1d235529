#include "io/table/sample_counts.hpp"

#include <cmath>
#include <set>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {

SampleCounts read_sample_counts(const std::string& path) {
  const CsvTable table = CsvTable::read(path);
  if (table.columns().front() != "map\\ref") {
    throw InputError(
        fmt::format("{}:1: the first field must be map\\ref (rows: the map's class, columns: the "
                    "reference), it is '{}'; a transposed matrix cannot be told from a right one",
                    path, table.columns().front()));
  }
  SampleCounts samples;
  samples.path = path;
  std::set<std::string> seen;
  for (std::size_t c = 1; c < table.columns().size(); ++c) {
    samples.reference.push_back(table.columns()[c]);
    if (seen.insert(samples.reference.back()).second) continue;
    throw InputError(
        fmt::format("{}:1: column {} occurs twice; keep one", path, samples.reference.back()));
  }
  seen.clear();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string& name = table.text(row, 0);
    if (name.empty() || !seen.insert(name).second) {
      throw InputError(fmt::format("{}: row '{}' is empty or occurs twice; name each class once",
                                   table.place(row), name));
    }
    samples.map.push_back(name);
    samples.places.push_back(table.place(row));
    for (std::size_t c = 1; c < table.columns().size(); ++c) {
      const double count = table.number(row, c);
      if (!std::isfinite(count) || count < 0 || std::trunc(count) != count) {
        throw InputError(fmt::format("{}: {} samples of {} in column {}; counts are integers >= 0",
                                     table.place(row), table.text(row, c), name,
                                     table.columns()[c]));
      }
      samples.counts.push_back(count);
    }
  }
  return samples;
}

}  // namespace terrabalance
