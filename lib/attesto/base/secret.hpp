// A text that must not leak: not printable, wiped, compared in constant time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <vector>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0 {

/// Overwrites memory in a way the optimizer may not remove.
void wipe(void* memory, std::size_t size) noexcept;

/// Compares two byte strings in a time that depends on their lengths only.
[[nodiscard]] bool equal_ct(ByteView left, ByteView right) noexcept;

/// Zeroes each buffer before it is freed.
template <class T>
struct WipingAllocator {
  /// What the standard library asks of an allocator.
  using value_type = T;
  WipingAllocator() = default;
  /// Another allocator of this kind frees just as well.
  template <class U>
  explicit WipingAllocator(const WipingAllocator<U>&) noexcept {}
  /// Room for `n` objects; throws std::bad_alloc.
  [[nodiscard]] T* allocate(std::size_t n) { return std::allocator<T>{}.allocate(n); }
  /// Wipes, then frees.
  void deallocate(T* p, std::size_t n) noexcept {
    wipe(p, n * sizeof(T));
    std::allocator<T>{}.deallocate(p, n);
  }
  /// All of them are the same one.
  friend bool operator==(WipingAllocator, WipingAllocator) { return true; }
};

/// Key material on its way through a computation.
using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

/// A secret text: move-only, wiped when it dies, without `==` and without a formatter.
///
/// @note `expose()` is the one exit, and the word to search for in a review.
class Secret {
 public:
  /// Copies the text; wiping the original is up to the caller.
  explicit Secret(std::string_view text) : text_(text.begin(), text.end()) {}
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() = default;

  /// The text itself. It lives as long as the secret.
  [[nodiscard]] std::string_view expose() const noexcept { return {text_.data(), text_.size()}; }
  /// Whether there is no text.
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  /// Constant-time comparison.
  [[nodiscard]] bool matches(std::string_view other) const noexcept {
    return equal_ct(as_bytes(expose()), as_bytes(other));
  }

  bool operator==(const Secret&) const = delete;
  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  // A vector, not std::string: a short string keeps its bytes in the moved-from object.
  std::vector<char, WipingAllocator<char>> text_;
};

}  // namespace attesto::inline v0
