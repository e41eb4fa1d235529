#include "io/table/csv_share.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include <cpl_vsi.h>
#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/drivers.hpp"
#include "io/table/csv.hpp"

namespace terrabalance {
namespace {

constexpr std::uint64_t piece = 4 << 20;  ///< bytes that are read at once
constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

/// A file of bytes.
class File {
 public:
  explicit File(std::string path) : path_(std::move(path)) {
    start_gdal();
    file_ = VSIFOpenL(path_.c_str(), "rb");
    if (file_ == nullptr || VSIFSeekL(file_, 0, SEEK_END) != 0) {
      const bool missing = !path_.starts_with("/vsi") && !std::filesystem::exists(path_);
      throw InputError(fmt::format("{}: {}; check the path", path_,
                                   missing ? "no such file" : "cannot be read"));
    }
    size_ = VSIFTellL(file_);
  }
  ~File() {
    if (file_ != nullptr) VSIFCloseL(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const { return size_; }

  /// Bytes from a place on, fewer at the end of the file.
  std::string read(std::uint64_t from, std::uint64_t count) const {
    std::string bytes(std::min(count, size_ - std::min(from, size_)), '\0');
    if (VSIFSeekL(file_, from, SEEK_SET) != 0 ||
        VSIFReadL(bytes.data(), 1, bytes.size(), file_) != bytes.size())
      throw InputError(fmt::format("{}: cannot be read to its end; check the disk", path_));
    return bytes;
  }

  /// Calls each(offset, byte) from a place on until it returns false.
  template <class Each>
  void walk(std::uint64_t from, std::uint64_t to, Each&& each) const {
    for (std::uint64_t at = from; at < std::min(to, size_); at += piece) {
      const std::string bytes = read(at, std::min(piece, to - at));
      for (std::size_t i = 0; i < bytes.size(); ++i)
        if (!each(at + i, bytes[i])) return;
    }
  }

 private:
  std::string path_;
  VSILFILE* file_ = nullptr;
  std::uint64_t size_ = 0;
};

/// Tells ends of lines from line breaks within quotes.
class Lines {
 public:
  explicit Lines(bool quoted = false) : quoted_(quoted) {}
  /// Whether a line ends with this byte.
  bool end(char byte) {
    if (byte == '"') quoted_ = !quoted_;
    return byte == '\n' && !quoted_;
  }

 private:
  bool quoted_;
};

/// Behind the first end of a line, from a place on, that lies at least so many bytes on.
/// \param quoted  whether the place lies within quotes
std::uint64_t line_end(const File& file, std::uint64_t from, bool quoted, std::uint64_t least = 0) {
  Lines lines(quoted);
  std::uint64_t behind = file.size();
  file.walk(from, endless, [&](std::uint64_t at, char byte) {
    const bool ends = lines.end(byte) && at + 1 - from >= least;
    if (ends) behind = at + 1;
    return !ends;
  });
  return behind;
}

/// Lines that are not blank, of bytes that begin and end with lines.
std::int64_t lines_with_text(const File& file, std::uint64_t begin, std::uint64_t end) {
  Lines lines;
  std::int64_t count = 0;
  bool text = false;
  file.walk(begin, end, [&](std::uint64_t, char byte) {
    if (lines.end(byte)) {
      count += text ? 1 : 0;
      text = false;
    } else {
      text = text || byte != '\r';
    }
    return true;
  });
  return count + (text ? 1 : 0);
}

/// Quotes among some bytes.
std::int64_t quotes(const File& file, std::uint64_t begin, std::uint64_t end) {
  std::int64_t count = 0;
  file.walk(begin, end, [&](std::uint64_t, char byte) {
    count += byte == '"' ? 1 : 0;
    return true;
  });
  return count;
}

}  // namespace

CsvShare CsvShare::of(const std::string& path, const Communicator& ranks) {
  const auto opened = ranks.together([&] { return std::make_unique<File>(path); });
  const File& file = *opened;
  const auto size = static_cast<std::uint64_t>(ranks.size());
  const auto rank = static_cast<std::uint64_t>(ranks.rank());
  // A line belongs to the rank whose bytes hold the line break before it.
  const auto cut = [&](std::uint64_t r) {
    const std::uint64_t at = file.size() / size * r + file.size() % size * r / size;
    return r < size ? at - std::min<std::uint64_t>(at, 1) : at;
  };
  const std::int64_t own = ranks.together([&] { return quotes(file, cut(rank), cut(rank + 1)); });
  const bool quoted = ranks.sum_before({own}).front() % 2 != 0;
  CsvShare share;
  share.path_ = path;
  std::vector<std::int64_t> begins(size + 1, 0);
  ranks.together([&] {
    const std::uint64_t header = line_end(file, 0, false);
    share.header_ = file.read(0, header);
    begins[rank] = static_cast<std::int64_t>(
        rank == 0 ? header : std::max(header, line_end(file, cut(rank), quoted)));
  });
  begins = ranks.sum(std::move(begins));
  begins[size] = static_cast<std::int64_t>(file.size());
  share.begin_ = static_cast<std::uint64_t>(begins[rank]);
  share.end_ = static_cast<std::uint64_t>(begins[rank + 1]);
  share.rows_ = ranks.together([&] { return lines_with_text(file, share.begin_, share.end_); });
  share.first_ = ranks.sum_before({share.rows_}).front();
  share.total_ = ranks.sum(share.rows_);
  if (share.total_ == 0)
    throw InputError(fmt::format("{}: has no rows below its header line", path));
  return share;
}

std::vector<std::vector<double>> CsvShare::numbers(const std::vector<std::string>& columns) const {
  const File file(path_);
  std::vector<std::vector<double>> all(columns.size());
  for (auto& column : all)
    column.reserve(static_cast<std::size_t>(rows_));
  std::int64_t done = 0;
  for (std::uint64_t at = begin_; at < end_;) {
    const std::uint64_t behind = line_end(file, at, false, std::min(piece, end_ - at));
    const std::string text = file.read(at, behind - at);
    at = behind;
    if (text.find_first_not_of("\r\n") == std::string::npos) continue;
    const CsvTable table =
        CsvTable::parse(path_, header_ + text, static_cast<std::size_t>(first_ + done));
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::vector<double> values = table.numbers(table.column(columns[c]));
      all[c].insert(all[c].end(), values.begin(), values.end());
    }
    done += static_cast<std::int64_t>(table.rows());
  }
  if (done != rows_) {
    throw InputError(fmt::format(
        "{}: has line breaks that cannot be told from ends of rows; write it anew, a row a line",
        path_));
  }
  return all;
}

}  // namespace terrabalance
