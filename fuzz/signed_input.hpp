// Fuzz input that gets behind the signature: the header and the claims are the fuzzer's, the
// signature is right.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "attesto/jose/jwt.hpp"
#include "attesto/jose/keys.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::fuzzing {

inline constexpr long long kNow = 1'700'000'000;

/// A throw-away key; Ed25519 signs deterministically, so one input is always one token.
inline const PrivateKey& key() {
  static const PrivateKey kKey = PrivateKey::from_pem(
                                     "-----BEGIN PRIVATE KEY-----\n"
                                     "MC4CAQAwBQYDK2VwBCIEIGhkZgDSgkYPk/oSUSZX96XxtmhCAK3jk44o9MornK6t\n"
                                     "-----END PRIVATE KEY-----\n")
                                     .value();
  return kKey;
}

inline std::span<const VerificationKey> keys() {
  static const VerificationKey kVerificationKey =
      VerificationKey::create(key().public_key(), Algorithm::EdDSA, "k").value();
  return {&kVerificationKey, 1};
}

/// The compact form of the first line as header and the rest as claims, signed. Input that starts
/// with a dot is a compact form itself, without the dot.
inline std::string make_compact(std::string_view input) {
  if (input.starts_with('.')) return std::string(input.substr(1));
  const std::size_t end = input.find('\n');
  const std::string_view header = input.substr(0, end);
  const std::string_view claims = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  std::string compact = base64url_encode(as_bytes(header)) + '.' + base64url_encode(as_bytes(claims));
  const Bytes signature = key().sign(SignatureScheme::eddsa, as_bytes(compact));
  return compact + '.' + base64url_encode(signature);
}

/// The oracle's verdict: what was accepted must have this.
inline void require(bool held) {
  if (!held) std::abort();
}

inline bool is(const Json& claims, std::string_view name, std::string_view value) {
  const std::string* text = claims.find_string(name);
  return text && *text == value;
}

/// A date within [from, to], whole or not.
inline bool is_within(const Json& claims, std::string_view name, double from, double to) {
  const Json* date = claims.find(name);
  if (!date) return false;
  if (const std::int64_t* seconds = date->integer())
    return static_cast<double>(*seconds) >= from && static_cast<double>(*seconds) <= to;
  return date->fraction() && *date->fraction() >= from && *date->fraction() <= to;
}

inline bool is_absent_or_at_most(const Json& claims, std::string_view name, double to) {
  return !claims.find(name) || is_within(claims, name, 0, to);
}

}  // namespace attesto::fuzzing
