// What decodes encodes to itself, and every byte string comes back.
#include "attesto/wire/base64url.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto bytes = base64url_decode(text)) fuzz::require(base64url_encode(*bytes) == text, "base64url spelling");
  if (const auto bytes = base64_decode(text)) fuzz::require(base64_encode(*bytes) == text, "base64 spelling");
  const auto back = base64url_decode(base64url_encode(as_bytes(text)));
  fuzz::require(back && as_text(*back) == text, "base64url round trip");
  const auto padded = base64_decode(base64_encode(as_bytes(text)));
  fuzz::require(padded && as_text(*padded) == text, "base64 round trip");
  return 0;
}
