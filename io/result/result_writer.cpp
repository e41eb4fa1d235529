#include "io/result/result_writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <utility>

#include <hdf5_hl.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "engine/runtime/output_lock.hpp"
#include "engine/value/error.hpp"
#include "io/file_digest.hpp"
#include "io/result/hdf5.hpp"
#include "io/result/overview_array.hpp"
#include "io/simulated.hpp"

namespace terrabalance {
namespace {

/// An empty file of that name with room to grow, or the reason why not.
std::string why_not_writable(const std::string& path) {
  errno = 0;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);  // not through a link that others may have laid there
  std::ofstream probe(path, std::ios::binary);
  const std::array<char, 65536> zeros{};
  probe.write(zeros.data(), zeros.size());
  probe.close();
  if (probe) return {};
  return errno != 0 ? std::strerror(errno) : "it cannot be written";
}

h5::Handle creation_for(const std::vector<hsize_t>& shape) {
  h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const bool empty = std::ranges::find(shape, hsize_t{0}) != shape.end();
  constexpr hsize_t worthwhile = 64;
  constexpr hsize_t longest = 65536;
  if (empty || shape.empty() || shape.back() < worthwhile) return creation;
  std::vector<hsize_t> chunk(shape.size(), 1);
  chunk.back() = std::min(shape.back(), longest);
  H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data());
  H5Pset_shuffle(creation.get());
  H5Pset_deflate(creation.get(), 4);
  return creation;
}

/// The file is made in memory first; where that fails, memory is short.
[[noreturn]] void no_room_for(const std::string& what) {
  throw RunError(fmt::format("no room for {}; give the run more memory", what));
}

/// Does the work; a failure also names the file.
template <class Work>
void in_file(const std::string& path, const Work& work) {
  try {
    work();
  } catch (const RunError& error) {
    throw RunError(fmt::format("{}: {}", path, error.what()));
  }
}

/// Texts up to this many bytes stand side by side, which HDF5 writes ten times as fast as one by
/// one.
constexpr std::size_t widest_fixed = 64;

std::size_t width_of(const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const auto& text : texts)
    width = std::max(width, text.size());
  return width;
}

std::string side_by_side(const std::vector<std::string>& texts, std::size_t width) {
  std::string bytes(texts.size() * width, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i)
    texts[i].copy(bytes.data() + i * width, width);
  return bytes;
}

/// \return the array, open
h5::Handle write_array(hid_t group, const std::string& name, const Column& column,
                       const std::vector<hsize_t>& shape) {
  const h5::Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                         H5Sclose);
  const h5::Handle creation = creation_for(shape);
  // HDF5 clears a buffer of 1 MiB for every array of texts unless told that less will do.
  const h5::Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
  constexpr std::size_t buffer = 1 << 15;
  H5Pset_buffer(transfer.get(), buffer, nullptr, nullptr);
  const auto write_as = [&](hid_t type, const void* values) {
    h5::Handle array(H5Dcreate2(group, name.c_str(), type, space.get(), H5P_DEFAULT, creation.get(),
                                H5P_DEFAULT),
                     H5Dclose);
    if (!array.valid() ||
        H5Dwrite(array.get(), type, H5S_ALL, H5S_ALL, transfer.get(), values) < 0) {
      no_room_for(name);
    }
    if (!column.unit.empty()) h5::write_attribute(array.get(), "units", column.unit);
    h5::write_attribute(array.get(), "long_name",
                        column.description.empty() ? column.name : column.description);
    return array;
  };
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    return write_as(H5T_NATIVE_INT64, integers->data());
  }
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
    return write_as(H5T_NATIVE_DOUBLE, reals->data());
  }
  const auto& texts = std::get<std::vector<std::string>>(column.values);
  const std::size_t width = width_of(texts);
  if (width > widest_fixed) {
    std::vector<const char*> pointers;
    pointers.reserve(texts.size());
    for (const auto& text : texts)
      pointers.push_back(text.c_str());
    return write_as(h5::text_type().get(), static_cast<const void*>(pointers.data()));
  }
  return write_as(h5::text_type(width).get(), side_by_side(texts, width).data());
}

/// An array that others can name as a dimension; what is there already is kept.
h5::Handle require_scale(hid_t group, const std::string& name, const Column& column) {
  if (H5Lexists(group, name.c_str(), H5P_DEFAULT) > 0) {
    return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose};
  }
  const hsize_t length = std::visit([](const auto& v) { return v.size(); }, column.values);
  h5::Handle scale = write_array(group, name, column, {length});
  if (H5DSset_scale(scale.get(), name.c_str()) < 0) no_room_for(name);
  return scale;
}

void attach(const h5::Handle& array, const h5::Handle& scale, unsigned dimension,
            const std::string& name) {
  if (H5DSattach_scale(array.get(), scale.get(), dimension) < 0) no_room_for(name);
}

}  // namespace

