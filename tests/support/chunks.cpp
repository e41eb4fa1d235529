#include "tests/support/chunks.hpp"

#include "io/result/hdf5.hpp"

namespace terrabalance::test {
namespace {

herr_t add_chunks_of(hid_t group, const char* name, const H5L_info_t* /*link*/, void* to) {
  const h5::Handle array(H5Dopen2(group, name, H5P_DEFAULT), H5Dclose);
  const h5::Handle all(H5Dget_space(array.get()), H5Sclose);
  hsize_t count = 0;
  if (H5Dget_num_chunks(array.get(), all.get(), &count) < 0) return 0;  // not chunked
  for (hsize_t i = 0; i < count; ++i) {
    hsize_t place = 0;
    unsigned mask = 0;
    haddr_t offset = 0;
    hsize_t bytes = 0;
    if (H5Dget_chunk_info(array.get(), all.get(), i, &place, &mask, &offset, &bytes) >= 0)
      static_cast<std::vector<Chunk>*>(to)->push_back({offset, bytes});
  }
  return 0;
}

}  // namespace

std::vector<Chunk> chunks_of(const std::string& file, const std::string& group) {
  h5::silence();
  std::vector<Chunk> chunks;
  const h5::Handle open(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!open.valid()) return chunks;
  const h5::Handle at(H5Gopen2(open.get(), group.c_str(), H5P_DEFAULT), H5Gclose);
  if (!at.valid()) return chunks;
  H5Literate(at.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add_chunks_of, &chunks);
  return chunks;
}

}  // namespace terrabalance::test
