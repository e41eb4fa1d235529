#include "io/table/weights_file.hpp"

#include <fstream>
#include <map>
#include <sstream>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

class Units {
 public:
  explicit Units(const std::vector<std::string>& ids) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      number_[ids[i]] = static_cast<std::int32_t>(i);
  }
  std::int32_t at(const std::string& id, const std::string& place) const {
    const auto found = number_.find(id);
    if (found == number_.end()) {
      throw InputError(fmt::format(
          "{}: no unit is called '{}'; name the field that holds the ids with --id", place, id));
    }
    return found->second;
  }

 private:
  std::map<std::string, std::int32_t> number_;
};

// Lines of a GAL or GWT file below its header, split at blanks, with their places.
struct Lines {
  std::string path;
  std::vector<std::vector<std::string>> words;
  std::vector<std::size_t> numbers;

  std::string place(std::size_t k) const { return fmt::format("{}:{}", path, numbers[k]); }
};

Lines read_lines(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw InputError(fmt::format("{}: cannot be read; check the path", path));
  Lines lines{path, {}, {}};
  std::string line;
  std::getline(in, line);
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    std::istringstream words(line);
    std::vector<std::string> split;
    for (std::string word; words >> word;)
      split.push_back(word);
    lines.words.push_back(std::move(split));
    lines.numbers.push_back(number);
  }
  return lines;
}

[[noreturn]] void refuse(const Lines& lines, std::size_t k, const std::string& wanted) {
  throw InputError(fmt::format("{}: {} expected", lines.place(k), wanted));
}

std::vector<NeighbourWeight> read_gal(const std::string& path, const Units& units) {
  const Lines lines = read_lines(path);
  std::vector<NeighbourWeight> links;
  std::size_t k = 0;
  while (k < lines.words.size()) {
    if (lines.words[k].empty()) {
      ++k;
      continue;
    }
    if (lines.words[k].size() != 2) refuse(lines, k, "a unit and its number of neighbours");
    const auto from = units.at(lines.words[k][0], lines.place(k));
    const std::string& count = lines.words[k][1];
    ++k;
    // A unit without neighbours may have an empty line or none.
    if (count == "0") continue;
    if (k >= lines.words.size() || std::to_string(lines.words[k].size()) != count) {
      refuse(lines, k < lines.words.size() ? k : k - 1, count + " neighbours");
    }
    for (const auto& to : lines.words[k])
      links.push_back({from, units.at(to, lines.place(k)), 1});
    ++k;
  }
  return links;
}

std::vector<NeighbourWeight> read_gwt(const std::string& path, const Units& units) {
  const Lines lines = read_lines(path);
  std::vector<NeighbourWeight> links;
  for (std::size_t k = 0; k < lines.words.size(); ++k) {
    const auto& words = lines.words[k];
    if (words.empty()) continue;
    char* end = nullptr;
    const double weight = words.size() == 3 ? std::strtod(words[2].c_str(), &end) : 0;
    if (words.size() != 3 || end == words[2].c_str() || *end != '\0') {
      refuse(lines, k, "from, to and a weight");
    }
    links.push_back(
        {units.at(words[0], lines.place(k)), units.at(words[1], lines.place(k)), weight});
  }
  return links;
}

std::vector<NeighbourWeight> read_csv(const std::string& path, const Units& units) {
  const CsvTable table = CsvTable::read(path);
  const auto either = [&table](const char* name, const char* other) {
    return table.column(table.has(other) ? other : name);
  };
  const std::size_t from = either("from", "i");
  const std::size_t to = either("to", "j");
  const bool weighted = table.has("weight") || table.has("w");
  const std::size_t weight = weighted ? either("weight", "w") : 0;
  std::vector<NeighbourWeight> links;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    links.push_back({units.at(table.text(row, from), table.place(row)),
                     units.at(table.text(row, to), table.place(row)),
                     weighted ? table.number(row, weight) : 1});
  }
  return links;
}

}  // namespace

std::vector<NeighbourWeight> read_weights_file(const std::string& path,
                                               const std::vector<std::string>& ids) {
  const Units units(ids);
  if (path.ends_with(".gal") || path.ends_with(".GAL")) return read_gal(path, units);
  if (path.ends_with(".gwt") || path.ends_with(".GWT")) return read_gwt(path, units);
  return read_csv(path, units);
}

}  // namespace terrabalance
