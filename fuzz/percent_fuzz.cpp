// Encoding comes back; what decodes was made of whole escapes.
#include "attesto/wire/percent.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::string encoded = percent_encode(text);
  fuzz::require(form_decode(encoded) == text, "round trip");
  fuzz::require(encoded.find_first_of(" +&=#?/:\\\"<>\r\n") == std::string::npos, "a delimiter was not encoded");
  if (const auto decoded = form_decode(text)) {
    fuzz::require(decoded->size() <= text.size(), "decoding made the text longer");
    fuzz::require(form_decode(percent_encode(*decoded)) == decoded, "second round trip");
  }
  return 0;
}
