// The certificates of a client that nobody vouches for - RFC 8705 §2.2.2.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "attesto/crypto/certificate.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// The value of `x5t#S256`. @rfc 8705 §3.1
[[nodiscard]] CertificateThumbprint certificate_thumbprint(const Certificate& certificate);

/// The same of its DER, unparsed: what a connection showed with a token.
[[nodiscard]] CertificateThumbprint certificate_thumbprint(ByteView der);

/// What a `self_signed_tls_client_auth` client registered: keys, with the exact certificate where
/// the JWK has one in `x5c`.
/// @rfc 8705 §2.2.2
class RegisteredCertificates {
 public:
  /// A larger set is refused.
  static constexpr std::size_t kMaxKeys = 20;

  /// Reads a JWK Set. One entry that we can't use (an unknown `kty`, an encryption key) does not
  /// take the others with it (RFC 7517 §5).
  /// @return nothing if it is no set, is larger than kMaxKeys, holds a private, symmetric, weak or
  ///         broken key, or a key that differs from the one in its own `x5c` (RFC 7517 §4.7)
  [[nodiscard]] static std::optional<RegisteredCertificates> parse(const Json& jwk_set);
  /// Whether its key is in the set.
  [[nodiscard]] bool contains(const Certificate& certificate) const;

 private:
  struct Entry {
    KeyThumbprint key;
    std::optional<CertificateThumbprint> certificate;
  };
  static std::optional<Entry> parse_entry(const Json& jwk, const PublicKey& key);
  std::vector<Entry> entries_;
};

}  // namespace attesto::inline v0
