#include "io/result/result_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/result/hdf5.hpp"
#include "io/result/text_heap.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

h5::Handle open_result(const std::string& path) {
  h5::silence();
  if (!std::filesystem::exists(path)) {
    throw InputError(fmt::format("{}: no such file; check the path", path));
  }
  h5::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.valid()) {
    if (const std::string lock = h5::lock_failure(); !lock.empty()) {
      throw InputError(fmt::format(
          "{}: HDF5 cannot lock the file ({}): another program has it open for writing, or its "
          "file system knows no locks, as some network file systems; results are complete once "
          "they have their name, so read it without: HDF5_USE_FILE_LOCKING=FALSE terrabalance ...",
          path, lock));
    }
    throw InputError(
        fmt::format("{}: not a result file of terrabalance; name the file that a job "
                    "wrote with -o",
                    path));
  }
  H5F_info2_t info{};
  constexpr unsigned with_checksums = 2;
  if (H5Fget_info2(file.get(), &info) < 0 || info.super.version < with_checksums) {
    throw InputError(
        fmt::format("{}: is in a format without checksums, as terrabalance wrote it while it was "
                    "developed, where HDF5 cannot tell damage; run the job again",
                    path));
  }
  return file;
}

/// Collects the tables of a group and of those below it, in the order of creation or else by name.
/// Link by link: HDF5's own visitors free what they never set where a group is damaged.
class TableList {
 public:
  explicit TableList(hid_t file) { visit(file, "", 0); }
  std::vector<std::string> names;

 private:
  void visit(hid_t group, const std::string& prefix, int depth) {
    constexpr int deepest = 8;
    H5G_info_t info{};
    if (depth > deepest || H5Gget_info(group, &info) < 0) return;
    for (const std::string& name : links_of(group, info.nlinks)) {
      // What a link to elsewhere leads to is no table of ours.
      const h5::Handle below = h5::open_own_group(group, name);
      H5O_info_t object{};
      if (!below.valid() || H5Oget_info2(below.get(), &object, H5O_INFO_BASIC) < 0) continue;
      if (!visited_.insert(object.addr).second) continue;  // groups may be linked in a circle
      if (h5::has_attribute(below.get(), "columns")) names.push_back(prefix + name);
      visit(below.get(), prefix + name + "/", depth + 1);
    }
  }

  static std::vector<std::string> links_of(hid_t group, hsize_t count) {
    std::vector<std::string> found = links_by(group, count, H5_INDEX_CRT_ORDER, H5_ITER_INC);
    if (!found.empty()) return found;
    found = links_by(group, count, H5_INDEX_NAME, H5_ITER_NATIVE);
    std::ranges::sort(found);
    return found;
  }

  static std::vector<std::string> links_by(hid_t group, hsize_t count, H5_index_t index,
                                           H5_iter_order_t order) {
    std::vector<std::string> found;
    for (hsize_t i = 0; i < count; ++i) {
      std::array<char, 256> name{};
      const ssize_t size =
          H5Lget_name_by_idx(group, ".", index, order, i, name.data(), name.size(), H5P_DEFAULT);
      if (size < 0) break;
      if (static_cast<std::size_t>(size) < name.size()) found.emplace_back(name.data());
    }
    return found;
  }

  std::set<haddr_t> visited_;
};

Column::Values read_values(hid_t array, std::size_t rows, const std::string& place) {
  const h5::Handle type(H5Dget_type(array), H5Tclose);
  const auto damaged = [&] {
    return InputError(
        fmt::format("{} cannot be read; the file is damaged: run the job again", place));
  };
  const auto read_as = [&](hid_t as, void* to) {
    return H5Dread(array, as, H5S_ALL, H5S_ALL, H5P_DEFAULT, to);
  };
  const auto read = [&](hid_t as, void* to) {
    if (rows > 0 && read_as(as, to) < 0) throw damaged();
  };
  switch (H5Tget_class(type.get())) {
    case H5T_INTEGER: {
      std::vector<std::int64_t> values(rows);
      read(H5T_NATIVE_INT64, values.data());
      return values;
    }
    case H5T_FLOAT: {
      std::vector<double> values(rows);
      read(H5T_NATIVE_DOUBLE, values.data());
      return values;
    }
    case H5T_STRING: {
      if (H5Tis_variable_str(type.get()) > 0) {
        auto texts = h5::read_texts(array, rows, read_as);
        if (!texts) throw damaged();
        return std::move(*texts);
      }
      const std::size_t width = H5Tget_size(type.get());
      std::string bytes(rows * width, '\0');
      read(h5::text_type(width).get(), bytes.data());
      return h5::split(bytes, width, rows);
    }
    default:
      throw damaged();
  }
}

