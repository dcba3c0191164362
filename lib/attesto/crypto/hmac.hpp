// HMAC with SHA-256 - RFC 2104, FIPS 198-1.
#pragma once

#include <memory>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0 {

/// A MAC key, scheduled once. Immutable; safe to share between threads.
class HmacSha256 {
 public:
  /// RFC 2104 §3: a key shorter than the digest weakens the MAC.
  static constexpr std::size_t kMinKeyBytes = 32;
  /// @throws std::invalid_argument for a key below kMinKeyBytes
  explicit HmacSha256(ByteView key);

  /// @note Compare what a caller presents with equal_ct().
  [[nodiscard]] Sha256Digest mac(ByteView message) const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace attesto::inline v0
