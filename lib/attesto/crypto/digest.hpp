// SHA-2 - FIPS 180-4.
#pragma once

#include <string_view>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0 {

enum class DigestAlgorithm : std::uint8_t { sha256, sha384, sha512 };

[[nodiscard]] Sha256Digest sha256(ByteView bytes);
[[nodiscard]] Sha256Digest sha256(std::string_view text);
[[nodiscard]] Bytes digest(DigestAlgorithm algorithm, ByteView bytes);

}  // namespace attesto::inline v0
