// The compact serialization taken apart, private to this room - RFC 7515 §3.1.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "attesto/base/bytes.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// The segments of a compact JWS, as received.
struct CompactSegments {
  std::string_view signing_input;  ///< the first two segments with their dot
  std::string_view header;         ///< first segment, encoded
  std::string_view claims;         ///< second segment, encoded
  std::string_view signature;      ///< third segment, encoded
};

/// Splits at exactly two dots, after looking at the size and without allocating.
[[nodiscard]] std::optional<CompactSegments> split_compact(std::string_view compact);

/// The header; nothing unless it is canonical base64url of one JSON object within its limits.
[[nodiscard]] std::optional<Json> decode_header(std::string_view segment);
/// The payload of a JWT; nothing unless it is one JSON object within the limits of claims.
[[nodiscard]] std::optional<Json> parse_claims(ByteView payload);
/// The same from its segment.
[[nodiscard]] std::optional<Json> decode_claims(std::string_view segment);

/// `application/` may be left out of a type, and media types compare without case (RFC 7515 §4.1.9).
[[nodiscard]] bool is_jwt_type(std::string_view actual, std::string_view expected);

}  // namespace attesto::inline v0
