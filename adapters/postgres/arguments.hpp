// The arguments of one statement in PostgreSQL's binary format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"

namespace attesto::inline v0::postgres {

/// A copy of the arguments, encoded. A vector becomes an array.
///
/// The types are the server's: a statement that takes a `std::int64_t` must say `::bigint` where
/// the column doesn't (PostgreSQL manual, 55.2.3: parameters are not converted).
class Arguments {
 public:
  template <class... Args>
  explicit Arguments(const Args&... args) {
    offsets_.reserve(sizeof...(args) + 1);
    lengths_.reserve(sizeof...(args));
    (add(args), ...);
  }

  [[nodiscard]] int count() const noexcept { return static_cast<int>(lengths_.size()); }
  /// A null pointer where the argument is NULL. Valid as long as this object is.
  [[nodiscard]] std::vector<const char*> values() const;
  [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }

 private:
  static constexpr int kNull = -1;

  template <class T>
  void add(const T& value) {
    offsets_.push_back(buffer_.size());
    encode(value);
    lengths_.push_back(static_cast<int>(buffer_.size() - offsets_.back()));
  }
  template <class T>
  void add(const std::optional<T>& value) {
    if (value) return add(*value);
    offsets_.push_back(buffer_.size());
    lengths_.push_back(kNull);
  }
  template <class T>
  void add(const std::vector<T>& elements) {
    offsets_.push_back(buffer_.size());
    begin_array(type_of(static_cast<const T*>(nullptr)), elements.size());
    for (const T& element : elements) add_element(element);
    lengths_.push_back(static_cast<int>(buffer_.size() - offsets_.back()));
  }
  template <class T>
  void add_element(const T& element) {
    const std::size_t at = buffer_.size();
    append(std::int32_t{0});
    encode(element);
    overwrite(at, static_cast<std::int32_t>(buffer_.size() - at - sizeof(std::int32_t)));
  }
  template <class T>
  void add_element(const std::optional<T>& element) {
    if (element) add_element(*element);
    else append(std::int32_t{kNull});
  }

  // The object identifiers of pg_type, which never change.
  static constexpr std::int32_t type_of(const bool*) noexcept { return 16; }
  static constexpr std::int32_t type_of(const ByteView*) noexcept { return 17; }
  static constexpr std::int32_t type_of(const std::int64_t*) noexcept { return 20; }
  static constexpr std::int32_t type_of(const Instant*) noexcept { return 20; }
  static constexpr std::int32_t type_of(const std::int16_t*) noexcept { return 21; }
  static constexpr std::int32_t type_of(const std::string_view*) noexcept { return 25; }
  template <class T>
  static constexpr std::int32_t type_of(const std::optional<T>*) noexcept {
    return type_of(static_cast<const T*>(nullptr));
  }

  void encode(std::string_view text) { buffer_ += text; }
  void encode(ByteView bytes) { buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()); }
  void encode(bool flag) { buffer_ += flag ? '\1' : '\0'; }
  void encode(std::int16_t number) { append(number); }
  void encode(std::int64_t number) { append(number); }
  void encode(Instant instant) { append(std::int64_t{instant.time_since_epoch().count()}); }

  void begin_array(std::int32_t type, std::size_t size);
  void append(std::int16_t number);
  void append(std::int32_t number);
  void append(std::int64_t number);
  void overwrite(std::size_t at, std::int32_t number);

  std::string buffer_;
  std::vector<std::size_t> offsets_;
  std::vector<int> lengths_;
};

}  // namespace attesto::inline v0::postgres
