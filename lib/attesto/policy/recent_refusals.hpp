// The latest refusals, for whoever runs the server: what the wire must not say - RFC 6749 §5.2, RFC 9700 §4.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/policy/event.hpp"

namespace attesto::inline v0 {

/// Text that is cut off rather than allocated.
template <std::size_t kMost>
class ShortText {
 public:
  ShortText() = default;
  /// Keeps the first bytes of it.
  explicit ShortText(std::string_view text) noexcept : size_(std::min(text.size(), kMost)) {
    std::copy_n(text.data(), size_, bytes_.data());
  }
  /// What was kept.
  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }

 private:
  std::array<char, kMost> bytes_{};
  std::size_t size_ = 0;
};

/// One request that was refused. Like an event it holds no code, token or secret.
struct RefusedRequest {
  Instant at;                  ///< when
  EventKind kind;              ///< what came of it
  Reason reason;               ///< which rule; describe() tells more
  ShortText<16> request_id{};  ///< RequestId
  ShortText<32> endpoint{};    ///< where
  ShortText<96> client_id{};   ///< as received if the client is unknown: untrusted text
  ShortText<96> subject{};     ///< empty if it is not known
  ShortText<64> grant_type{};  ///< at the token endpoint
};

/// The last refusals in a fixed number of places, made at the start. Success never comes near it, and a
/// refusal copies a few hundred bytes under a lock.
class RecentRefusals {
 public:
  /// @param capacity  how many are remembered; none with 0
  explicit RecentRefusals(std::size_t capacity) { places_.reserve(capacity); }

  /// Remembers the event if it tells of a request that was refused, and forgets the oldest one for it.
  /// Thread-safe.
  void note(const Event& event) noexcept;
  /// Copies, the latest first.
  [[nodiscard]] std::vector<RefusedRequest> list() const;
  /// The refusal of that request, if it is remembered.
  [[nodiscard]] std::optional<RefusedRequest> find(std::string_view request_id) const;

 private:
  mutable std::mutex mutex_;
  std::vector<RefusedRequest> places_;  ///< never grows beyond what was reserved
  std::size_t next_ = 0;                ///< the place to fill next: the oldest once all are full
};

}  // namespace attesto::inline v0
