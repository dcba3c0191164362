// X.509 certificates that a client presents - RFC 5280.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/crypto/distinguished_name.hpp"
#include "attesto/crypto/key.hpp"

namespace attesto::inline v0 {

/// Why bytes are no certificate.
enum class CertificateError : std::uint8_t {
  malformed,  ///< not the DER of one certificate, or something stands behind it
  too_large,  ///< above Certificate::kMaxBytes
};

/// The names of a subjectAltName extension, as encoded: a name with a NUL inside stays one string
/// and equals nothing that a client could register.
/// @rfc 5280 §4.2.1.6
struct AlternativeNames {
  std::vector<std::string> dns{};    ///< DNS names
  std::vector<std::string> uri{};    ///< URIs
  std::vector<std::string> email{};  ///< e-mail addresses
  std::vector<Bytes> ip{};           ///< 4 or 16 bytes
};

/// A certificate, parsed once. Says nothing about who issued it: validating the chain is the TLS
/// layer's business.
class Certificate {
 public:
  /// A larger certificate is not parsed.
  static constexpr std::size_t kMaxBytes = 16 * 1024;

  /// Accepts exactly one certificate in DER: definite lengths, nothing behind it.
  [[nodiscard]] static std::expected<Certificate, CertificateError> parse(ByteView der);

  /// SHA-256 of the DER, what `x5t#S256` encodes (RFC 8705 §3.1).
  [[nodiscard]] const Sha256Digest& sha256() const noexcept { return sha256_; }
  /// The distinguished name of whom it was issued to.
  [[nodiscard]] const DistinguishedName& subject() const noexcept { return subject_; }
  /// Every name in its `subjectAltName`.
  [[nodiscard]] const AlternativeNames& alternative_names() const noexcept { return alternative_names_; }
  /// @error KeyError::unsupported or weak: a TLS key need not be one that we verify signatures with
  [[nodiscard]] const std::expected<PublicKey, KeyError>& public_key() const noexcept { return public_key_; }
  /// Whether `notBefore <= now <= notAfter` (RFC 5280 §4.1.2.5).
  [[nodiscard]] bool is_valid_at(Instant now) const noexcept { return not_before_ <= now && now < after_; }

 private:
  struct Parts {
    DistinguishedName subject;
    AlternativeNames alternative_names;
    std::expected<PublicKey, KeyError> public_key;
    Instant not_before, after;
  };
  Certificate(const Sha256Digest& digest, Parts parts);

  Sha256Digest sha256_;
  DistinguishedName subject_;
  AlternativeNames alternative_names_;
  std::expected<PublicKey, KeyError> public_key_;
  Instant not_before_;
  Instant after_;  ///< the first moment behind notAfter, which names a whole second
};

}  // namespace attesto::inline v0
