#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <hdf5.h>

namespace terrabalance::h5 {

/// Texts of variable length. HDF5 keeps them in "global heaps" and trusts what a file says of their
/// places and sizes: 1.10 reads and writes past its memory where that is damaged. So HDF5 is asked
/// for the bare references only, and the heaps are read here, each number checked against the file
/// (HDF5 File Format Specification 3.0, III.E, VIII.B).
/// \param owner  what has the texts: an attribute, or an array; its file is on disk
/// \param count  of texts
/// \param read   reads the values of `owner` as the type given: H5Aread, H5Dread
/// \return nothing if a reference leads to no text of this file
std::optional<std::vector<std::string>> read_texts(
    hid_t owner, std::size_t count, const std::function<herr_t(hid_t type, void* to)>& read);

}  // namespace terrabalance::h5
