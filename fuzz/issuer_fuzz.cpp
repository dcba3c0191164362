// An accepted issuer has one spelling and none of the parts it must not have.
#include "attesto/oauth/issuer.hpp"

#include <string>

#include "attesto/wire/uri.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto strict = Issuer::parse(text);
  const auto issuer = Issuer::parse(text, Issuer::Transport::http_on_loopback_too);
  fuzz::require(!strict || issuer, "development refused what production takes");
  if (!issuer) return 0;
  fuzz::require(issuer->str() == text, "another text");
  fuzz::require(std::string(issuer->origin()).append(issuer->path()) == text, "the parts are not the whole");
  fuzz::require(text.find_first_of("?#@ \\") == std::string_view::npos && !text.ends_with('/'),
                "a part it must not have");
  const auto uri = Uri::parse(text);
  fuzz::require(uri && !uri->host().empty(), "no URI with a host");
  fuzz::require(strict ? issuer->is_https() : uri->is_loopback(), "http beyond loopback");
  return 0;
}
