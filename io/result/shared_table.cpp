#include "io/result/shared_table.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <system_error>
#include <variant>

#include <hdf5_hl.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include "engine/runtime/abandon.hpp"
#include "engine/value/error.hpp"
#include "io/result/hdf5.hpp"

namespace terrabalance {
namespace {

constexpr std::int64_t piece = 1 << 18;  // rows made and written at once by each rank
constexpr hsize_t chunk = 1 << 16;

/// Where this rank's rows lie in the whole table.
struct Share {
  std::int64_t first = 0;
  std::int64_t rows = 0;
  std::int64_t total = 0;
  std::int64_t most = 0;  ///< rows of one rank
};

Share share_of(std::int64_t rows, const Communicator& ranks) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(ranks.size()), 0);
  all[static_cast<std::size_t>(ranks.rank())] = rows;
  all = ranks.sum(std::move(all));
  return {std::accumulate(all.begin(), all.begin() + ranks.rank(), std::int64_t{0}), rows,
          std::accumulate(all.begin(), all.end(), std::int64_t{0}), std::ranges::max(all)};
}

h5::Handle type_of(const SharedColumn& column) {
  if (column.text_bytes > 0) return h5::text_type(column.text_bytes);
  const bool integers = std::holds_alternative<std::vector<std::int64_t>>(column.rows(0, 0));
  return {H5Tcopy(integers ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE), H5Tclose};
}

std::vector<char> packed(const std::vector<std::string>& texts, std::size_t bytes) {
  std::vector<char> all(std::max<std::size_t>(texts.size() * bytes, 1), '\0');
  for (std::size_t i = 0; i < texts.size(); ++i)
    texts[i].copy(all.data() + i * bytes, bytes);
  return all;
}

std::string failure(const std::string& path, const std::string& what) {
  return fmt::format("{}: writing {} failed; check the space left on the disk with df", path, what);
}

/// The file, open on all ranks. Calls are collective; the first that fails is remembered.
class OpenFile {
 public:
  OpenFile(const std::string& path, std::int64_t alignment, const Communicator& ranks)
      : path_(path), ranks_(ranks), transfer_(parallel(ranks)) {
    h5::silence();
    const h5::Handle access = h5::file_access();
    H5Pset_alignment(access.get(), least_aligned, static_cast<hsize_t>(alignment));
    if (ranks.size() > 1) H5Pset_fapl_mpio(access.get(), MPI_COMM_WORLD, MPI_INFO_NULL);
    file_ = h5::Handle(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get()), H5Fclose);
    good_ = file_.valid();
  }

  bool close() {
    good_ = file_.close() && good_;
    return good_;
  }

  void write(const SharedTable& table, const Share& share) {
    if (!good_) return;
    const h5::Handle group = h5::require_group(file_.get(), table.name);
    if (!(good_ = group.valid())) return;
    h5::write_attribute(group.get(), "title", table.title);
    std::vector<std::string> names;
    for (const SharedColumn& column : table.columns)
      names.push_back(column.name);
    h5::write_attribute(group.get(), "columns", names);

    const auto numbers = [&](std::int64_t begin, std::int64_t end) -> Column::Values {
      std::vector<std::int64_t> values(static_cast<std::size_t>(end - begin));
      std::iota(values.begin(), values.end(), share.first + begin);
      return values;
    };
    const h5::Handle rows =
        write_column(group.get(), {"row", "", "number of the row, from 0", 0, numbers}, share);
    good_ = good_ && H5DSset_scale(rows.get(), "row") >= 0;
    for (const SharedColumn& column : table.columns) {
      const h5::Handle array = write_column(group.get(), column, share);
      good_ = good_ && H5DSattach_scale(array.get(), rows.get(), 0) >= 0;
    }
  }

 private:
  static h5::Handle parallel(const Communicator& ranks) {
    h5::Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
    if (ranks.size() > 1) H5Pset_dxpl_mpio(transfer.get(), H5FD_MPIO_COLLECTIVE);
    return transfer;
  }

  h5::Handle write_column(hid_t group, const SharedColumn& column, const Share& share) {
    const auto length = static_cast<hsize_t>(share.total);
    const h5::Handle type = type_of(column);
    const h5::Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose);
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    if (length > 0) {
      const hsize_t rows = std::min(length, chunk);
      H5Pset_chunk(creation.get(), 1, &rows);
      H5Pset_shuffle(creation.get());
      H5Pset_deflate(creation.get(), 4);
    }
    h5::Handle array(H5Dcreate2(group, column.name.c_str(), type.get(), space.get(), H5P_DEFAULT,
                                creation.get(), H5P_DEFAULT),
                     H5Dclose);
    if (!(good_ = good_ && array.valid())) return array;
    // Every rank takes part in every write, with nothing once its rows are out.
    for (std::int64_t begin = 0; begin < share.most; begin += piece) {
      const std::int64_t from = std::min(begin, share.rows);
      const std::int64_t to = std::min(begin + piece, share.rows);
      write_rows(array.get(), type.get(), space.get(), column, share.first, from, to);
    }
    if (!column.unit.empty()) h5::write_attribute(array.get(), "units", column.unit);
    h5::write_attribute(array.get(), "long_name", column.description);
    return array;
  }

  void write_rows(hid_t array, hid_t type, hid_t space, const SharedColumn& column,
                  std::int64_t first, std::int64_t from, std::int64_t to) {
    const auto count = static_cast<hsize_t>(to - from);
    const hsize_t start = static_cast<hsize_t>(first) + static_cast<hsize_t>(from);
    const h5::Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose);
    if (count == 0) {
      H5Sselect_none(space);
      H5Sselect_none(memory.get());
    } else {
      H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, nullptr, &count, nullptr);
    }
    const auto put = [&](const void* values) {
      if (H5Dwrite(array, type, memory.get(), space, transfer_.get(), values) >= 0) return;
      if (ranks_.size() > 1) give_up(column.name);
      good_ = false;
    };
    const Column::Values values = column.rows(from, to);
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
      put(integers->data());
    } else if (const auto* reals = std::get_if<std::vector<double>>(&values)) {
      put(reals->data());
    } else {
      put(packed(std::get<std::vector<std::string>>(values), column.text_bytes).data());
    }
  }

  /// The others wait inside HDF5 for what this rank could not write, and closing would wait as
  /// well.
  [[noreturn]] void give_up(const std::string& column) const {
    abandon(
        ranks_,
        [&] {
          spdlog::error("{}", failure(path_, column));
          std::error_code ignored;
          std::filesystem::remove(path_, ignored);
        },
        ExitStatus::failed);
  }

  std::string path_;
  const Communicator& ranks_;
  h5::Handle transfer_;
  h5::Handle file_{-1, H5Fclose};
  bool good_ = false;
};

}  // namespace

void append_shared_table(const std::string& path, const SharedTable& table,
                         const Communicator& ranks) {
  const Share share = share_of(table.rows, ranks);
  OpenFile file(path, table.alignment, ranks);
  file.write(table, share);
  const bool good = file.close();
  ranks.together([&] {
    if (!good) throw RunError(failure(path, table.name));
  });
}

}  // namespace terrabalance
