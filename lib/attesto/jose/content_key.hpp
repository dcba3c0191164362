// How the content key of a JWE travels, private to this room - RFC 7518 §4.3, §4.6.
#pragma once

#include <optional>

#include "attesto/base/random.hpp"
#include "attesto/jose/jwe_keys.hpp"

namespace attesto::inline v0 {

/// A content key and what tells it to the recipient.
struct SentContentKey {
  SecretBytes key;               ///< encrypts the content
  Bytes encrypted_key;           ///< empty for direct key agreement
  std::optional<PublicKey> epk;  ///< our half of the agreement
};

/// Makes the content key of one JWE: from `random`, or by an agreement of a fresh key with the recipient's.
/// @rfc 7516 §5.1 steps 1-4
[[nodiscard]] SentContentKey make_content_key(const EncryptionKey& recipient, Random& random);

/// The other side's half of an agreement, from the header.
struct AgreementHeader {
  PublicKey epk;  ///< the sender's ephemeral key
  Bytes apu;      ///< `apu`, decoded; empty if absent
  Bytes apv;      ///< `apv`, decoded; empty if absent
};

/// `epk`, `apu` and `apv`. The point is checked to be on the recipient's curve before any private key is used.
/// @return nothing if one is absent or not what it should be
/// @rfc 7518 §4.6.1
[[nodiscard]] std::optional<AgreementHeader> parse_agreement_header(const Json& header, KeyType recipient);

/// Recovers the content key.
/// @param agreement  present exactly for the algorithms that agree on a key
/// @return nothing if the encrypted key is not one; how it fails is not told
/// @rfc 7516 §5.2 steps 6-10
[[nodiscard]] std::optional<SecretBytes> recover_content_key(const DecryptionKey& recipient,
                                                             ContentEncryption content_encryption,
                                                             const std::optional<AgreementHeader>& agreement,
                                                             ByteView encrypted_key);

}  // namespace attesto::inline v0