/// The unfinished file; it is removed unless it was given its name.
struct ResultWriter::File {
  explicit File(std::string path) : temporary(std::move(path)), handle(-1, H5Fclose) {}
  ~File() {
    if (temporary.empty()) return;
    handle.close();
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  h5::Handle group(const std::string& path) const {
    h5::Handle group = h5::require_group(handle.get(), path);
    if (!group.valid()) no_room_for(path);
    return group;
  }

  std::string temporary;
  h5::Handle handle;
};

ResultWriter::ResultWriter(const std::string& path)
    : path_(followed(path)),
      file_(std::make_unique<File>(fmt::format("{}.partial-{}", path_, getpid()))) {
  h5::silence();
  if (const std::string reason = why_not_writable(file_->temporary); !reason.empty()) {
    throw InputError(fmt::format(
        "{}: cannot write the result there ({}); choose another place with -o", path_, reason));
  }
  const h5::Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  // HDF5 does not survive a failing disk, so it writes to memory and commit() writes the disk.
  const h5::Handle access = h5::file_access();
  constexpr std::size_t growth = 1 << 20;
  H5Pset_fapl_core(access.get(), growth, false);
  file_->handle = h5::Handle(
      H5Fcreate(file_->temporary.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose);
  if (!file_->handle.valid()) {
    throw InputError(
        fmt::format("{}: cannot write the result there; choose another place with -o", path_));
  }
  h5::write_attribute(file_->handle.get(), "Conventions", "CF-1.8");
}

ResultWriter::~ResultWriter() = default;

void ResultWriter::put(const File& file, const Table& table) {
  const h5::Handle group = file.group(table.name);
  h5::write_attribute(group.get(), "title", table.title);
  std::vector<std::string> names;
  for (const Column& column : table.columns)
    names.push_back(column.name);
  h5::write_attribute(group.get(), "columns", names);

  std::vector<std::int64_t> numbers(table.rows());
  std::iota(numbers.begin(), numbers.end(), 0);
  const h5::Handle rows = require_scale(
      group.get(), "row", {"row", "", "number of the row, from 0", std::move(numbers)});
  for (const Column& column : table.columns) {
    attach(write_array(group.get(), column.name, column, {table.rows()}), rows, 0, column.name);
  }
}

void ResultWriter::put(const File& file, const Cube& cube) {
  const h5::Handle group = file.group(cube.group);
  std::vector<hsize_t> shape;
  std::vector<h5::Handle> scales;
  for (const Column& dimension : cube.dimensions) {
    scales.push_back(require_scale(group.get(), dimension.name, dimension));
    shape.push_back(std::visit([](const auto& v) { return v.size(); }, dimension.values));
  }
  const h5::Handle array = write_array(
      group.get(), cube.name, {cube.name, cube.unit, cube.description, cube.values}, shape);
  for (unsigned i = 0; i < scales.size(); ++i)
    attach(array, scales[i], i, cube.name);
}

void ResultWriter::write(const Table& table) {
  in_file(path_, [&] { put(*file_, table); });
}

void ResultWriter::write(const Cube& cube) {
  in_file(path_, [&] { put(*file_, cube); });
}

void ResultWriter::write(const Overview& overview) {
  in_file(path_, [&] { write_land_use(file_->handle.get(), overview); });
  write(outlines_table(overview));
}

void ResultWriter::write(const Provenance& provenance) {
  const h5::Handle group = file_->group("provenance");
  h5::write_attribute(group.get(), "version", provenance.version);
  h5::write_attribute(group.get(), "command", provenance.command);
  h5::write_attribute(group.get(), "study", provenance.study);
  h5::write_attribute(group.get(), "ranks", std::to_string(provenance.ranks));
  h5::write_attribute(group.get(), "threads", std::to_string(provenance.threads));

  const std::size_t files = provenance.inputs.size();
  std::vector<std::int64_t> sizes(files);
  std::vector<std::string> digests(files);
  std::vector<std::int64_t> simulated(files);
#pragma omp parallel for schedule(dynamic) num_threads(provenance.threads)
  for (std::size_t i = 0; i < files; ++i) {
    const FileDigest digest = digest_of(provenance.inputs[i]);
    sizes[i] = digest.bytes;
    digests[i] = digest.checksum;
  }
  for (std::size_t i = 0; i < files; ++i)
    simulated[i] = says_simulated(provenance.inputs[i]) ? 1 : 0;
  write(Table{"provenance/inputs",
              "Files that the result was computed from",
              {{"path", "", "as given", provenance.inputs},
               {"bytes", "byte", "size of the file", std::move(sizes)},
               {"checksum", "", "algorithm:value, see docs/results.md", std::move(digests)},
               {"simulated", "1", "1 where the file says that it is", std::move(simulated)}}});
  write(Table{"provenance/notes",
              "What a reader of the numbers should know",
              {{"note", "", "a warning of the run", provenance.notes}}});
  for (const Table& table : provenance.tables)
    write(table);
}

const std::string& ResultWriter::store() {
  const hid_t file = file_->handle.get();
  // The file as it stands in memory: a copy of it would take a tenth of the time of small jobs.
  void** image = nullptr;
  const bool flushed = H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0;
  const ssize_t size = flushed ? H5Fget_file_image(file, nullptr, 0) : -1;
  if (size <= 0 || H5Fget_vfd_handle(file, H5P_DEFAULT, reinterpret_cast<void**>(&image)) < 0) {
    in_file(path_, [] { no_room_for("the finished result"); });
  }
  std::ofstream disk(file_->temporary, std::ios::binary | std::ios::trunc);
  disk.write(static_cast<const char*>(*image), size);
  disk.close();
  file_->handle.close();
  if (!disk) {
    throw RunError(fmt::format(
        "{}: writing the result failed; check the space left on the disk with df", path_));
  }
  return file_->temporary;
}

void ResultWriter::publish() {
  std::error_code error;
  std::filesystem::rename(file_->temporary, path_, error);
  if (error) {
    throw RunError(
        fmt::format("{}: the finished result cannot take its name ({})", path_, error.message()));
  }
  file_->temporary.clear();
}

}  // namespace terrabalance
