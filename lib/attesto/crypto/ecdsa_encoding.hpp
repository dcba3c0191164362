// Between the two spellings of an ECDSA signature, private to this room.
#pragma once

#include <optional>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0 {

/// DER `SEQUENCE { r, s }` to r||s, each `half` bytes.
/// @pre the DER is what OpenSSL just made
/// @rfc 3279 §2.2.3, 7518 §3.4
[[nodiscard]] Bytes der_to_raw(ByteView der, std::size_t half);

/// r||s of two times `half` bytes to DER.
/// @rfc 7518 §3.4
[[nodiscard]] Bytes raw_to_der(ByteView raw, std::size_t half);

}  // namespace attesto::inline v0
