#include "attesto/token/opaque_token.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kTimeBytes = 6;
constexpr std::size_t kHandleBytes = 36;
constexpr std::size_t kTimeCharacters = kTimeBytes * 4 / 3;
constexpr std::size_t kHandleCharacters = kHandleBytes * 4 / 3;

/// Big-endian, so that handles sort by it.
void write_time(std::span<std::uint8_t, kTimeBytes> out, Instant instant) {
  auto milliseconds = static_cast<std::uint64_t>(instant.time_since_epoch().count());
  for (auto byte = out.rbegin(); byte != out.rend(); ++byte, milliseconds >>= 8)
    *byte = static_cast<std::uint8_t>(milliseconds);
}

/// Encodes and wipes them.
Secret to_secret(std::span<std::uint8_t> bytes) {
  std::string text = base64url_encode(bytes);
  Secret secret(text);
  wipe(bytes.data(), bytes.size());
  wipe(text.data(), text.size());
  return secret;
}

}  // namespace

Secret mint_opaque_token(Random& random) {
  std::array<std::uint8_t, 32> bytes;
  random.fill(bytes);
  return to_secret(bytes);
}

Secret mint_handle(Random& random, Instant now) {
  std::array<std::uint8_t, kHandleBytes> bytes;
  const std::span all(bytes);
  write_time(all.first<kTimeBytes>(), now);
  random.fill(all.subspan<kTimeBytes>());
  return to_secret(bytes);
}

std::string mint_identifier(Random& random) {
  std::array<std::uint8_t, 16> bytes;
  random.fill(bytes);
  return base64url_encode(bytes);
}

RecordKey record_key(RecordKind kind, std::string_view value) {
  RecordKey key{kind, sha256(value)};
  if (value.size() != kHandleCharacters) return key;
  if (const auto time = base64url_decode(value.substr(0, kTimeCharacters))) {
    std::ranges::copy_backward(std::span(key.hash).first(key.hash.size() - kTimeBytes), key.hash.end());
    std::ranges::copy(*time, key.hash.begin());
  }
  return key;
}

}  // namespace attesto::inline v0
