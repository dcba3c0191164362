// base64url without padding - RFC 4648 §5, RFC 7515 §2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0 {

/// Encodes without padding.
[[nodiscard]] std::string base64url_encode(ByteView bytes);
/// Appends the encoding to `out`.
void base64url_append(std::string& out, ByteView bytes);

/// Decodes the canonical form only: no padding, no foreign byte, unused trailing bits zero, so
/// that one value has one spelling.
///
/// @return nothing for any other text
/// @rfc 4648 §3.5, 7515 §2
[[nodiscard]] std::optional<Bytes> base64url_decode(std::string_view text);

/// Decodes standard base64 with padding (RFC 4648 §4), canonical form only; for `Basic`.
[[nodiscard]] std::optional<Bytes> base64_decode(std::string_view text);
/// Encodes standard base64 with padding (RFC 4648 §4).
[[nodiscard]] std::string base64_encode(ByteView bytes);

}  // namespace attesto::inline v0
