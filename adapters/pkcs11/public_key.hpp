// A public key object of a token, private to this adapter - PKCS #11 v2.40 §2.1.3, §2.3.3, v3.0 §2.3.5.
#pragma once

#include "adapters/pkcs11/token.hpp"

namespace attesto::pkcs11 {

/// Reads and checks the public half.
/// @throws OpenRefused if it is of a type or curve we don't know, or not strong enough
[[nodiscard]] PublicKey read_public_key(const Session& session, CK_OBJECT_HANDLE object);

}  // namespace attesto::pkcs11
