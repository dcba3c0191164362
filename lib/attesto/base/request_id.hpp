// Names one request, in answers and in logs - RFC 6749 §5.2 leaves no member for it, so a header carries it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "attesto/base/random.hpp"

namespace attesto::inline v0 {

/// Sixteen hexadecimal digits. No secret, and not made of one: whoever reads it learns nothing, so a
/// client may show it to anybody who can look it up (W-34).
class RequestId {
 public:
  /// How long each is.
  static constexpr std::size_t kDigits = 16;

  /// Writes the number out.
  explicit RequestId(std::uint64_t number) noexcept;
  /// The digits; lives as long as this.
  [[nodiscard]] std::string_view view() const noexcept { return {digits_.data(), digits_.size()}; }
  /// Whether the text could be one.
  [[nodiscard]] static bool is_one(std::string_view text) noexcept;

 private:
  std::array<char, kDigits> digits_;
};

/// Mints them without randomness, allocation or lock, since every request has one: a counter, put
/// through a permutation that is drawn once. So none comes twice, and none tells how many came before
/// it. Nothing is taken from a request: a header such as `X-Request-Id` is whatever anybody wrote into
/// it, and two requests with one id would both be found under it.
class RequestIds {
 public:
  /// Draws the permutation.
  explicit RequestIds(Random& random);
  /// The next one. Thread-safe.
  [[nodiscard]] RequestId next() const noexcept;

 private:
  std::array<std::uint64_t, 4> round_keys_;
  mutable std::atomic<std::uint64_t> counter_{0};
};

}  // namespace attesto::inline v0