/// Rows of a column; none if it is no list of values that this file holds.
std::optional<std::size_t> rows_of(hid_t array) {
  const h5::Handle space(H5Dget_space(array), H5Sclose);
  if (!space.valid() || H5Sget_simple_extent_ndims(space.get()) != 1) return {};
  const auto rows = H5Sget_simple_extent_npoints(space.get());
  if (rows < 0 || !h5::stands_in_the_file(array, static_cast<std::size_t>(rows))) return {};
  return static_cast<std::size_t>(rows);
}

std::string text_attribute(hid_t at, const std::string& name) {
  const auto texts = h5::read_attribute(at, name);
  return texts.empty() ? "" : texts.front();
}

void print_text(const std::string& text, std::ostream& out) {
  if (text.empty()) {
    out << "NA";
  } else if (text.find_first_of(",\"\n\r") == std::string::npos) {
    out << text;
  } else {
    out << '"';
    for (const char c : text)
      out << (c == '"' ? "\"\"" : std::string(1, c));
    out << '"';
  }
}

void print_cell(const Column& column, std::size_t row, std::ostream& out) {
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    out << (*integers)[row];
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
    print_text((*texts)[row], out);
  } else {
    const double value = std::get<std::vector<double>>(column.values)[row];
    if (std::isnan(value)) {
      out << "NA";
      return;
    }
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.begin(), buffer.end(), value).ptr;
    out.write(buffer.data(), end - buffer.data());
  }
}

}  // namespace

std::vector<std::string> list_tables(const std::string& path) {
  const h5::Handle file = open_result(path);
  return TableList(file.get()).names;
}

Table read_table(const std::string& path, const std::string& name) {
  const h5::Handle file = open_result(path);
  const h5::Handle group = h5::open_group(file.get(), name);
  if (!group.valid() || !h5::has_attribute(group.get(), "columns")) {
    const auto names = list_tables(path);
    throw InputError(fmt::format("{}: has no table '{}'{}; its tables are: {}", path, name,
                                 did_you_mean(name, names), fmt::join(names, ", ")));
  }
  Table table{name, text_attribute(group.get(), "title"), {}};
  const auto columns = h5::read_attribute(group.get(), "columns");
  if (columns.empty()) {
    throw InputError(fmt::format(
        "{}: the columns of table {} cannot be read; the file is damaged: run the job again", path,
        name));
  }
  for (const auto& column : columns) {
    const h5::Handle array = h5::open_array(group.get(), column);
    if (!array.valid()) {
      throw InputError(
          fmt::format("{}: table {} lacks its column {}; the file is damaged: run the "
                      "job again",
                      path, name, column));
    }
    const auto rows = rows_of(array.get());
    if (!rows || (!table.columns.empty() && *rows != table.rows())) {
      throw InputError(
          fmt::format("{}: column {} of table {} is no list of as many values as the table has "
                      "rows; the file is damaged: run the job again",
                      path, column, name));
    }
    table.columns.push_back(
        {column, text_attribute(array.get(), "units"), text_attribute(array.get(), "long_name"),
         read_values(array.get(), *rows,
                     fmt::format("{}: column {} of table {}", path, column, name))});
  }
  return table;
}

Provenance read_provenance(const std::string& path) {
  const h5::Handle file = open_result(path);
  const h5::Handle group = h5::open_group(file.get(), "provenance");
  Provenance provenance;
  if (!group.valid()) return provenance;
  provenance.version = text_attribute(group.get(), "version");
  provenance.command = text_attribute(group.get(), "command");
  provenance.study = text_attribute(group.get(), "study");
  const auto count = [&](const char* name) {
    const std::string text = text_attribute(group.get(), name);
    int number = 1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  };
  provenance.ranks = count("ranks");
  provenance.threads = count("threads");
  return provenance;
}

void print_csv(const Table& table, std::ostream& out) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out << (i == 0 ? "" : ",") << table.columns[i].name;
  }
  out << '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) out << ',';
      print_cell(table.columns[i], row, out);
    }
    out << '\n';
  }
}

}  // namespace terrabalance
