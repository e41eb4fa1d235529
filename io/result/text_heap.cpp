#include "io/result/text_heap.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "io/result/hdf5.hpp"

namespace terrabalance::h5 {
namespace {

/// A number of the file, little-endian as the machine.
template <class Number>
Number number_at(const char* bytes) {
  Number number{};
  std::memcpy(&number, bytes, sizeof(number));
  return number;
}

constexpr std::size_t reference_bytes = 16;  // length 4, address of the heap 8, object in it 4

struct Reference {
  std::uint32_t length;
  std::uint64_t heap;
  std::uint32_t object;
};

Reference reference_at(const char* bytes) {
  return {number_at<std::uint32_t>(bytes), number_at<std::uint64_t>(bytes + 4),
          number_at<std::uint32_t>(bytes + 12)};
}

/// A heap's bytes, and where in them its objects are.
struct Heap {
  std::string bytes;
  std::unordered_map<std::uint32_t, std::string_view> objects;
};

/// The heaps of a file, read as they are asked for.
class Heaps {
 public:
  explicit Heaps(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    const off_t end = file_ >= 0 ? lseek(file_, 0, SEEK_END) : 0;
    size_ = static_cast<std::uint64_t>(std::max<off_t>(end, 0));
    unread_ = size_;
    uncopied_ = size_;
  }
  ~Heaps() {
    if (file_ >= 0) close(file_);
  }
  Heaps(const Heaps&) = delete;
  Heaps& operator=(const Heaps&) = delete;

  /// \return nothing if there is no such text
  std::optional<std::string> text(const Reference& reference) {
    if (reference.length == 0 || reference.heap == 0) return std::string();
    const Heap* heap = find(reference.heap);
    if (heap == nullptr) return {};
    const auto object = heap->objects.find(reference.object);
    if (object == heap->objects.end() || object->second.size() < reference.length) return {};
    // Each text has bytes of its own: all of them are not more than the file.
    if (reference.length > uncopied_) return {};
    uncopied_ -= reference.length;
    const std::string_view text = object->second.substr(0, reference.length);
    return std::string(text.substr(0, text.find('\0')));
  }

 private:
  bool read(std::uint64_t begin, char* to, std::uint64_t bytes) const {
    if (begin > size_ || bytes > size_ - begin) return false;
    std::uint64_t done = 0;
    while (done < bytes) {
      const ssize_t n = pread(file_, to + done, bytes - done, static_cast<off_t>(begin + done));
      if (n <= 0) return false;
      done += static_cast<std::uint64_t>(n);
    }
    return true;
  }

  const Heap* find(std::uint64_t begin) {
    const auto [place, is_new] = heaps_.try_emplace(begin);
    if (is_new) place->second = load(begin);
    return place->second.get();
  }

  std::unique_ptr<Heap> load(std::uint64_t begin) {
    constexpr std::uint64_t head = 16;  // of a heap, and of an object in it
    std::array<char, head> bytes{};
    if (!read(begin, bytes.data(), head)) return {};
    const auto size = number_at<std::uint64_t>(bytes.data() + 8);
    const bool is_heap = std::memcmp(bytes.data(), "GCOL\x01", 5) == 0;
    // Heaps do not overlap: all of them are not more than the file.
    if (!is_heap || size < head || size > unread_) return {};
    unread_ -= size;
    auto heap = std::make_unique<Heap>();
    heap->bytes.resize(size);
    if (!read(begin, heap->bytes.data(), size)) return {};
    for (std::uint64_t at = head; size - at >= head;) {
      const char* object = heap->bytes.data() + at;
      const auto index = number_at<std::uint16_t>(object);
      if (index == 0) break;  // the rest is free
      const auto length = number_at<std::uint64_t>(object + 8);
      at += head;
      if (length > size - at) return {};
      heap->objects.emplace(index, std::string_view(object + head, length));
      constexpr std::uint64_t aligned = 8;
      at = std::min(size, at + (length + aligned - 1) / aligned * aligned);
    }
    return heap;
  }

  int file_;
  std::uint64_t size_ = 0;
  std::uint64_t unread_ = 0;
  std::uint64_t uncopied_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Heap>> heaps_;
};

/// HDF5's conversion from texts of variable length to their references: it leaves the bytes alone.
herr_t keep_reference(hid_t from, hid_t to, H5T_cdata_t* what, std::size_t /*count*/,
                      std::size_t /*stride*/, std::size_t /*background*/, void* /*values*/,
                      void* /*others*/, hid_t /*transfer*/) {
  if (what->command != H5T_CONV_INIT) return 0;
  what->need_bkg = H5T_BKG_NO;
  const bool ours = H5Tis_variable_str(from) > 0 && H5Tget_size(from) == reference_bytes &&
                    H5Tget_class(to) == H5T_OPAQUE && H5Tget_size(to) == reference_bytes;
  return ours ? 0 : -1;
}

/// For as long as HDF5 runs, which under MPI ends before the program's own statics.
hid_t reference_type() {
  static const hid_t type = [] {
    const hid_t opaque = H5Tcreate(H5T_OPAQUE, reference_bytes);
    H5Tset_tag(opaque, "reference to a text");
    H5Tregister(H5T_PERS_SOFT, "reference to a text", text_type().get(), opaque, keep_reference);
    return opaque;
  }();
  return type;
}

/// The file that has it; empty unless it is laid out as HDF5 does by default.
std::string path_of(hid_t owner) {
  const Handle file(H5Iget_file_id(owner), H5Fclose);
  const Handle creation(H5Fget_create_plist(file.get()), H5Pclose);
  std::size_t address = 0;
  std::size_t length = 0;
  hsize_t user_block = 0;
  H5Pget_sizes(creation.get(), &address, &length);
  H5Pget_userblock(creation.get(), &user_block);
  if (address != sizeof(std::uint64_t) || length != sizeof(std::uint64_t) || user_block != 0) {
    return {};
  }
  const ssize_t size = H5Fget_name(file.get(), nullptr, 0);
  if (size <= 0) return {};
  std::string path(static_cast<std::size_t>(size), '\0');
  H5Fget_name(file.get(), path.data(), path.size() + 1);
  return path;
}

}  // namespace

std::optional<std::vector<std::string>> read_texts(
    hid_t owner, std::size_t count, const std::function<herr_t(hid_t type, void* to)>& read) {
  std::vector<std::string> texts;
  if (count == 0) return texts;
  std::vector<char> references(count * reference_bytes);
  if (read(reference_type(), references.data()) < 0) return {};
  Heaps heaps(path_of(owner));
  texts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto text = heaps.text(reference_at(references.data() + i * reference_bytes));
    if (!text) return {};
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace terrabalance::h5
