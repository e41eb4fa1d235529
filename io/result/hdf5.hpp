#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

/// \file
/// HDF5's handles as values, and the few calls on them that the result reader and writer share.
namespace terrabalance::h5 {

/// Owns one identifier and closes it.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close closer) : id_(id), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }

  hid_t get() const { return id_; }
  bool valid() const { return id_ >= 0; }
  /// Closes now. \return false if HDF5 reports a failure, as when the disk is full
  bool close() { return id_ < 0 || close_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_;
  Close close_;
};

/// HDF5's own error stack is kept silent: our messages speak.
void silence();
/// What the last failed call says of a file lock; empty if that was not its trouble.
std::string lock_failure();

/// How files are opened: new objects in the format of HDF5 1.8, whose headers carry
/// checksums.
Handle file_access();

/// Texts of any length.
Handle text_type();
/// Texts of `bytes` bytes at most, filled up with zeros.
Handle text_type(std::size_t bytes);
Handle open_group(hid_t at, const std::string& path);
/// A group within the group itself; invalid where the name is that of a link to elsewhere.
Handle open_own_group(hid_t group, const std::string& name);
/// An array of the group itself; invalid where the name is that of a link to elsewhere, or where
/// the values stand in other files.
Handle open_array(hid_t group, const std::string& name);
/// Whether so many values stand in the array's own file, as far as its size can hold them: no bytes
/// of other files that its layout names, no more than its compression could have packed.
bool stands_in_the_file(hid_t array, std::size_t values);
/// Creates the group and those above it where missing.
Handle require_group(hid_t at, const std::string& path);

void write_attribute(hid_t at, const std::string& name, const std::string& text);
void write_attribute(hid_t at, const std::string& name, const std::vector<std::string>& texts);
bool has_attribute(hid_t at, const std::string& name);
/// Its texts; none if it has none or is damaged.
std::vector<std::string> read_attribute(hid_t at, const std::string& name);
/// The texts that stand side by side, each filled up with zeros.
std::vector<std::string> split(const std::string& bytes, std::size_t width, std::size_t count);

}  // namespace terrabalance::h5
