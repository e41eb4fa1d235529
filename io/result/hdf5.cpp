#include "io/result/hdf5.hpp"

#include <algorithm>
#include <cstdint>

#include "engine/value/error.hpp"
#include "io/result/text_heap.hpp"

namespace terrabalance::h5 {
namespace {

void check(herr_t status) {
  if (status < 0) throw RunError("no room for an attribute; give the run more memory");
}

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const auto& text : texts)
    pointers.push_back(text.c_str());
  return pointers;
}

/// Whether the name is that of an object that the group has itself.
bool is_own(hid_t group, const std::string& name) {
  H5L_info_t link{};
  return name.find('/') == std::string::npos &&
         H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD;
}

/// What is asked of an object before it is opened, as HDF5 interprets damage by opening alone.
struct Header {
  bool good = false;  ///< is there and carries checksums, as those of HDF5's first format do not
  bool external = false;  ///< the values stand in other files, whose list is read past its end
};

Header header_of(hid_t at, const std::string& path) {
  constexpr unsigned with_checksums = 2;
  constexpr std::uint64_t external = 1 << 7;  // number of such messages
  H5O_info_t info{};
  if (H5Oget_info_by_name2(at, path.c_str(), &info, H5O_INFO_HDR, H5P_DEFAULT) < 0) return {};
  return {info.hdr.version >= with_checksums, (info.hdr.mesg.present & external) != 0};
}

}  // namespace

void silence() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string lock_failure() {
  std::string found;
  const auto look = [](unsigned /*n*/, const H5E_error2_t* error, void* to) -> herr_t {
    const std::string text = error->desc != nullptr ? error->desc : "";
    if (text.find("lock file") != std::string::npos) *static_cast<std::string*>(to) = text;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, look, &found);
  return found;
}

Handle file_access() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18);
  return access;
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

Handle text_type(std::size_t bytes) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), bytes);
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

Handle open_group(hid_t at, const std::string& path) {
  return {header_of(at, path).good ? H5Gopen2(at, path.c_str(), H5P_DEFAULT) : -1, H5Gclose};
}

Handle open_own_group(hid_t group, const std::string& name) {
  const bool whole = is_own(group, name) && header_of(group, name).good;
  return {whole ? H5Gopen2(group, name.c_str(), H5P_DEFAULT) : -1, H5Gclose};
}

Handle open_array(hid_t group, const std::string& name) {
  const Header header = header_of(group, name);
  const bool whole = is_own(group, name) && header.good && !header.external;
  return {whole ? H5Dopen2(group, name.c_str(), H5P_DEFAULT) : -1, H5Dclose};
}

bool stands_in_the_file(hid_t array, std::size_t values) {
  const Handle creation(H5Dget_create_plist(array), H5Pclose);
  if (H5Pget_layout(creation.get()) == H5D_VIRTUAL) return false;
  if (H5Pget_external_count(creation.get()) > 0) return false;
  const Handle type(H5Dget_type(array), H5Tclose);
  constexpr std::size_t most_packed = 1032;  // of deflate
  const std::size_t most = (H5Dget_storage_size(array) + 1024) * most_packed;
  return values <= most / std::max<std::size_t>(1, H5Tget_size(type.get()));
}

Handle require_group(hid_t at, const std::string& path) {
  // H5Lexists wants every part of the path to be there, so ask by opening.
  Handle group = open_group(at, path);
  if (group.valid()) return group;
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links.get(), 1);
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  return {H5Gcreate2(at, path.c_str(), links.get(), creation.get(), H5P_DEFAULT), H5Gclose};
}

void write_attribute(hid_t at, const std::string& name, const std::string& text) {
  const Handle type = text_type();
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle attribute(
      H5Acreate2(at, name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* pointer = text.c_str();
  check(H5Awrite(attribute.get(), type.get(), static_cast<const void*>(&pointer)));
}

void write_attribute(hid_t at, const std::string& name, const std::vector<std::string>& texts) {
  const Handle type = text_type();
  const hsize_t size = texts.size();
  const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  const Handle attribute(
      H5Acreate2(at, name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(H5Awrite(attribute.get(), type.get(), static_cast<const void*>(pointers_to(texts).data())));
}

bool has_attribute(hid_t at, const std::string& name) {
  return H5Aexists(at, name.c_str()) > 0;
}

std::vector<std::string> split(const std::string& bytes, std::size_t width, std::size_t count) {
  std::vector<std::string> texts;
  texts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* begin = bytes.data() + i * width;
    texts.emplace_back(begin, std::find(begin, begin + width, '\0'));
  }
  return texts;
}

std::vector<std::string> read_attribute(hid_t at, const std::string& name) {
  const Handle attribute(H5Aopen(at, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute.valid()) return {};
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  const auto points = H5Sget_simple_extent_npoints(space.get());
  // No attribute of ours has as many texts; a damaged count must not ask for memory.
  constexpr hssize_t most = 65536;
  if (points < 0 || points > most || H5Tget_class(type.get()) != H5T_STRING) return {};
  const auto count = static_cast<std::size_t>(points);
  if (H5Tis_variable_str(type.get()) > 0) {
    const auto read = [&](hid_t as, void* to) { return H5Aread(attribute.get(), as, to); };
    return read_texts(attribute.get(), count, read).value_or(std::vector<std::string>{});
  }
  const std::size_t width = H5Tget_size(type.get());
  if (count * width > H5Aget_storage_size(attribute.get())) return {};
  std::string bytes(count * width, '\0');
  if (H5Aread(attribute.get(), text_type(width).get(), bytes.data()) < 0) return {};
  return split(bytes, width, count);
}

}  // namespace terrabalance::h5
