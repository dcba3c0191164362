// An accepted URI is put together from its parts, byte for byte.
#include "attesto/wire/uri.hpp"

#include <algorithm>
#include <string>

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto uri = Uri::parse(text);
  if (!uri) return 0;
  std::string rebuilt = std::string(uri->scheme()) + ':';
  if (uri->has_authority()) {
    fuzz::require(uri->path().empty() || uri->path().starts_with('/'), "an authority without a slash behind it");
    fuzz::require(uri->origin().starts_with(rebuilt + "//"), "an origin without its scheme");
    rebuilt = uri->origin();
  } else {
    fuzz::require(!uri->path().starts_with("//") && uri->host().empty(), "an authority taken for a path");
  }
  rebuilt += uri->path();
  if (uri->query()) rebuilt.append("?").append(*uri->query());
  if (uri->fragment()) rebuilt.append("#").append(*uri->fragment());
  fuzz::require(rebuilt == text && uri->str() == text, "the parts are not the whole");
  fuzz::require(std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; }), "a byte outside ASCII");
  fuzz::require(uri->host().find_first_of("/?#@\\ ") == std::string_view::npos, "a delimiter inside the host");
  return 0;
}
