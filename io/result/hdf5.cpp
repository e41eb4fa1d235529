#include "io/result/hdf5.hpp"

#include "engine/value/error.hpp"

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
  return {H5Gopen2(at, path.c_str(), H5P_DEFAULT), H5Gclose};
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

std::vector<std::string> read_attribute(hid_t at, const std::string& name) {
  const Handle attribute(H5Aopen(at, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute.valid()) return {};
  const Handle type = text_type();
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  const auto count = H5Sget_simple_extent_npoints(space.get());
  // No attribute of ours has as many texts; a damaged count must not ask for memory.
  constexpr hssize_t most = 65536;
  if (count < 0 || count > most) return {};
  std::vector<char*> pointers(static_cast<std::size_t>(count));
  if (H5Aread(attribute.get(), type.get(), static_cast<void*>(pointers.data())) < 0) return {};
  std::vector<std::string> texts;
  texts.reserve(pointers.size());
  for (const char* pointer : pointers)
    texts.emplace_back(pointer != nullptr ? pointer : "");
  H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, static_cast<void*>(pointers.data()));
  return texts;
}

}  // namespace terrabalance::h5
