#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/value/error.hpp"

/// \file
/// Summaries as bytes: what ranks exchange and what a checkpoint holds. A type takes part by
///     template <class Archive> void archive(Archive& a) { a(first, second); }
/// which serves writing and reading alike. Bytes are of this machine's order: they travel between
/// ranks of one run and files of one cluster, and are no exchange format.
namespace terrabalance {

using Bytes = std::vector<std::byte>;

namespace detail {
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_pair = false;
template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;
template <class T>
inline constexpr bool is_tuple = false;
template <class... Ts>
inline constexpr bool is_tuple<std::tuple<Ts...>> = true;
template <class T, class Archive>
concept Archivable = requires(T& value, Archive& a) {
  value.archive(a);
};
}  // namespace detail

class ByteWriter {
 public:
  template <class... Ts>
  void operator()(const Ts&... values) {
    (write(values), ...);
  }
  Bytes take() && { return std::move(bytes_); }

 private:
  template <class T>
  void write(const T& value) {
    if constexpr (detail::Archivable<T, ByteWriter>) {
      const_cast<T&>(value).archive(*this);  // archive() serves both ways; writing changes nothing
    } else if constexpr (detail::is_vector<T> || std::is_same_v<T, std::string>) {
      write(static_cast<std::uint64_t>(value.size()));
      using E = typename T::value_type;
      if constexpr (std::is_trivially_copyable_v<E> && !detail::Archivable<E, ByteWriter>) {
        append(std::as_bytes(std::span(value)));
      } else {
        for (const auto& element : value)
          write(element);
      }
    } else if constexpr (detail::is_pair<T>) {
      write(value.first);
      write(value.second);
    } else if constexpr (detail::is_tuple<T>) {
      std::apply([&](const auto&... member) { (write(member), ...); }, value);
    } else {
      static_assert(std::is_trivially_copyable_v<T>, "give the type an archive() member");
      append(std::as_bytes(std::span(&value, 1)));
    }
  }
  void append(std::span<const std::byte> raw) {
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
  }

  Bytes bytes_;
};

/// Reads what ByteWriter wrote; throws RunError where the bytes end too early.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

  template <class... Ts>
  void operator()(Ts&... values) {
    (read(values), ...);
  }
  bool at_end() const { return rest_.empty(); }

 private:
  template <class T>
  void read(T& value) {
    if constexpr (detail::Archivable<T, ByteReader>) {
      value.archive(*this);
    } else if constexpr (detail::is_vector<T> || std::is_same_v<T, std::string>) {
      using E = typename T::value_type;
      std::uint64_t size = 0;
      read(size);
      if constexpr (std::is_trivially_copyable_v<E> && !detail::Archivable<E, ByteReader>) {
        const auto raw = take(size, sizeof(E));
        value.resize(size);
        if (size > 0) std::memcpy(value.data(), raw.data(), raw.size());
      } else {
        value.clear();
        for (std::uint64_t i = 0; i < size; ++i)
          read(value.emplace_back());
      }
    } else if constexpr (detail::is_pair<T>) {
      read(value.first);
      read(value.second);
    } else if constexpr (detail::is_tuple<T>) {
      std::apply([&](auto&... member) { (read(member), ...); }, value);
    } else {
      static_assert(std::is_trivially_copyable_v<T>, "give the type an archive() member");
      std::memcpy(&value, take(1, sizeof(T)).data(), sizeof(T));
    }
  }
  std::span<const std::byte> take(std::uint64_t count, std::size_t element_size) {
    if (count > rest_.size() / element_size) throw RunError("a serialised summary is cut short");
    const auto taken = rest_.first(count * element_size);
    rest_ = rest_.subspan(count * element_size);
    return taken;
  }

  std::span<const std::byte> rest_;
};

template <class T>
Bytes to_bytes(const T& value) {
  ByteWriter writer;
  writer(value);
  return std::move(writer).take();
}

template <class T>
T from_bytes(std::span<const std::byte> bytes) {
  T value{};
  ByteReader reader(bytes);
  reader(value);
  return value;
}

}  // namespace terrabalance
