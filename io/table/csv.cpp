#include "io/table/csv.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <utility>

#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {
namespace {

/// Number of edits between two words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_missing(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 9> marks{"",     "na",   "n/a", "nan", "-nan",
                                                  "null", "none", "inf", "-inf"};
  return std::ranges::find(marks, text) != marks.end();
}

template <class T>
bool parse_whole(std::string_view text, T& value) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const auto nearest = std::ranges::min_element(
      known, {}, [&](const std::string& candidate) { return distance(name, candidate); });
  if (nearest == known.end() ||
      distance(name, *nearest) > std::max<std::size_t>(2, name.size() / 3)) {
    return {};
  }
  return fmt::format(" (did you mean '{}'?)", *nearest);
}

CsvTable CsvTable::read(const std::string& path) {
  start_gdal();
  CPLErrorReset();
  const std::array<const char*, 2> drivers{"CSV", nullptr};
  const std::array<const char*, 3> options{"AUTODETECT_TYPE=NO", "KEEP_GEOM_COLUMNS=YES", nullptr};
  const DatasetPtr dataset(GDALDataset::Open(
      ("CSV:" + path).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), options.data()));
  if (!dataset || dataset->GetLayerCount() < 1) {
    const bool missing = !path.starts_with("/vsi") && !std::filesystem::exists(path);
    throw InputError(missing
                         ? fmt::format("{}: no such file; check the path", path)
                         : fmt::format("{}: not a readable CSV file ({})", path, gdal_reason()));
  }
  OGRLayer& layer = *dataset->GetLayer(0);
  CsvTable table;
  table.path_ = path;
  const OGRFeatureDefn& fields = *layer.GetLayerDefn();
  for (int i = 0; i < fields.GetFieldCount(); ++i) {
    table.columns_.emplace_back(trimmed(fields.GetFieldDefn(i)->GetNameRef()));
  }
  for (const auto& feature : layer) {
    auto& row = table.rows_.emplace_back();
    row.reserve(static_cast<std::size_t>(fields.GetFieldCount()));
    for (int i = 0; i < fields.GetFieldCount(); ++i) {
      row.emplace_back(trimmed(feature->GetFieldAsString(i)));
    }
  }
  if (table.rows_.empty()) {
    throw InputError(fmt::format("{}: has no rows below its header line", path));
  }
  return table;
}

CsvTable CsvTable::parse(const std::string& name, std::string_view text, std::size_t rows_before) {
  // GDAL's CSV reader takes a copy in memory, so one parser serves files and built-in tables.
  const std::string path = "/vsimem/" + name;
  std::string copy(text);
  VSIFCloseL(VSIFileFromMemBuffer(path.c_str(), reinterpret_cast<GByte*>(copy.data()), copy.size(),
                                  FALSE));
  CsvTable table = read(path);
  VSIUnlink(path.c_str());
  table.path_ = name;
  table.rows_before_ = rows_before;
  return table;
}

bool CsvTable::has(const std::string& column) const {
  return std::ranges::find(columns_, column) != columns_.end();
}

std::size_t CsvTable::column(const std::string& name) const {
  const auto found = std::ranges::find(columns_, name);
  if (found == columns_.end()) {
    throw InputError(fmt::format("{}: has no column '{}'{}; its columns are: {}", path_, name,
                                 did_you_mean(name, columns_), fmt::join(columns_, ", ")));
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

double CsvTable::number(std::size_t row, std::size_t column) const {
  double value = 0;
  if (!parse_whole(text(row, column), value) || !std::isfinite(value)) {
    throw InputError(
        fmt::format("{}: '{}' in column {} is not a finite number; correct it or leave "
                    "the row out",
                    place(row), text(row, column), columns_[column]));
  }
  return value;
}

std::int64_t CsvTable::integer(std::size_t row, std::size_t column) const {
  std::int64_t value = 0;
  if (!parse_whole(text(row, column), value)) {
    throw InputError(fmt::format("{}: '{}' in column {} is not an integer; correct it", place(row),
                                 text(row, column), columns_[column]));
  }
  return value;
}

std::vector<double> CsvTable::numbers(std::size_t column) const {
  std::vector<double> values;
  values.reserve(rows());
  for (std::size_t row = 0; row < rows(); ++row) {
    values.push_back(is_missing(text(row, column)) ? std::numeric_limits<double>::quiet_NaN()
                                                   : number(row, column));
  }
  return values;
}

std::string CsvTable::place(std::size_t row) const {
  return fmt::format("{}:{}", path_, rows_before_ + row + 2);
}

}  // namespace terrabalance
