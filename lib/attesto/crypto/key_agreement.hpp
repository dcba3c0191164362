// Concat KDF over a Diffie-Hellman secret - NIST SP 800-56A §5.8.1 as profiled by RFC 7518 §4.6.2.
// The agreement itself is PrivateKey::agree.
#pragma once

#include <cstddef>
#include <string_view>

#include "attesto/base/bytes.hpp"
#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// What the derived key is bound to.
struct AgreementInfo {
  std::string_view algorithm;  ///< value of `enc` for ECDH-ES alone, of `alg` with key wrapping
  ByteView party_u;            ///< decoded `apu`
  ByteView party_v;            ///< decoded `apv`
};

/// Derives `size` bytes with SHA-256.
/// @pre size <= 64
/// @rfc 7518 §4.6.2
[[nodiscard]] SecretBytes concat_kdf(ByteView shared_secret, const AgreementInfo& info, std::size_t size);

}  // namespace attesto::inline v0
